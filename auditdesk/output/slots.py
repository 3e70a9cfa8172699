"""Slots: boxes on a sheet that become fields of a form, and what they become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PageBox:
    """A box: its name, its page from 1, and where it lies there, in points from the top left."""

    name: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Fields:
    """What the boxes become. told: what each is called aloud. lists: words to choose from, which a
    box lets one depart from. hidden: values that travel along, by name.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
