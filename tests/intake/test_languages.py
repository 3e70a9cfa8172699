"""Registers in every language that has a file of headings and words."""

import tomllib
from collections.abc import Callable, Sequence

import pytest

from auditdesk.intake.headings import languages_of
from auditdesk.intake.mapping import from_proposal
from auditdesk.intake.meaning import TableProposal, propose
from auditdesk.intake.records import RecordReader
from auditdesk.intake.source import Line, Sheet
from auditdesk.intake.tables import find_tables
from auditdesk.intake.words import fold, is_empty, languages, meant, yes_no
from auditdesk.paths import resource

FIELDS = (
    "number raised_on statement grade clauses process site owner due state cause action evidence"
    " auditor closed_on"
).split()
GRADES = ("major", "minor", "observation")
STATES = ("open", "closed", "in_progress")
CODES = sorted(languages())


def first(language: str, group: str, key: str) -> str:
    return languages()[language][group][key].split(",")[0].strip()


def register(language: str) -> Sheet:
    """A register of six findings with headings, grades and states of a language."""
    headings = [first(language, "headings", field) for field in FIELDS]
    rows = [
        [
            f"NC-{n}", f"2026-03-{n + 1:02d}", f"The label number {n} was missing.",
            first(language, "grade", GRADES[n % 3]), f"8.{n + 1}", "Purchasing", "Graz", "B. Brun",
            "2026-05-01", first(language, "state", STATES[n % 3]), f"No stock of label {n}",
            f"Order the label {n}", f"Shelf {n}", "A. Ayala", "",
        ]
        for n in range(6)
    ]  # fmt: skip
    return Sheet("x", [Line(n, list(cells)) for n, cells in enumerate([headings, *rows], 1)])


def test_every_language_has_all_that_a_register_needs() -> None:
    asked = set("pt pl tr fr cs el nl hu ro sv da fi ru uk ar fa he hi id zh ja ko".split())
    assert asked - {"fr"} <= set(CODES)
    for code in CODES:
        data = languages()[code]
        assert set(FIELDS) <= set(data["headings"]) and set(GRADES) <= set(data["grade"])
        assert set(STATES) <= set(data["state"]) and data["yes"] and data["no"] and data["sheets"]


@pytest.mark.parametrize("language", CODES)
def test_a_register_is_read_in_its_language(language: str) -> None:
    (table,) = find_tables(register(language))
    proposal = propose(table)
    assert table.header == (1,) and (proposal.kind, proposal.confidence > 0.7) == ("finding", True)
    assert [one.field for one in proposal.columns] == FIELDS
    for n, record in enumerate(RecordReader(table, from_proposal(proposal)).records()):
        assert record.values["grade"] == GRADES[n % 3]
        assert record.values["state"] == STATES[n % 3]
        assert not [note for note in record.notes if note.why]


@pytest.mark.parametrize("language", CODES)
def test_the_whole_row_of_headings_tells_its_language(language: str) -> None:
    headings = [first(language, "headings", field) for field in FIELDS]
    assert languages_of(headings) == {language, "en"}


@pytest.mark.parametrize("language", CODES)
def test_yes_and_no_of_a_language_are_told_apart(language: str) -> None:
    assert yes_no(first(language, "yes", "words")) is True
    assert yes_no(first(language, "no", "words")) is False


WORDED = {
    "audit_state": {"planned", "confirmed", "cancelled", "closed"},
    "verdict": {"conform", "nonconformity", "observation", "opportunity", "positive"},
    "effect": {"effective", "partly", "not_effective"},
}


@pytest.mark.parametrize("group", WORDED)
@pytest.mark.parametrize("language", CODES)
def test_every_language_has_the_words_of_audits_and_checklists(language: str, group: str) -> None:
    data = languages()[language][group]
    assert set(data) == WORDED[group]
    for key, words in data.items():
        for word in words.split(","):
            assert meant(group, word.strip()) == key, word
            assert meant(group, word.strip().upper()) == key, word


