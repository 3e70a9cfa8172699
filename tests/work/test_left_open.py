"""Completeness: what may stay open for a reason, and what the command line says."""

import json

import pytest

from auditdesk.book.completeness.answers import answers, gaps, reasons_given
from auditdesk.book.completeness.question import Period
from auditdesk.book.completeness.questions import BY_KEY
from auditdesk.errors import Refusal
from auditdesk.work import completeness
from tests.conftest import TODAY, Desk, run_cli


def test_what_may_stay_open_for_a_reason_is_asked_no_more(desk: Desk) -> None:
    desk.add("programme", year=2026)
    period = Period(TODAY.replace(month=1, day=1), TODAY, TODAY)
    question = BY_KEY["programme_scope"]
    (gap,) = gaps(desk.book, question, period)
    with pytest.raises(Refusal, match="Say why"), desk.book.step("Leave") as step:
        completeness.leave_open(step, question.key, "programme", gap.id, on=TODAY, reason=" ")
    with desk.book.step("Leave") as step:
        completeness.leave_open(
            step, question.key, "programme", gap.id, on=TODAY, reason="One site only"
        )
    (answer,) = answers(desk.book, period, questions=[question])
    assert (answer.failing, answer.left_open) == (0, 1)
    assert reasons_given(desk.book)[question.key] == {gap.id: "One site only"}
    assert not gaps(desk.book, question, period)
    with desk.book.step("Ask again") as step:
        completeness.ask_again(step, question.key, gap.id)
    assert gaps(desk.book, question, period) == [gap]


def test_the_command_says_what_stands_open(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.add("programme", year=2026)
    path = desk.book.path
    desk.book.close()
    code, out, _err = run_cli(capsys, "--today", TODAY, "complete", path, "--since", 2026)
    assert code == 0 and "Does the programme say what it reaches over?" in out
    code, out, err = run_cli(
        capsys, "--today", TODAY, "complete", path, "--since", "2026-01-01", "--json"
    )
    told = {one["question"]: one for one in json.loads(out)["questions"]}
    assert set(told) == set(BY_KEY)
    assert told["programme_scope"]["count"] == len(told["programme_scope"]["records"]) == 1
    code, out, err = run_cli(
        capsys,
        "--today",
        TODAY,
        "leave-open",
        path,
        "programme_skope",
        "programme",
        2026,
        "--why",
        "w",
    )
    assert code == 1 and "programme_scope" in err
    args = ("leave-open", path, "programme_scope", "programme", 2026, "--why", "One site only")
    assert run_cli(capsys, "--today", TODAY, *args)[0] == 0
    code, out, err = run_cli(
        capsys, "--today", TODAY, "complete", path, "--since", "2026-01-01", "--json"
    )
    told = {one["question"]: one for one in json.loads(out)["questions"]}
    assert (told["programme_scope"]["count"], told["programme_scope"]["left_open"]) == (0, 1)


def test_a_question_is_left_open_only_of_records_it_is_asked_of(desk: Desk) -> None:
    site = desk.add("site", name="Linz")
    with pytest.raises(Refusal, match="“programme”, not “site”"), desk.book.step("L") as step:
        completeness.leave_open(
            step, "programme_scope", "site", str(site), on=TODAY, reason="One site only"
        )
    assert not reasons_given(desk.book)


@pytest.mark.parametrize(
    "narrowed, says",
    [
        (("--site", "Nowhere"), "There is no site “Nowhere”"),
        (("--mender", "Nobody"), "There is no person “Nobody”"),
        (("--since", "2099"), "2099-01-01 has not come yet"),
    ],
)
def test_nothing_stands_open_is_never_said_of_what_the_book_does_not_know(
    desk: Desk, capsys: pytest.CaptureFixture[str], narrowed: tuple[str, str], says: str
) -> None:
    path = desk.book.path
    desk.book.close()
    code, out, err = run_cli(capsys, "--today", TODAY, "complete", path, *narrowed)
    assert (code, out) == (1, "") and says in err
