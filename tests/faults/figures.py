"""How often a fault is tried: CI's figure, or that of the night."""

import os

_NIGHTLY = "AUDITDESK_NIGHTLY"


def figure(ci: int, nightly: int) -> int:
    """So many times now."""
    return nightly if os.environ.get(_NIGHTLY) else ci


def nightly_environment() -> dict[str, str]:
    """The environment in which the figures of the night count."""
    return {**os.environ, _NIGHTLY: "1"}
