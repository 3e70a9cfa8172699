"""Readiness: what an external auditor would ask, evidence by clause and unit, the transition."""
