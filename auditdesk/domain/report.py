"""The report of an audit as plain values: its digest, and the copy that leaves without names."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from auditdesk.domain.checks import Problem
from auditdesk.i18n import N_, _, ngettext

Values = dict[str, Any]
Hidden = dict[str, str]
"""What was taken out of a copy: its kind, “name” or “evidence”, and what."""
TEXTS = {
    "summary": N_("Summary"),
    "objectives_met": N_("Whether the objectives were met"),
    "fulfilment": N_("To what degree the criteria are fulfilled"),
    "good_practice": N_("Good practice"),
    "obstacles": N_("Obstacles"),
    "opinions": N_("Diverging opinions that remain"),
    "implications": N_("Implications for the programme"),
    "follow_up": N_("Follow-up agreed"),
}
"""Where judgement belongs and no program can write; the rest of a report writes itself."""
SAMPLING = N_(
    "An audit looks at a sample of what there is. Conformity that was seen does not prove that all"
    " is in order, and what was not found may still be there."
)


def digest_of(values: Values) -> str:
    """SHA-256 over the report as it stands: canonical JSON, so that equal reports are equal."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def missing(values: Values) -> list[Problem]:
    """What ISO 19011 (6.5.1, own words) wants in a report and only people can write."""
    wanted = {
        "objectives": _("The objectives are missing."),
        "conclusion": _("The conclusion is missing."),
        "fulfilment": _("Nobody said to what degree the criteria are fulfilled."),
        "distribution": _("Nobody is named to whom the report goes."),
    }
    found = [Problem(key, text) for key, text in wanted.items() if not str(values[key]).strip()]
    unjudged = values["statistics"]["asked"] - values["statistics"]["answered"]
    if unjudged:
        found.append(
            Problem(
                "checklist", _("{n} lines of the checklist have no verdict.").format(n=unjudged)
            )
        )
    return found


def hidden_kinds(hidden: Sequence[Hidden]) -> list[str]:
    """What a copy says of itself: how many names and files are not in it, never which."""
    names = sum(one["kind"] == "name" for one in hidden)
    files = len(hidden) - names
    told = (
        ngettext("{n} name", "{n} names", names).format(n=names) if names else "",
        ngettext("{n} confidential file", "{n} confidential files", files).format(n=files)
        if files
        else "",
    )
    return [text for text in told if text]
