"""The question bank: complete for both editions, edited, imported, and never half."""

from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import QuestionRow
from auditdesk.domain.question import PROCESS_TYPES, process_type
from auditdesk.errors import Refusal, Trouble
from auditdesk.work import questions, standards
from tests.conftest import Desk, run_cli

EDITIONS = ("iso9001-2015", "iso9001-2026")
CLAUSES = {
    one.key: {str(clause.number) for clause in one.clauses if clause.assessable}
    for one in standards.shipped()
    if one.key in EDITIONS
}


def of_clause(edition: str, number: str, *, any_process: bool = False) -> list[str]:
    return [
        one.question
        for one in questions.shipped()
        if str(one.clauses.get(edition)) == number and (any_process or not one.processes)
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_assessable_clause_has_at_least_three_questions(edition: str) -> None:
    short = {number for number in CLAUSES[edition] if len(of_clause(edition, number)) < 3}
    assert not short


@pytest.mark.parametrize("kind", PROCESS_TYPES)
def test_every_type_of_process_has_questions_of_its_own(kind: str) -> None:
    assert sum(kind in one.processes for one in questions.shipped()) >= 5


def test_every_question_says_why_what_to_see_and_what_goes_wrong() -> None:
    for one in questions.shipped():
        for text in (one.question, one.intent, one.ask_for, one.typical_failure):
            assert 2 < len(text) <= 240, one.key
        assert set(map(str, one.clauses.values())) <= CLAUSES["iso9001-2015"] | {"6.1.3"}


def test_no_key_and_no_question_stands_twice() -> None:
    keys = [one.key for one in questions.shipped()]
    texts = [one.question.casefold() for one in questions.shipped()]
    assert len(set(keys)) == len(keys)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("5.1.1", "culture"),
        ("5.1.1", "ethical"),
        ("7.3", "ethical"),
        ("6.3", "told"),
        ("7.1.6", "share"),
        ("6.1.3", "opportunity"),
        ("9.2.2", "objective"),
        ("4.1", "climate"),
        ("4.2", "climate"),
    ],
)
def test_what_2026_brought_is_asked_and_marked(number: str, word: str) -> None:
    marked = [
        f"{one.question} {one.intent}"
        for one in questions.shipped()
        if one.changed and str(one.clauses.get("iso9001-2026")) == number
    ]
    assert any(word in text for text in marked)


