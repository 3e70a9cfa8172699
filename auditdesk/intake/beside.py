"""Beside: what a sheet shows that is no value: comments, pictures, what is struck or hidden."""

from dataclasses import dataclass, field
from typing import Any

from auditdesk.i18n import _

Spot = tuple[int, int]
"""Row as the file numbers it, column from 0."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a sheet: the cell of its upper left corner, and the part that holds its bytes.

    row: as the file numbers it, 0 where it lies in no cell. part: "" where the file does not say.
    """

    row: int
    column: int
    part: str = ""


@dataclass
class Beside:
    """What stands beside the values of one sheet.

    known: whether the format of the file lets it be told. errors: cells that show an error such as
    #N/A. hidden_columns: from 0.
    """

    known: bool = True
    comments: dict[Spot, str] = field(default_factory=dict)
    struck: set[Spot] = field(default_factory=set)
    errors: dict[Spot, str] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)

    def as_data(self) -> dict[str, Any]:
        """As the reading process sends it."""
        return {
            "known": self.known,
            "comments": [[*spot, text] for spot, text in self.comments.items()],
            "struck": sorted(self.struck),
            "errors": [[*spot, text] for spot, text in self.errors.items()],
            "pictures": [[one.row, one.column, one.part] for one in self.pictures],
            "hidden_columns": sorted(self.hidden_columns),
        }


def beside_of(data: dict[str, Any]) -> Beside:
    """What the reading process sent."""
    return Beside(
        bool(data["known"]),
        {(row, column): text for row, column, text in data["comments"]},
        {(row, column) for row, column in data["struck"]},
        {(row, column): text for row, column, text in data["errors"]},
        [Picture(*one) for one in data["pictures"]],
        set(data["hidden_columns"]),
    )


Remarked = dict[int, list[tuple[int, str, str]]]


def remarks_by_row(beside: Beside) -> Remarked:
    """What is beside the cells, by their rows: place, text and what it is."""
    found: Remarked = {}
    for (row, place), text in beside.comments.items():
        found.setdefault(row, []).append((place, text, _("a comment on the cell")))
    for (row, place), text in beside.errors.items():
        told = text or _("an error of a formula")
        found.setdefault(row, []).append((place, told, _("the cell shows an error, no result")))
    for row, places in struck_rows(beside).items():
        if places:
            found.setdefault(row, []).append((min(places), _("struck out"), _("in the file")))
    return found


def struck_rows(beside: Beside) -> dict[int, set[int]]:
    """The cells that are struck out, by their rows."""
    found: dict[int, set[int]] = {}
    for row, place in beside.struck:
        found.setdefault(row, set()).add(place)
    return found
