"""Figures and pictures of the audits on paper: the shapes of the screen, as plain values."""

from pathlib import Path
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import house
from auditdesk.book.indicators.figures import figures
from auditdesk.book.indicators.pictures import PICTURES
from auditdesk.domain.drawing import Drawing, Shape, bars_of, draw, is_empty, mirrored, told
from auditdesk.domain.indicator import Extent, number
from auditdesk.domain.series import Series
from auditdesk.i18n import N_, _, date_text
from auditdesk.output import export, sheets
from auditdesk.output.word_direction import language_runs_from_right

TITLE = N_("Indicators")
_WIDTH = 500
"""Points: what A4 and Letter have between their margins."""


def print_indicators(
    book: Book, scope: Extent, to: Path, *, even_blank: bool = False
) -> sheets.Printed:
    """Figures with formulas, then every picture with something to draw and its table."""
    sheet = sheet_of(book, scope)
    return sheets.indicators(sheet, house(book), export.stamp(book), to, even_blank=even_blank)


def sheet_of(book: Book, scope: Extent) -> dict[str, Any]:
    """What the template shows of a scope: texts, and shapes with lengths in points."""
    drawn = [(one, one.read(book, scope)) for one in PICTURES]
    return {
        "title": _(TITLE),
        "facts": facts(scope),
        "columns": [_("Indicator"), _("Figure"), _("Made of"), _("How it is counted")],
        "rows": [
            [one.indicator.told, one.figure.told, one.figure.of, one.indicator.why]
            for one in figures(book, scope)
        ],
        "pictures": [
            {
                "name": one.told,
                "meaning": _(one.meaning),
                "told": told(series, one.told, _(one.what)),
                "height": drawing.height,
                "shapes": [_plain(shape) for shape in drawing.shapes],
                **_table(series),
            }
            for one, series in drawn
            if not is_empty(series)
            for drawing in (_drawn(series),)
        ],
    }


def _table(series: Series) -> dict[str, Any]:
    """The table behind a picture; what it says beside the numbers only where it says anything."""
    rows = [
        [bar.name, number(bar.n), ", ".join(filter(None, beside))]
        for bar, beside in bars_of(series)
        if bar.n
    ]
    heads = [_("What"), _("Number"), _("More")]
    shown = 3 if any(row[2] for row in rows) else 2
    return {"columns": heads[:shown], "rows": [row[:shown] for row in rows]}


def facts(scope: Extent) -> list[list[str]]:
    """What was looked at, as labels and words."""
    days = f"{date_text(scope.first)} – {date_text(scope.last)}"
    pairs = (
        (_("Days"), days),
        (_("As of"), date_text(scope.today)),
        (_("Site"), scope.site),
        (_("Process"), scope.process),
        (_("Standard"), scope.standard),
    )
    return [[label, text] for label, text in pairs if text]


def _plain(shape: Shape) -> dict[str, Any]:
    return {"kind": type(shape).__name__.removeprefix("Drawn").lower(), **shape._asdict()}


def _drawn(series: Series) -> Drawing:
    drawing = draw(series, _WIDTH)
    return mirrored(drawing) if language_runs_from_right() else drawing
