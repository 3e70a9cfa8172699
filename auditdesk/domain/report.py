"""The report of an audit as plain values: its digest, and the copy that leaves without names."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
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


def redact(
    values: Values, *, people: Sequence[str] = (), confidential: bool = False
) -> tuple[Values, list[Hidden]]:
    """A copy for a recipient, and the list of what was taken out.

    people: names to be hidden, each by a stand-in that stays the same throughout. confidential:
    whether evidence marked as confidential goes.
    """
    hidden: list[Hidden] = []
    copy: Values = json.loads(json.dumps(values))
    if confidential:
        gone = {one["sha256"] for one in copy["evidence"] if one["confidential"]}
        hidden += [
            {"kind": "evidence", "what": one["name"]}
            for one in copy["evidence"]
            if one["confidential"]
        ]
        copy["evidence"] = [one for one in copy["evidence"] if not one["confidential"]]
        copy["photos"] = [one for one in copy["photos"] if one["sha256"] not in gone]
    stand_ins = stand_ins_of(values, people)
    if stand_ins:
        parts = sorted(stand_ins, key=len, reverse=True)
        names = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in parts))
        copy = _each_text(copy, lambda text: names.sub(lambda found: stand_ins[found[0]], text))
        hidden += [{"kind": "name", "what": name} for name in stand_ins]
    return copy, hidden


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


def stand_ins_of(values: Values, people: Sequence[str]) -> dict[str, str]:
    """For each name that occurs: “Auditor 1”, “Person 2” ..., by the order of the team."""
    text = json.dumps(values, ensure_ascii=False)
    team = [one["person"] for one in values["team"]]
    auditors = [name for name in dict.fromkeys(team) if name in people]
    others = [name for name in dict.fromkeys(people) if name and name not in auditors]
    quoted = {name: json.dumps(name, ensure_ascii=False)[1:-1] for name in others}
    found = [name for name in others if re.search(rf"(?<!\w){re.escape(quoted[name])}(?!\w)", text)]
    return {
        **{name: _("Auditor {n}").format(n=n) for n, name in enumerate(auditors, 1)},
        **{name: _("Person {n}").format(n=n) for n, name in enumerate(found, 1)},
    }


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [_each_text(one, change) for one in value]
    return value
