"""AuditDesk: internal audits of a quality management system, in one local file."""

__version__ = "0.1.0"

PROGRAM = f"AuditDesk {__version__}"
"""Name and version, as --version says them."""