def test_news_of_2026_are_not_asked_in_an_audit_against_2015() -> None:
    only_new = [one for one in questions.shipped() if set(one.clauses) == {"iso9001-2026"}]
    assert len(only_new) >= 19
    assert all(one.changed for one in only_new)
    assert not of_clause("iso9001-2026", "10.3")
    assert set(of_clause("iso9001-2015", "10.3")) < set(of_clause("iso9001-2026", "10.1"))


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("Purchasing", "purchasing"),
        ("logistics", "warehouse"),
        ("Human Resources", "hr"),
        ("Design and development", "design"),
        ("measurement", "calibration"),
        ("alchemy", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_process_tell_its_type(kind: str, found: str) -> None:
    assert process_type(kind) == found


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def take(book: Book, path: Path) -> tuple[int, int]:
    with book.step("Import") as step:
        return questions.take_in(step, path)


def test_an_own_question_is_taken_once_and_again_only_when_it_changed(
    book: Book, tmp_path: Path
) -> None:
    head = "clause,question,intent,processes\n"
    path = write(tmp_path, "own.csv", head + "8.4.1,Who pays the supplier?,Money,purchasing; it\n")
    assert take(book, path) == (1, 0)
    assert take(book, path) == (0, 1)
    path = write(tmp_path, "own.csv", head + "8.4.1,Who pays the supplier?,Risk,purchasing\n")
    assert take(book, path) == (1, 0)
    (key,) = {row.key for row in Reading().rows(QuestionRow)}
    assert [one.intent for one in questions.versions(Reading(), key)] == ["Risk", "Money"]
    found = questions.find(Reading(), key)
    assert (found.version, set(found.clauses)) == (2, set(EDITIONS))
    assert found in questions.bank(Reading())


def test_a_shipped_question_that_is_edited_becomes_its_next_version(book: Book) -> None:
    with book.step("Edit") as step:
        questions.edit(step, "8.4.1-1", question="Why this supplier?")
    assert questions.find(Reading(), "8.4.1-1").version == 2
    assert [one.version for one in questions.versions(Reading(), "8.4.1-1")] == [2, 1]
    with book.step("No longer") as step:
        questions.edit(step, "8.4.1-1", retired=True)
    assert "8.4.1-1" not in {one.key for one in questions.bank(Reading())}
    book.undo()
    assert "8.4.1-1" in {one.key for one in questions.bank(Reading())}


HEAD = "clause,question\n"
BAD = [
    ("own.csv", HEAD + "8.4.1,Fine?\n8.14,Unknown?\n", ["line 3", "8.14", "Nearest"]),
    ("own.csv", HEAD + "8.4,Heading?\n", ["line 2", "8.4 is a heading", "8.4.1"]),
    ("own.csv", HEAD + "8.4.1; 8.4.1,Twice?\n", ["line 2", "8.4.1, 8.4.1"]),
    ("own.csv", HEAD + "eight,What?\n", ["line 2", "eight"]),
    ("own.csv", HEAD + '8.4.1,"Two\nlines?"\n8.4.1,\n', ["line 4", "missing"]),
    ("own.csv", HEAD + "8.4.1,Same?\n8.4.1,same?\n", ["line 3", "twice", "same?"]),
    ("own.csv", HEAD + "8.4.1,Fine?,more\n", ["line 2", "more cells"]),
    ("own.csv", "number,text\n8.4.1,x\n", ["clause", "number, text"]),
    ("own.csv", HEAD, ["no question"]),
    (
        "own.csv",
        "clause,question,standards\n8.4.1,Fine?,ISO 9002\n",
        ["line 2", "ISO 9002"],
    ),
    (
        "own.toml",
        '[[question]]\nclause = "8.4.1"\nquestion = "Fine?"\n\n'
        '[[question]]\nquestion = "Which?"\nclause = "8.4.9"\n',
        ["line 7", "8.4.9"],
    ),
    ("own.toml", '[[question]]\nclause = "8.4.1"\nask = "x"\n', ["line 3", "ask", "ask_for"]),
    (
        "own.toml",
        '[[question]]\nclause = "8.4.1"\nquestion = "x"\nprocesses = ["magic"]\n',
        ["line 4", "magic"],
    ),
    ("own.toml", "[[question]\n", ["own.toml", "line 1"]),
    ("own.toml", '[[answer]]\nx = "y"\n', ["answer"]),
]


@pytest.mark.parametrize(("name", "text", "told"), BAD)
def test_a_bad_file_is_refused_with_line_and_value_and_nothing_comes_in(
    book: Book, tmp_path: Path, name: str, text: str, told: list[str]
) -> None:
    head = book.head
    with pytest.raises(Refusal) as refused:
        take(book, write(tmp_path, name, text))
    for part in told:
        assert part in str(refused.value)
    assert book.head == head
    assert not list(Reading().rows(QuestionRow))


def test_what_is_no_text_and_what_is_no_file_are_said_by_name(book: Book, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_bytes(b"\xff\xfe\x00clause")
    with pytest.raises(Refusal, match=r"own\.csv is not readable"):
        take(book, tmp_path / "own.csv")
    with pytest.raises(Trouble, match=r"gone\.csv cannot be read"):
        take(book, tmp_path / "gone.csv")


def test_all_questions_leave_as_csv_and_come_back_unchanged(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, book = tmp_path / "bank.csv", desk.book.path
    desk.book.close()
    code, _out, err = run_cli(capsys, "questions", book, "--to", path)
    assert (code, err) == (0, "")
    code, out, err = run_cli(capsys, "questions", book, "--take", path)
    assert (code, err) == (0, "")
    assert out == f"0 taken, {len(questions.shipped())} known already.\n"
    text = path.read_text("utf-8-sig").replace("Whether results are trustworthy.", "=1+1")
    path.write_text(text, encoding="utf-8-sig")
    _code, out, _err = run_cli(capsys, "questions", book, "--take", path)
    assert out.startswith("1 taken, ")
    _code, out, _err = run_cli(capsys, "questions", book, "--to", path)
    assert '"\'=1+1"' in path.read_text("utf-8-sig")
    _code, out, _err = run_cli(capsys, "questions", book, "--take", path)
    assert out.startswith("0 taken")
    _code, out, _err = run_cli(capsys, "questions", book, "--clause", "8.4.1")
    assert "supplier" in out
