"""Drawing: a picture as plain shapes that any painter can draw, on the screen as on paper.

Lengths are in pixels of the screen and in points on paper, from the top left. Colours are named by
what they say; each painter has its own for them, and nothing is told by colour alone.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from auditdesk.domain.indicator import number
from auditdesk.domain.series import (
    HeatMap,
    Pareto,
    ProgressSeries,
    Series,
    SeriesBar,
    Tree,
    Trend,
)
from auditdesk.domain.share import percent
from auditdesk.i18n import _

ROW, GAP, LABEL = 26, 8, 16
"""The height of a row, the room between things, the height of a line of text."""
HEAT = 5
"""Shades of the heat map, “heat0” the lightest."""
PLOT_HEIGHT = 300


class Box(NamedTuple):
    """A filled rectangle."""

    x: float
    y: float
    w: float
    h: float
    paint: str


class DrawnLine(NamedTuple):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    paint: str
    width: float = 1
    dashed: bool = False


class Dot(NamedTuple):
    """A point; a diamond where a rule points at it, else round."""

    x: float
    y: float
    r: float
    paint: str
    diamond: bool = False


class Word(NamedTuple):
    """A text on one line, cut to its room. anchor: what of it stands at x: start, middle or end."""

    x: float
    y: float
    text: str
    room: float
    anchor: str = "start"
    paint: str = "text"


Shape = Box | DrawnLine | Dot | Word


class DrawnSpot(NamedTuple):
    """Where a bar can be clicked, and what is said of it there."""

    x: float
    y: float
    w: float
    h: float
    bar: SeriesBar
    told: str


class Drawing(NamedTuple):
    """Shapes in the order in which they are painted, and the spots in reading order."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    spots: tuple[DrawnSpot, ...]


def mirrored(drawing: Drawing) -> Drawing:
    """The same for who reads from the right."""
    width = drawing.width
    other = {"start": "end", "end": "start", "middle": "middle"}

    def turned(shape: Shape) -> Shape:
        if isinstance(shape, Box):
            return shape._replace(x=width - shape.x - shape.w)
        if isinstance(shape, DrawnLine):
            return shape._replace(points=tuple((width - x, y) for x, y in shape.points))
        if isinstance(shape, Word):
            return shape._replace(x=width - shape.x, anchor=other[shape.anchor])
        return shape._replace(x=width - shape.x)

    return drawing._replace(
        shapes=tuple(map(turned, drawing.shapes)),
        spots=tuple(one._replace(x=width - one.x - one.w) for one in drawing.spots),
    )


def bars_of(series: Series) -> list[tuple[SeriesBar, tuple[str, ...]]]:
    """Everything that a picture counts, in reading order, with what its table says beside."""
    if isinstance(series, Pareto):
        sums = accumulate(bar.n for bar in series.bars)
        return [
            (bar, (_per_cent(so_far, series.of),))
            for bar, so_far in zip(series.bars, sums, strict=True)
        ]
    if isinstance(series, Trend):
        rules = {one.at: _(one.rule) for one in series.signals}
        return [(bar, (rules.get(n, ""),)) for n, bar in enumerate(series.months)]
    if isinstance(series, HeatMap):
        return [(series.cells[place], ()) for place in sorted(series.cells)]
    if isinstance(series, ProgressSeries):
        return [
            (bar._replace(name=words.format(month=bar.name)), ())
            for pair in zip(series.planned, series.held, strict=True)
            for bar, words in zip(pair, (_("{month}, planned"), _("{month}, held")), strict=True)
            if bar is not None
        ]
    if isinstance(series, Tree):
        return [(node.bar, ()) for node in series.nodes]
    return [(bar, ()) for bar in series.bars]


def is_empty(series: Series) -> bool:
    """Whether there is nothing to draw."""
    return not any(bar.n for bar, _beside in bars_of(series))


def told(series: Series, name: str, what: str) -> str:
    """The picture in words, for who does not see it."""
    if is_empty(series):
        return _("{name}: nothing to draw.").format(name=name)
    parts = [
        "{}: {}".format(bar.name, ", ".join((number(bar.n), *filter(None, beside))))
        for bar, beside in bars_of(series)
        if bar.n
    ]
    text = _("{name} ({what}). {parts}.").format(name=name, what=what, parts="; ".join(parts))
    if isinstance(series, Trend) and series.limits is not None:
        text += " " + _limits_told(series)
    return text


def _limits_told(series: Trend) -> str:
    assert series.limits is not None
    mean, lower, upper = map(number, series.limits)
    return _("Mean {mean}, limits {lower} and {upper}.").format(mean=mean, lower=lower, upper=upper)


def _per_cent(part: float, whole: float) -> str:
    return _("{n} %").format(n=percent(round(part), round(whole)))


def draw(series: Series, width: float) -> Drawing:
    """The shapes of a picture that is so wide; it is as high as it must be."""
    if isinstance(series, Pareto):
        return _pareto(series, width)
    if isinstance(series, Trend):
        return _trend(series, width)
    if isinstance(series, HeatMap):
        return _heat(series, width)
    if isinstance(series, ProgressSeries):
        return _progress(series, width)
    if isinstance(series, Tree):
        return _tree(series, width)
    return _bars(series.bars, width, 0.92 * width)


