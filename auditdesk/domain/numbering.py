"""Official numbers: NC-2026-014. Given once, in the order of giving, never again."""

import re
from dataclasses import dataclass

_SHAPE = re.compile(r"^(?P<series>[A-Z]{1,8})-(?P<year>\d{4})-(?P<n>\d{1,6})$")


@dataclass(frozen=True)
class Number:
    """A number of a series in a year; the year is the rule's, not the clock's."""

    series: str
    year: int
    n: int

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.n:03d}"

    @property
    def sort_key(self) -> str:
        """Text that sorts as numbers do: NC-2026-999 before NC-2026-1000."""
        return f"{self.series}-{self.year}-{self.n:06d}"

    @classmethod
    def parse(cls, text: str) -> "Number | None":
        """The number that `text` is, however it is padded or cased; None where it is none."""
        match = _SHAPE.match(text.strip().upper())
        return cls(match["series"], int(match["year"]), int(match["n"])) if match else None
