"""Indicators: each equals an SQL written apart, and the records behind it are those counted."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.indicators.figures import Which, checked, figures, records
from auditdesk.book.indicators.pictures import BY_KEY, PICTURES
from auditdesk.book.year import approved_adherence
from auditdesk.domain.drawing import bars_of, draw, is_empty, told
from auditdesk.domain.indicator import Extent, Figure, Measure
from auditdesk.domain.series import Trend
from auditdesk.errors import Refusal
from auditdesk.work import organisation, sample

TODAY = date(2026, 11, 23)
YEAR = Extent(date(2026, 1, 1), date(2026, 12, 31), TODAY)
SCOPES = {
    "the year": YEAR,
    "everything": Extent(date(2000, 1, 1), TODAY, TODAY),
    "a site": YEAR._replace(site="Graz"),
    "a process": YEAR._replace(process="Purchasing"),
    "a standard": YEAR._replace(standard="ISO 9001:2015"),
    "nothing": Extent(date(1990, 1, 1), date(1990, 1, 31), TODAY),
}

_NC = (
    "SELECT f.*, (SELECT min(made_on) FROM move WHERE row = f.id AND move = 'implement') AS done,"
    " (SELECT min(made_on) FROM move WHERE row = f.id AND move = 'accept_plan') AS planned,"
    " (SELECT min(made_on) FROM move WHERE row = f.id AND move = 'accept_cause') AS caused"
    " FROM finding f JOIN grade g ON g.id = f.grade_id AND g.nonconformity"
    " WHERE f.raised_on >= '2026-01-01' AND f.raised_on <= '2026-12-31'"
    " AND f.state <> 'draft' AND f.state <> 'withdrawn'"
)
_OVERDUE = (
    "SELECT DISTINCT a.id, CAST(julianday('2026-11-23') - julianday(a.due) AS INT) AS late"
    " FROM action a JOIN action_finding l ON l.action_id = a.id JOIN finding f ON"
    " f.id = l.finding_id WHERE f.state <> 'closed' AND f.state <> 'withdrawn'"
    " AND a.done_on IS NULL AND a.cancelled_on IS NULL AND a.due < '2026-11-23'"
)
_DUE = (
    "SELECT DISTINCT a.* FROM action a JOIN action_finding l ON l.action_id = a.id JOIN finding f"
    " ON f.id = l.finding_id WHERE a.due >= '2026-01-01' AND a.due < '2026-11-23'"
    " AND a.cancelled_on IS NULL AND f.state NOT IN ('draft', 'withdrawn')"
)
_HELD = (
    "SELECT * FROM audit WHERE held_on LIKE '2026-%' AND state <> 'cancelled'"
    " AND kind <> 'supplier'"
)
APART = {
    "held": f"SELECT count(*) FROM ({_HELD})",
    "report_days": f"SELECT count(*) FROM ({_HELD}) WHERE reported_on IS NOT NULL",
    "findings": "SELECT count(*) FROM finding WHERE raised_on LIKE '2026-%'"
    " AND state NOT IN ('draft', 'withdrawn')",
    "nonconformities": f"SELECT count(*) FROM ({_NC})",
    "disputed": "SELECT count(*) FROM finding WHERE raised_on LIKE '2026-%' AND"
    " diverging_opinion <> '' AND state NOT IN ('draft', 'withdrawn')",
    "to_acknowledge": f"SELECT count(acknowledged_on) FROM ({_NC})",
    "to_accept_cause": f"SELECT count(caused) FROM ({_NC})",
    "to_accept_plan": f"SELECT count(planned) FROM ({_NC})",
    "to_implement": f"SELECT count(done) FROM ({_NC})",
    "to_close": f"SELECT count(closed_on) FROM ({_NC})",
    "on_time": f"SELECT count(*) FROM ({_NC}) WHERE implement_due < '2026-11-23'"
    " AND ifnull(done, closed_on) <= implement_due",
    "actions_on_time": f"SELECT count(*) FROM ({_DUE}) WHERE done_on <= due",
    "extended": f"SELECT count(*) FROM ({_DUE}) WHERE id IN (SELECT action_id FROM extension)",
    "effective_first": "SELECT count(*) FROM (SELECT result, min(checked_on) AS first FROM"
    " effectiveness_check WHERE result IS NOT NULL GROUP BY action_id)"
    " WHERE first LIKE '2026-%' AND result = 'effective'",
    "overdue_1": f"SELECT count(*) FROM ({_OVERDUE}) WHERE late <= 30",
    "overdue_31": f"SELECT count(*) FROM ({_OVERDUE}) WHERE late > 30 AND late <= 60",
    "overdue_61": f"SELECT count(*) FROM ({_OVERDUE}) WHERE late > 60 AND late <= 90",
    "overdue_91": f"SELECT count(*) FROM ({_OVERDUE}) WHERE late > 90",
    "per_audit_minor": "SELECT count(*) FROM finding WHERE grade_id = 'minor' AND"
    f" state NOT IN ('draft', 'withdrawn') AND audit_id IN (SELECT id FROM ({_HELD}))",
}  # fmt: skip
"""What counts in 2026, by key, written without the indicators."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("indicators") / "m.auditdesk"
    with Book.create(path, "A. Tester") as made:
        sample.play(made)
    return path


@pytest.fixture
def book(played: Path) -> Iterator[Book]:
    with Book.open(played, "A. Tester") as opened:
        yield opened


def counted(figure: Figure) -> float:
    return figure.whole if figure.measure is Measure.DAYS else figure.part


def test_every_figure_is_what_sql_written_apart_counts(book: Book) -> None:
    by_key = {one.indicator.key: one.figure for one in figures(book, YEAR)}
    for key, sql in APART.items():
        ((n,),) = book.select(sql)
        assert counted(by_key[key]) == n, key