def _spot_told(bar: SeriesBar, *beside: str) -> str:
    return "\n".join((f"{bar.name}: {number(bar.n)}", *filter(None, beside)))


def _bars(bars: Sequence[SeriesBar], width: float, right: float, top: float = 0) -> Drawing:
    """Rows of a name, a bar and a number; the longest bar ends before `right`."""
    left = 0.3 * width
    most = max((bar.n for bar in bars), default=0) or 1
    long = right - left - 48
    shapes: list[Shape] = []
    spots = []
    for n, bar in enumerate(bars):
        y = top + n * ROW
        length = max(long * bar.n / most, 1) if bar.n else 0
        shapes += [
            Word(0, y + ROW / 2, bar.name, left - GAP),
            Box(left, y + 4, length, ROW - 8, "bar"),
            Word(left + length + 6, y + ROW / 2, number(bar.n), 44),
        ]
        spots.append(DrawnSpot(0, y, right, ROW, bar, _spot_told(bar)))
    shapes.append(DrawnLine(((left, top), (left, top + len(bars) * ROW)), "axis"))
    return Drawing(width, top + len(bars) * ROW + GAP, tuple(shapes), tuple(spots))


def _pareto(series: Pareto, width: float) -> Drawing:
    left, right, top = 0.3 * width, width - 56, LABEL + GAP
    drawn = _bars(series.bars, width, right, top)
    shapes: list[Shape] = [Word(width, LABEL / 2, _("added up"), width / 2, "end", "muted")]
    bottom = top + len(series.bars) * ROW
    for quarter in range(1, 5):
        x = left + (right - left) * quarter / 4
        shapes.append(DrawnLine(((x, top), (x, bottom)), "grid"))
    points = []
    for n, ((_bar, (share,)), so_far) in enumerate(
        zip(bars_of(series), accumulate(bar.n for bar in series.bars), strict=True)
    ):
        y = top + n * ROW + ROW / 2
        points.append((left + (right - left) * so_far / (series.of or 1), y))
        shapes.append(Word(width, y, share, 50, "end", "muted"))
    line = [DrawnLine(tuple(points), "line", 1.5)] if points else []
    dots = [Dot(x, y, 3, "line") for x, y in points]
    spots = tuple(
        spot._replace(told=_spot_told(bar, _("{share} added up").format(share=share)))
        for spot, (bar, (share,)) in zip(drawn.spots, bars_of(series), strict=True)
    )
    return drawn._replace(shapes=(*shapes, *drawn.shapes, *line, *dots), spots=spots)


class _Plot(NamedTuple):
    """Where a row of months is plotted, and how high its axis reaches."""

    left: float
    right: float
    top: float
    bottom: float
    most: float
    months: int

    def x(self, n: int) -> float:
        steps = max(self.months - 1, 1)
        return self.left + (self.right - self.left) * (n / steps if self.months > 1 else 0.5)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.most


