"""Sample: Meridian Pumps, a maker of pumps that does not exist, played from resources/demo."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.step import Step
from auditdesk.i18n import _
from auditdesk.paths import resource
from auditdesk.work import entry, kinds, organisation

NAME = "Meridian Pumps"
LAST_DAY = date(2026, 11, 20)
"""The day on which the story ends: its “today”."""


def play(book: Book) -> int:
    """Tell the story of the sample company in an empty book, a step at a time; how many steps."""
    with book.step(_("Found {name}").format(name=NAME)) as step:
        organisation.found(step, NAME)
    played = 1
    for path in sorted(resource("demo").glob("*.toml")):
        for told in tomllib.loads(path.read_text("utf-8"))["step"]:
            with book.step(told["what"]) as step:
                for data in told["entry"]:
                    _enter(step, data, told["today"])
            played += 1
    return played


def _enter(step: Step, data: Mapping[str, Any], today: date) -> None:
    """`add` names the kind of a new thing; `set` names the kind, a blank, and which one."""
    values = {key: value for key, value in data.items() if key not in ("add", "set")}
    for key in {"file", "logo"} & values.keys():
        values[key] = str(resource("demo", values[key]))
    if "add" in data:
        entry.enter(step, kinds.kind_of(data["add"]), values, today)
    else:
        kind, _blank, name = data["set"].partition(" ")
        entry.amend(step, kinds.kind_of(kind), name, values, today)
