"""Cause analysis: the chain of whys, the branches of cause and effect, and how a fishbone is drawn.

A step is a text. In a chain it is the answer to one why; in a diagram it is “Branch: cause”, so
that own branches need nothing but their name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from auditdesk.i18n import N_, _

SIX_M = (
    N_("Method"),
    N_("Machine"),
    N_("Material"),
    N_("People"),
    N_("Measurement"),
    N_("Environment"),
)
"""The branches that are offered first; practice of K. Ishikawa’s diagram."""


@dataclass(frozen=True)
class Branch:
    """One bone: its name, and the causes along it."""

    name: str
    causes: tuple[str, ...] = ()


def branches(steps: Iterable[str]) -> tuple[Branch, ...]:
    """The bones that steps such as “Method: no recall” make, in their order; “…” names the rest."""
    found: dict[str, list[str]] = {}
    for step in steps:
        name, colon, cause = step.partition(":")
        if not colon:
            name, cause = "…", step
        causes = found.setdefault(name.strip(), [])
        if cause.strip():
            causes.append(cause.strip())
    return tuple(Branch(name, tuple(causes)) for name, causes in found.items())


def empty_branches() -> str:
    """The six branches to fill in, one a line."""
    return "\n".join(f"{_(name)}: " for name in SIX_M)


def steps_of(text: str, with_branches: bool) -> list[str]:
    """The steps that somebody wrote one a line; a branch without a cause is none."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in lines if line and not (with_branches and line.endswith(":"))]


@dataclass(frozen=True)
class Stroke:
    """A line of the drawing; bold for spine and bones."""

    x1: float
    y1: float
    x2: float
    y2: float
    bold: bool = False


@dataclass(frozen=True)
class DrawnText:
    """A text of the drawing in its box; kind is head, branch or cause."""

    x: float
    y: float
    width: float
    height: float
    text: str
    kind: str


@dataclass(frozen=True)
class Fishbone:
    """A drawing in the unit of its width, from the top left corner."""

    width: float
    height: float
    strokes: tuple[Stroke, ...]
    texts: tuple[DrawnText, ...]


_HEAD = 0.22
_SLANT = 0.22
_GAP = 0.35
"""Head and slant as parts of the widths they belong to; the gap below a text in lines."""


def fishbone(
    head: str, bones: Sequence[Branch], width: float, line: float, letter: float
) -> Fishbone:
    """How a diagram is drawn on this width, for the screen and for paper alike.

    line: the height of a line of text; letter: the mean width of a letter, in the same unit.
    """
    columns = max(ceil(len(bones) / 2), 1)
    body = width * (1 - _HEAD)
    each = body / columns
    room = each * (1 - _SLANT) - line
    gap = _GAP * line

    def lines(text: str, space: float) -> int:
        return max(1, ceil(len(text) * letter / max(space - letter, letter)))

    def needed(side: Sequence[Branch]) -> float:
        heights = [sum(lines(cause, room) * line + gap for cause in bone.causes) for bone in side]
        return max([2 * line, *heights]) + 2.4 * line

    above, below = needed(bones[0::2]), needed(bones[1::2])
    spine = above
    strokes = [Stroke(0, spine, body, spine, True)]
    box = max(lines(head, width * _HEAD - line) * line + line, 3 * line)
    texts = [DrawnText(body, spine - box / 2, width * _HEAD, box, head, "head")]
    for n, bone in enumerate(bones):
        up = n % 2 == 0
        meets = (n // 2 + 1) * each - gap
        outer = meets - _SLANT * each
        end = 1.5 * line if up else above + below - 1.5 * line
        strokes.append(Stroke(outer, end, meets, spine, True))
        top = 0.0 if up else end
        texts.append(
            DrawnText(outer - each / 2, top, each / 2 + gap, 1.5 * line, bone.name, "branch")
        )
        y = end + gap if up else spine + gap
        for cause in bone.causes:
            height = lines(cause, room) * line
            bottom = y + height
            along = outer + (meets - outer) * abs(bottom - end) / abs(spine - end)
            above_all = outer + (meets - outer) * abs(y - end) / abs(spine - end)
            left = min(along, above_all) - room
            strokes.append(Stroke(left, bottom, along, bottom))
            texts.append(DrawnText(left, y, room, height, cause, "cause"))
            y = bottom + gap
    return Fishbone(width, above + below, tuple(strokes), tuple(texts))
