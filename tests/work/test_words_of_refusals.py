"""No word of the program reaches the user: refusals name what stands on buttons and fields."""

import re
from pathlib import Path
from typing import Any

import pytest

from auditdesk.errors import Refusal
from auditdesk.work import entry, question_files, standards
from auditdesk.work.kinds import KINDS
from tests.conftest import TODAY, Desk

_OURS = re.compile(r"\b[a-z]+_[a-z_]+\b")
MOVES = [(kind.name, move) for kind in KINDS.values() for verb in kind.moves for move in verb.names]
NAMES = {
    "finding": "NC-2026-001",
    "action": "CA-2026-001",
    "audit": "IA-2026-001",
    "programme": "2026",
}


def said(desk: Desk, *deeds: Any) -> list[str]:
    """What each of several attempts was refused with."""
    sentences = []
    for deed in deeds:
        try:
            with desk.book.step("Try") as step:
                deed(step)
                raise ZeroDivisionError
        except Refusal as refusal:
            sentences.append(str(refusal))
        except ZeroDivisionError:
            pass
    return sentences


def assert_plain(sentences: list[str]) -> None:
    for sentence in sentences:
        assert not _OURS.search(sentence), sentence
        assert "column" not in sentence and "constraint" not in sentence.casefold(), sentence


@pytest.fixture
def lived(issued: Desk) -> Desk:
    issued.add("action", finding="NC-2026-001", what="Recall")
    return issued


@pytest.mark.parametrize(("kind", "move"), MOVES)
def test_a_move_is_refused_in_the_words_of_its_button(lived: Desk, kind: str, move: str) -> None:
    """From each state, with and without reason, with nothing that it takes."""
    of = KINDS[kind]
    states = [{}] + [{"state": state} for state in getattr(of.table, "state", _NO_STATE).keys]  # type: ignore[union-attr]

    def deed(step: Any, values: dict[str, Any], data: dict[str, Any]) -> None:
        assert of.locate is not None
        id = str(of.locate(step, NAMES[kind]).id)
        if values:
            step.change(of.table, id, **values)
        entry.amend(step, of, id, {"move": move, **data}, TODAY)
        step.settle()

    deeds = [
        lambda step, values=values, data=data: deed(step, values, data)
        for values in states
        for data in ({}, {"reason": "because"}, {"on": "2027-05-05"}, {"on": "2001-01-01"})
    ]
    assert_plain(said(lived, *deeds))


class _NO_STATE:
    keys = ()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_wrong_or_fixed_is_named_by_its_label(lived: Desk, kind: str) -> None:
    of = KINDS[kind]
    rows = list(_rows_of(of.table))
    row = str(rows[0].id) if rows else ""
    deeds = [
        lambda step: entry.enter(step, of, {}, TODAY),
        lambda step: entry.discard(step, of, row, TODAY),
        *(
            lambda step, key=key: entry.enter(step, of, {key: {"what": object}}, TODAY)
            for key in of.fields
        ),
        *(
            lambda step, key=key, value=value: entry.amend(step, of, row, {key: value}, TODAY)
            for key in of.fields
            for value in ("nothing such", -(10**9), ["no_such"])
        ),
    ]
    sentences = said(lived, *deeds)
    assert sentences
    assert_plain([one for one in sentences if "no_such" not in one])


def _rows_of(table: Any) -> Any:
    from auditdesk.book.reading import Reading

    return Reading().rows(table)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_and_each_key_has_a_label(kind: str) -> None:
    of = KINDS[kind]
    assert "_" not in of.label
    for key in (*of.fields, *(key for verb in of.moves for key in verb.fields)):
        assert "_" not in entry.label_of(of, key), key


def test_what_is_possible_now_stands_there_as_on_the_buttons(lived: Desk) -> None:
    with pytest.raises(Refusal) as refusal:
        lived.set("finding", "NC-2026-001", move="accept_plan")
    assert str(refusal.value) == (
        "NC-2026-001 is issued: “Accept action plan” is not possible now. Possible: Acknowledge,"
        " Correction done, Accept cause, Close, Withdraw."
    )


def test_nobody_is_auditor_and_auditee_of_one_session(lived: Desk) -> None:
    session = {"audit": "IA-2026-001", "day": "2026-11-09", "starts": "09:00", "ends": "10:00"}
    with pytest.raises(Refusal, match=r"T\. Haas cannot be auditor and auditee of one session"):
        lived.add("session", **session, auditors=["T. Haas"], auditees=["T. Haas"])
    id = lived.add("session", **session, auditors=["T. Haas"], auditees=["B. Lopes"])
    with pytest.raises(Refusal, match=r"T\. Haas cannot be auditor and auditee"):
        lived.set("session", id, auditees=["T. Haas"])
    lived.set("session", id, auditors=["Ines Okafor"], auditees=["T. Haas"])
    lived.set("session", id, auditors=["T. Haas"], auditees=["Ines Okafor"])


def test_a_due_date_before_the_issue_says_which_one(lived: Desk) -> None:
    with pytest.raises(Refusal, match=r"Implementation due .* lies before the issue"):
        lived.set("finding", "NC-2026-001", implement_due="2026-11-01", reason="sooner")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("list.toml", b"\xff\xfe", "no text in UTF-8"),
        ("list.toml", b"title = ]", "from line 1, character 9 on"),
        ("list.toml", b'title = "', "ends too early"),
        ("list.toml", b"title = " + b"[" * 5000, "nested too deeply"),
        ("list.csv", b"number,clause,question\n1,1," + b"x" * 200_000, "too long"),
    ],
)
def test_what_is_no_list_is_told_without_a_word_of_a_library(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for read in (standards.read, lambda path: question_files.read(path, {}, (), {})):
        with pytest.raises(Refusal, match=why):
            read(path)
