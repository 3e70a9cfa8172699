"""Photos in the book, and finding things by words."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditdesk.book import lists, search, search_index
from auditdesk.book.book import Book
from auditdesk.book.evidence import safe_name
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.domain.fold import fold
from auditdesk.errors import Refusal, Trouble
from tests.conftest import Desk


def test_evidence_is_kept_once_by_its_digest_and_the_source_is_untouched(
    issued: Desk, tmp_path: Path
) -> None:
    photo = tmp_path / "measured values.bin"
    photo.write_bytes(os.urandom(100_000))
    before = (photo.read_bytes(), photo.stat().st_mtime_ns)
    issued.add("evidence", finding="NC-2026-001", file=str(photo), caption="Label")
    issued.add("evidence", audit="IA-2026-001", file=str(photo))
    stored = issued.book.connection.execute("SELECT id, data FROM content").fetchall()
    assert [(id, data) for id, data in stored] == [
        (hashlib.sha256(before[0]).hexdigest(), before[0])
    ]
    assert (photo.read_bytes(), photo.stat().st_mtime_ns) == before


def test_a_file_over_the_limit_is_refused_with_both_sizes(issued: Desk, tmp_path: Path) -> None:
    issued.set("organisation", ".", file_limit_mb=1)
    photo = tmp_path / "big.jpg"
    photo.write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(Refusal, match=r"big\.jpg has 2 MB; the book takes files up to 1 MB"):
        issued.add("evidence", finding="NC-2026-001", file=str(photo))


def test_an_empty_a_missing_and_a_strange_file_are_refused(issued: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "empty.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    for name, sentence in (
        ("empty.jpg", "is empty"),
        ("link.jpg", "not an ordinary file"),
        ("pipe.jpg", "not an ordinary file"),
        ("missing.jpg", "cannot be read"),
    ):
        with pytest.raises((Refusal, Trouble), match=sentence):
            issued.add("evidence", finding="NC-2026-001", file=str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.jpg", "photo.jpg"),
        ("..\\..\\evil.exe", "_.._evil.exe"),
        ("a/b.txt", "a_b.txt"),
        ("CON.txt", "_CON.txt"),
        ("x\x00y.txt", "x_y.txt"),
        ("trailing. ", "trailing"),
        ("abc\u202egnp.exe", "abc_gnp.exe"),
        ("", "_"),
    ],
)
def test_a_file_name_is_one_harmless_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_file_name_becomes_one_component(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= 140
    assert not set(safe) & set('/\\:*?"<>|\x00') and safe not in (".", "..")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Ärende om kalibrering", "ÄRENDE"),
        ("Ärende om kalibrering", "arende"),
        ("Straße und Maß", "STRASSE"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Έλεγχος ποιότητας", "ελεγχος"),
        ("Поверка", "ПОВЕРКА"),
        ("İstanbul", "istanbul"),
        ("校准已过期", "过期"),
        ("校准已过期", "准"),
        ("torque wrench TW-014", "tw-014"),
        ("torque wrench TW-014", "wrench torque"),
        ("torque wrench TW-014", "t"),
        ("torque wrench TW-014", "que wr"),
        ('say "=SUM(A1)" 100% done_', '"=sum(a1)"'),
        ('say "=SUM(A1)" 100% done_', "100%"),
        ("Prüfung AND NOT OR NEAR(x)", "and not or near(x)"),
    ],
)
def test_text_is_found_whatever_its_case_and_accents(audited: Desk, text: str, query: str) -> None:
    audited.add("finding", grade="observation", evidence=text)
    audited.add("finding", grade="observation", evidence="something else")
    found = List(audited.book, FINDINGS, Query(text=query)).page(0, 10)
    assert [row.evidence for row in found] == [text]


@pytest.mark.parametrize(
    "query", ["--", "'", '"', "(", "*", "%_%", "\x00", "a" * 5000, "^", ":", "{}"]
)
def test_any_query_is_data(audited: Desk, query: str) -> None:
    audited.add("finding", grade="observation", evidence="plain")
    assert List(audited.book, FINDINGS, Query(text=query)).page(0, 10) == []


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=3, max_size=30))
def test_what_was_written_is_found_by_its_own_words(audited: Desk, text: str) -> None:
    id = audited.add("finding", grade="observation", evidence=f"begin {text} end")
    words = [word for word in fold(text).split() if len(word) >= 3]
    if words:
        found = List(audited.book, FINDINGS, Query(text=words[0])).stream()
        assert id in [row.id for row in found]


def test_the_index_follows_change_undo_and_removal(audited: Desk) -> None:
    id = audited.add("finding", grade="observation", evidence="before")
    audited.set("finding", id, evidence="after")
    search_for = lambda text: List(audited.book, FINDINGS, Query(text=text)).count()  # noqa: E731
    assert (search_for("before"), search_for("after")) == (0, 1)
    audited.book.undo()
    assert (search_for("before"), search_for("after")) == (1, 0)
    audited.book.undo()
    assert search_for("before") == 0


@pytest.mark.parametrize("order", ["", "number", "owner"])
def test_long_and_short_words_are_found_together_however_far_back(
    audited: Desk, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(lists, "_SPAN", 2)
    texts = ["no gauge", "gauge here", "no label", "Gauge, no tag", "nothing", "old gauge, no."]
    ids = [audited.add("finding", grade="observation", evidence=text) for text in texts]
    asked = Query(text="gauge no", order=order, descending=True)
    found = List(audited.book, FINDINGS, asked)
    newest_first = [ids[5], ids[3], ids[0]]
    assert found.count(2) == 2
    assert [row.id for row in found.page(0, 10)] == newest_first
    assert [row.id for row in found.page(1, 1)] == newest_first[1:2]
    assert [row.id for row in found.stream()] == newest_first
    assert [found.place(id) for id in newest_first] == [0, 1, 2]
    assert found.count() == 3


@pytest.mark.parametrize("column", ["owner", "process", "site", "audit", "grade_label"])
def test_a_list_sorts_and_groups_by_the_names_it_shows(audited: Desk, column: str) -> None:
    for owner in ("M. Costa", "", "B. Lopes", "M. Costa"):
        owned = {"owner": owner} if owner else {}
        audited.add("finding", grade="observation", evidence="x", **owned)
    rows = List(audited.book, FINDINGS, Query(order=column)).page(0, 10)
    shown = [getattr(row, column) or "" for row in rows]
    told = [name for name in shown if name]
    assert shown == [*sorted(told), *[""] * shown.count("")]
    back = List(audited.book, FINDINGS, Query(order=column, descending=True)).page(0, 10)
    named = [row.id for row in rows if getattr(row, column)]
    assert [row.id for row in back][: len(named)] == named[::-1]
    grouped = List(audited.book, FINDINGS, Query(group=column, order=column))
    assert [n for _name, n in grouped.groups()] == [
        shown.count(name) for name in dict.fromkeys(shown)
    ]
    assert [row.id for row in grouped.stream()] == [row.id for row in rows]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Prüf\u2011Mittel", "prüf-mittel"),
        ("Prüf\u00admittel\u00adkartei", "Prüfmittelkartei"),
        ("the supplier\u2019s label", "supplier's"),
        ("the supplier's label", "supplier\u2019s"),
        ("Prüfmittel", "pruefmittel"),
        ("Pruefmittel", "Prüfmittel"),
        ("Pru\u0308fmittel", "pruefmittel"),
        ("PRUEFMITTEL", "prüfm"),
        ("Göteborg", "goteborg"),
        ("Bauelement", "element"),
        ("\ufb01nal\u00a0test", "final"),
        ("50\u202f% of \u201cbatch\u201d", '"batch"'),
    ],
)
def test_signs_that_look_alike_are_alike(audited: Desk, text: str, query: str) -> None:
    id = audited.add("finding", grade="observation", evidence=text)
    assert id in [row.id for row in List(audited.book, FINDINGS, Query(text=query)).stream()]


def test_the_index_of_an_older_book_is_made_anew(tmp_path: Path) -> None:
    """Its texts were folded otherwise: what was found then is found, and more."""
    path = tmp_path / "old.auditdesk"
    shutil.copy(Path(__file__).parents[1] / "books" / "schema-6.auditdesk", path)
    with Book.open(path) as book:
        assert search.is_current(book.connection)
        places = book.connection.execute("SELECT place, kind, row FROM searchable").fetchall()
        for place, kind, row in places:
            columns = search_index.SEARCHED[kind]
            texts = book.connection.execute(
                f"SELECT {', '.join(columns)} FROM {kind} WHERE id = ?", (row,)
            ).fetchone()
            word = next((w for t in texts for w in fold(str(t or "")).split() if len(w) > 4), "")
            match = search.matching(word)
            found = book.connection.execute(
                f"SELECT m.rowid FROM {match.source} WHERE {match.condition}", match.values()
            ).fetchall()
            assert not word or (place,) in found
    with Book.open(path) as book:
        assert (
            places == book.connection.execute("SELECT place, kind, row FROM searchable").fetchall()
        )