def _plot(names: Sequence[str], most: float, right: float) -> tuple[_Plot, list[Shape]]:
    """A plot with its axes: lines of whole numbers, and as many months as there is room for."""
    step = next(
        n * ten for ten in (10**k for k in range(9)) for n in (1, 2, 5) if n * ten * 5 >= most
    )
    high = step * max(1, -(-most // step))
    plot = _Plot(44, right, LABEL + 2 * GAP, PLOT_HEIGHT - LABEL - GAP, high, len(names))
    shapes: list[Shape] = []
    for value in range(0, int(high) + 1, step):
        y = plot.y(value)
        shapes += [
            DrawnLine(((plot.left, y), (right, y)), "grid" if value else "axis"),
            Word(plot.left - 6, y, number(value), 40, "end", "muted"),
        ]
    every = max(1, -(-len(names) * 58 // int(right - plot.left + 58)))
    for n in range(0, len(names), every):
        shapes.append(Word(plot.x(n), plot.bottom + LABEL / 2 + 4, names[n], 56, "middle", "muted"))
    return plot, shapes


def _spots_of_months(
    plot: _Plot, count: int, spot: Callable[[int], tuple[SeriesBar, str] | None]
) -> list[DrawnSpot]:
    wide = (plot.right - plot.left) / max(count - 1, 1)
    height = plot.bottom - plot.top + LABEL + GAP
    return [
        DrawnSpot(max(plot.x(n) - wide / 2, 0), plot.top, wide, height, *here)
        for n in range(count)
        if (here := spot(n)) is not None
    ]


def _trend(series: Trend, width: float) -> Drawing:
    counts = [bar.n for bar in series.months]
    upper = series.limits.upper if series.limits else 0
    right = width - (116 if series.limits else 24)
    names = [bar.name for bar in series.months]
    plot, shapes = _plot(names, max((*counts, upper, 1)), right)
    if series.limits is not None:
        mean, lower, _upper = series.limits
        for value, word, dashed in (
            (upper, _("upper limit {n}"), True),
            (mean, _("mean {n}"), False),
            (lower, _("lower limit {n}"), True),
        ):
            if value == 0 and value is not mean:
                continue
            y = plot.y(value)
            shapes += [
                DrawnLine(((plot.left, y), (right, y)), "limit", 1, dashed),
                Word(right + 6, y, word.format(n=number(value)), 110, paint="muted"),
            ]
    points = tuple((plot.x(n), plot.y(value)) for n, value in enumerate(counts))
    shapes.append(DrawnLine(points, "bar", 2))
    signals = {one.at: _(one.rule) for one in series.signals}
    shapes += [
        Dot(x, y, 6 if n in signals else 3.5, "signal" if n in signals else "bar", n in signals)
        for n, (x, y) in enumerate(points)
    ]

    def spot(n: int) -> tuple[SeriesBar, str]:
        bar = series.months[n]
        return bar, _spot_told(bar, signals.get(n, ""))

    spots = _spots_of_months(plot, len(counts), spot)
    return Drawing(width, PLOT_HEIGHT, tuple(shapes), tuple(spots))


def _progress(series: ProgressSeries, width: float) -> Drawing:
    right = width - 24
    most = max((bar.n for bar in (*series.planned, *series.held) if bar), default=0)
    plot, shapes = _plot(series.months, max(most, 1), right)
    x = plot.left
    for words, paint, dashed in ((_("planned"), "line", True), (_("held"), "bar", False)):
        shapes += [
            DrawnLine(((x, LABEL / 2), (x + 28, LABEL / 2)), paint, 2, dashed),
            Word(x + 34, LABEL / 2, words, 120),
        ]
        x += 160
    for bars, paint, dashed in ((series.planned, "line", True), (series.held, "bar", False)):
        points = [(plot.x(n), plot.y(bar.n)) for n, bar in enumerate(bars) if bar is not None]
        if points:
            shapes.append(DrawnLine(tuple(points), paint, 2, dashed))
            shapes += [Dot(x, y, 3.5, paint) for x, y in points]

    def spot(n: int) -> tuple[SeriesBar, str]:
        planned, held = series.planned[n], series.held[n]
        bar = planned if held is None else held
        so_far = "" if held is None else _("held by then: {n}").format(n=number(held.n))
        plan = _("planned by then: {n}").format(n=number(planned.n))
        return bar, "\n".join(filter(None, (series.months[n], plan, so_far)))

    spots = _spots_of_months(plot, len(series.months), spot)
    return Drawing(width, PLOT_HEIGHT, tuple(shapes), tuple(spots))


def _heat(series: HeatMap, width: float) -> Drawing:
    left, top = 0.3 * width, LABEL + GAP
    wide = min((width - left) / max(len(series.columns), 1), 90)
    most = max((bar.n for bar in series.cells.values()), default=0) or 1
    shapes: list[Shape] = [
        Word(left + (n + 0.5) * wide, LABEL / 2, name, wide, "middle", "muted")
        for n, name in enumerate(series.columns)
    ]
    shapes += [
        Word(0, top + (n + 0.5) * ROW, name, left - GAP) for n, name in enumerate(series.rows)
    ]
    spots = []
    for (row, column), bar in sorted(series.cells.items()):
        x, y = left + column * wide, top + row * ROW
        shade = min(HEAT - 1, int(bar.n / most * HEAT)) if bar.n < most else HEAT - 1
        shapes += [
            Box(x + 1, y + 1, wide - 2, ROW - 2, f"heat{shade}"),
            Word(x + wide / 2, y + ROW / 2, number(bar.n), wide - 4, "middle", f"on_heat{shade}"),
        ]
        spots.append(DrawnSpot(x, y, wide, ROW, bar, _spot_told(bar)))
    height = top + len(series.rows) * ROW + GAP
    return Drawing(width, height, tuple(shapes), tuple(spots))


_INDENT = 22


def _tree(series: Tree, width: float) -> Drawing:
    left = 0.62 * width
    most = max((node.bar.n for node in series.nodes), default=0) or 1
    shapes: list[Shape] = []
    spots = []
    above: dict[int, float] = {}
    for n, (depth, bar) in enumerate(series.nodes):
        y, x = n * ROW + ROW / 2, depth * _INDENT
        if depth:
            trunk = x - _INDENT + 6
            shapes.append(
                DrawnLine(((trunk, above[depth - 1] + 9), (trunk, y), (x - 2, y)), "axis")
            )
        above[depth] = y
        length = max((width - left - 48) * bar.n / most, 1)
        shapes += [
            Word(x + 2, y, bar.name, left - x - GAP, paint="text" if depth < 2 else "muted"),
            Box(left, n * ROW + 6, length, ROW - 12, "bar"),
            Word(left + length + 6, y, number(bar.n), 44),
        ]
        spots.append(DrawnSpot(0, n * ROW, width, ROW, bar, _spot_told(bar)))
    return Drawing(width, len(series.nodes) * ROW + GAP, tuple(shapes), tuple(spots))