@pytest.mark.parametrize("name", sorted(SCOPES))
def test_the_records_behind_a_figure_are_those_it_counts(book: Book, name: str) -> None:
    for one, figure in figures(book, SCOPES[name]):
        if not one.kind:
            continue
        ids = records(book, one, SCOPES[name])
        assert len(ids) == len(set(ids)), one.key
        if one.key in ("agreement", "used_time"):
            continue
        assert len(ids) == counted(figure), one.key
        if figure.measure is Measure.SHARE:
            others = records(book, one, SCOPES[name], Which.OTHERS)
            everything = records(book, one, SCOPES[name], Which.ALL)
            assert sorted(ids + others) == sorted(everything), one.key
            assert len(everything) == figure.whole, one.key


@pytest.mark.parametrize("name", sorted(SCOPES))
def test_every_part_of_a_picture_knows_its_records(book: Book, name: str) -> None:
    for picture in PICTURES:
        series = picture.read(book, SCOPES[name])
        drawing = draw(series, 600)
        for bar, _beside in bars_of(series):
            assert len(bar.ids) == len(set(bar.ids)), (picture.key, bar.name)
            assert picture.key == "loads" or bar.n == len(bar.ids), (picture.key, bar.name)
        for spot in drawing.spots:
            assert spot.x >= 0 and spot.y >= 0 and spot.y + spot.h <= drawing.height + 1
        assert told(series, picture.told, picture.what)


def test_a_picture_and_a_figure_of_the_same_agree(book: Book) -> None:
    by_key = {one.indicator.key: one.figure for one in figures(book, YEAR)}
    pictures = {one.key: one.read(book, YEAR) for one in PICTURES}
    months = sum(bar.n for bar, _beside in bars_of(pictures["trend"]))
    assert months == by_key["nonconformities"].part
    for picture, bands in (("open", (0, 31, 61, 91)), ("overdue", (1, 31, 61, 91))):
        bars = [bar.n for bar, _beside in bars_of(pictures[picture])]
        assert bars == [by_key[f"{picture}_{first}"].part for first in bands]


def test_adherence_of_a_year_is_that_of_its_programme(book: Book) -> None:
    for year in (2025, 2026):
        scope = Extent(date(year, 1, 1), date(year, 12, 31), TODAY)
        figure = next(one.figure for one in figures(book, scope))
        whole = approved_adherence(book, year, TODAY)
        assert (figure.part, figure.whole) == (whole.kept, whole.due)


def test_an_empty_book_tells_no_share_of_nothing(tmp_path: Path) -> None:
    with Book.create(tmp_path / "empty.auditdesk", "A. Tester") as book:
        with book.step("Found") as step:
            organisation.found(step, "Empty")
        for _one, figure in figures(book, YEAR):
            assert figure.value == (0 if figure.measure is Measure.COUNT else None)
            assert "%" not in figure.told
        assert all(is_empty(one.read(book, YEAR)) for one in PICTURES)


def test_as_of_a_past_day_the_figures_are_of_that_day(book: Book) -> None:
    day = date(2026, 6, 30)
    scope = YEAR._replace(today=day, last=day)
    with book.as_of(day):
        then = {one.indicator.key: one.figure.part for one in figures(book, scope)}
    now = {one.indicator.key: one.figure.part for one in figures(book, YEAR)}
    assert 0 < then["findings"] < now["findings"]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refusal, match="before it begins"):
        checked(Extent(date(2026, 2, 1), date(2026, 1, 1), TODAY))


@pytest.fixture
def changed(played: Path, tmp_path: Path) -> Iterator[Book]:
    """A book of its own, whose rows a test may change as it likes."""
    with Book.open(Path(shutil.copy(played, tmp_path / "own.auditdesk")), "A. Tester") as opened:
        yield opened


def figure_of(book: Book, key: str, scope: Extent = YEAR) -> Figure:
    return next(one.figure for one in figures(book, scope) if one.indicator.key == key)


@pytest.mark.parametrize("key", ["actions_on_time", "extended"])
def test_actions_of_withdrawn_findings_do_not_count(changed: Book, key: str) -> None:
    assert figure_of(changed, key).whole > 0
    changed.connection.execute("UPDATE finding SET state = 'withdrawn'")
    assert figure_of(changed, key).whole == 0


@pytest.mark.parametrize(
    ("key", "sql"),
    [
        ("actions_on_time", "UPDATE action SET due = ?, done_on = NULL"),
        ("on_time", "UPDATE finding SET implement_due = ?"),
    ],
)
def test_what_is_due_today_has_not_failed_yet(changed: Book, key: str, sql: str) -> None:
    changed.connection.execute(sql, (TODAY.isoformat(),))
    assert not figure_of(changed, key).is_told


def test_sessions_at_the_same_hour_use_the_time_once(changed: Book) -> None:
    changed.connection.execute(
        "UPDATE session SET starts = '08:00', ends = '12:00', kind = 'audit',"
        " day = (SELECT min(day) FROM session n WHERE n.audit_id = session.audit_id)"
    )
    used = figure_of(changed, "used_time")
    assert used.part == 4 * used.whole > 0


def test_months_that_are_cut_off_set_no_limits(book: Book) -> None:
    whole = Extent(date(2025, 2, 1), date(2026, 2, 28), TODAY)
    cut = whole._replace(first=date(2025, 1, 15), last=date(2026, 3, 10))
    drawn = [BY_KEY["trend"].read(book, one) for one in (whole, cut)]
    limits = [one.limits for one in drawn if isinstance(one, Trend)]
    assert limits[0] == limits[1] is not None
