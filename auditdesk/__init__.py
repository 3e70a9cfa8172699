"""AuditDesk: internal audits of a quality management system, in one local file."""

__version__ = "0.1.0"