@pytest.mark.parametrize("language", CODES)
def test_yes_and_no_are_verdicts_and_effects(language: str) -> None:
    for answer, verdict, effect in (
        ("yes", "conform", "effective"),
        ("no", "nonconformity", "not_effective"),
    ):
        for word in languages()[language][answer]["words"].split(","):
            assert yes_no(word) is (answer == "yes")
            if not is_empty(word):
                assert (meant("verdict", word), meant("effect", word)) == (verdict, effect), word


@pytest.mark.parametrize("sign", ["-", "–", "x", "0", "1", ""])
def test_a_sign_alone_is_no_verdict(sign: str) -> None:
    assert meant("verdict", sign) == ""


# --- findings or actions ----------------------------------------------------------------------

OWN = tomllib.loads(resource("intake", "headers.toml").read_text("utf-8"))
ALL = sorted({"en", "de", "fr", "es", "it", *CODES})


def headings_of(language: str, meaning: str) -> list[str]:
    """All that a column of a meaning is called in a language."""
    text = (languages()[language]["headings"] if language in CODES else
            {name: data.get(language, "") for name, data in OWN.items()}).get(meaning, "")  # fmt: skip
    return [word.strip() for word in text.split(",") if word.strip()]


CELLS: dict[str, Callable[[int], object]] = {
    "number": lambda n: f"K-{n}",
    "finding": lambda n: f"NC-{n // 2}",
    "raised_on": lambda n: f"2026-03-{n + 1:02d}",
    "grade": lambda n: "major",
    "clauses": lambda n: f"8.{n + 1}",
    "statement": lambda n: f"The label of drum {n} was missing at the dock",
    "cause": lambda n: f"Nobody ordered label {n}",
    "action": lambda n: f"Order label {n} again",
    "owner": lambda n: "Ada Haas",
    "due": lambda n: f"2026-05-{n + 1:02d}",
    "department": lambda n: "Stores",
}


def proposed(headed: Sequence[tuple[str, str]]) -> TableProposal:
    """What a sheet without a telling name is taken for, with these meanings and headings."""
    rows = [[heading for _meaning, heading in headed],
            *([CELLS[meaning](n) for meaning, _heading in headed] for n in range(6))]  # fmt: skip
    (table,) = find_tables(Sheet("x", [Line(n, list(row)) for n, row in enumerate(rows, 1)]))
    return propose(table)


def headed(language: str, meanings: str) -> list[tuple[str, str]]:
    told = [(one, headings_of(language, one)) for one in meanings.split()]
    return [(one, words[0]) for one, words in told if words]


@pytest.mark.parametrize("language", ALL)
def test_a_register_with_columns_of_actions_is_one_of_findings(language: str) -> None:
    for word in headings_of(language, "statement"):
        for meanings in ("raised_on clauses statement action owner due",
                         "number grade statement cause action owner due"):  # fmt: skip
            told = [(one, word if one == "statement" else text)
                    for one, text in headed(language, meanings)]  # fmt: skip
            assert proposed(told).kind == "finding", word


@pytest.mark.parametrize("language", ALL)
def test_a_list_of_actions_that_quotes_findings_is_one_of_actions(language: str) -> None:
    for word in headings_of(language, "finding"):
        for meanings in ("number finding action owner due", "finding action owner due",
                         "number finding statement action owner due"):  # fmt: skip
            told = [(one, word if one == "finding" else text)
                    for one, text in headed(language, meanings)]  # fmt: skip
            assert proposed(told).kind == "action", (word, meanings)


@pytest.mark.parametrize("language", ALL)
def test_a_department_is_known_by_all_its_words_and_abbreviations(language: str) -> None:
    others = ("place", "process", "site")
    places = {
        fold(word)
        for meaning in others
        for spoken in (language, "en")
        for word in headings_of(spoken, meaning)
    }
    for word in headings_of(language, "department"):
        told = headed(language, "number raised_on clauses statement owner")
        told.insert(2, ("department", word))
        (column,) = [one for one in proposed(told).columns if one.heading.text == word]
        assert column.field == "process" or fold(word) in places, (word, column.field)


@pytest.mark.parametrize(("text", "state"), [("75%", "in_progress"), ("100 %", "implemented"),
                                             ("0%", "in_progress"), ("99,5 %", "in_progress")])  # fmt: skip
def test_a_share_of_the_work_says_whether_it_is_done(text: str, state: str) -> None:
    assert meant("state", text) == state
