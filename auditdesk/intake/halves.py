"""Halves: the half of a day that a heading names beside its date."""

import re

from auditdesk.intake.words import fold, groups

HALVES = ("morning", "afternoon")


def half_in(text: str) -> tuple[str, str]:
    """Which half of a day a heading names, "" for none, and the rest of it: “16 Mar (AM)”."""
    words = re.split(r"[\s()\[\]]+", text)
    known = groups()["half_day"]
    half = next((known[fold(word)] for word in words if fold(word) in known), "")
    if not half:
        return "", text
    return half, " ".join(word for word in words if fold(word) not in known).strip(" -–,/")
