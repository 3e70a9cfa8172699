"""Where the rows of registers stand: closed by a day, in work, and by which edition they cite."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionRow, EffectivenessCheck, Finding, SourceNote
from auditdesk.intake.account import Account, Fate
from auditdesk.intake.words import languages
from auditdesk.paths import resource
from tests.work.test_intake_registers import book as book
from tests.work.test_intake_registers import take


def only_finding() -> Finding:
    (row,) = Reading().rows(Finding)
    return row


def only_action() -> ActionRow:
    (row,) = Reading().rows(ActionRow)
    return row


def notes() -> str:
    return "\n".join(str(row.text) for row in Reading().rows(SourceNote))


def remarks(account: Account) -> str:
    return "\n".join(account.tables[0].remarks)


# --- closed by a day --------------------------------------------------------------------------

HEADS = {
    "en": "No;Date;Type;Finding;Corrective action;Owner;Due date",
    "de": "Nr.;Datum;Art;Feststellung;Korrekturmaßnahme;Verantwortlich;Termin",
    "fr": "N°;Date;Type;Constat;Action corrective;Responsable;Échéance",
    "es": "N.º;Fecha;Tipo;Hallazgo;Acción correctiva;Responsable;Vencimiento",
    "it": "N.;Data;Tipo;Rilievo;Azione correttiva;Responsabile;Scadenza",
}
REGISTER = HEADS["en"]
ROW = "N-1;2026-03-16;Minor;Drum 4 had no label;Order labels;T. Haas;2026-05-01"


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Closed on"),
        ("en", "Closed"),
        ("de", "Geschlossen am"),
        ("de", "Erledigt am"),
        ("de", "Erledigt"),
        ("fr", "Clos le"),
        ("es", "Cerrado"),
        ("it", "Chiuso il"),
    ],
)
def test_a_row_with_a_closing_day_is_closed_as_far_as_it_says(
    book: Book, tmp_path: Path, language: str, heading: str
) -> None:
    take(book, tmp_path, f"{HEADS[language]};{heading}", f"{ROW};2026-04-20", kind="finding")
    finding, action = only_finding(), only_action()
    assert (finding.state, finding.closed_on) == ("closed", date(2026, 4, 20))
    assert action.done_on == date(2026, 4, 20) and action.accepted_on is None
    assert list(Reading().rows(EffectivenessCheck)) == [] and finding.acknowledged_on is None


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Done on"), ("en", "Completed"), ("de", "Umgesetzt am"), ("fr", "Fait le")],
)
def test_the_day_of_an_action_ends_the_action_alone(
    book: Book, tmp_path: Path, language: str, heading: str
) -> None:
    take(book, tmp_path, f"{HEADS[language]};{heading}", f"{ROW};2026-04-20", kind="finding")
    assert (only_finding().state, only_finding().closed_on) == ("issued", None)
    assert only_action().done_on == date(2026, 4, 20)


@pytest.mark.parametrize("heading", ["Closed on", "Done on", "Completed", "Date closed"])
def test_an_action_of_a_list_with_a_closing_day_is_done(
    book: Book, tmp_path: Path, heading: str
) -> None:
    take(book, tmp_path, REGISTER, ROW)
    take(book, tmp_path, f"No;Finding no;Action;Owner;Due date;{heading}",
         "A-7;N-1;Audit the label store;M. Costa;2026-06-01;2026-05-20",
         name="actions.csv", kind="action")  # fmt: skip
    (action,) = [one for one in Reading().rows(ActionRow) if one.foreign_number == "A-7"]
    assert action.done_on == date(2026, 5, 20)


@pytest.mark.parametrize(
    ("language", "heading", "answer", "state"),
    [
        ("de", "Erledigt", "ja", "implemented"),
        ("de", "Erledigt", "nein", "issued"),
        ("en", "Closed?", "Yes", "closed"),
        ("en", "Closed (Y/N)", "N", "issued"),
        ("de", "Geschlossen", "x", "closed"),
        ("es", "Cerrada", "Sí", "closed"),
        ("es", "Cerrada", "No", "issued"),
        ("fr", "Clos", "oui", "closed"),
    ],
)
def test_yes_and_no_below_a_word_of_a_state_say_whether_it_holds(
    book: Book, tmp_path: Path, language: str, heading: str, answer: str, state: str
) -> None:
    take(book, tmp_path, f"{HEADS[language]};{heading}", f"{ROW};{answer}", kind="finding")
    assert only_finding().state == state


def test_what_is_done_and_has_a_closing_day_is_closed(book: Book, tmp_path: Path) -> None:
    take(book, tmp_path, f"{REGISTER};Status;Closed on", f"{ROW};100%;2026-04-20")
    assert (only_finding().state, only_finding().closed_on) == ("closed", date(2026, 4, 20))


# --- in work ----------------------------------------------------------------------------------

_OWN = tomllib.loads(resource("intake", "words.toml").read_text("utf-8"))
IN_WORK = sorted(
    {
        word.strip()
        for data in (_OWN, *languages().values())
        for word in data["state"]["in_progress"].split(",")
    }
)


@pytest.mark.parametrize("word", IN_WORK)
def test_work_in_progress_is_open_and_says_what_it_was_called(
    book: Book, tmp_path: Path, word: str
) -> None:
    account = take(book, tmp_path, f"{REGISTER};State", f"{ROW};{word}")
    assert only_finding().state == "issued" and only_action().done_on is None
    assert f"State: “{word}” is read as open (1 row: 2)" in remarks(account)
    assert f"“{word}” is read as open" in notes()


def test_what_is_open_elsewhere_puts_no_finding_back(book: Book, tmp_path: Path) -> None:
    take(book, tmp_path, f"{REGISTER};State", f"{ROW};Action plan accepted")
    account = take(book, tmp_path, f"{REGISTER};State", f"{ROW};In progress", name="newer.csv")
    assert only_finding().state == "plan_accepted"
    assert account.count(Fate.REFUSED) == 0


# --- by which edition -------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["", "soon", "31.02.2019", "KW 7"])
@pytest.mark.parametrize("standard", ["ISO 9001", ""])
def test_a_row_without_a_day_cites_no_edition_of_today(
    book: Book, tmp_path: Path, day: str, standard: str
) -> None:
    account = take(book, tmp_path, "No;Date;Standard;Clause;Type;Finding",
                   f"N-1;{day};{standard};8.4.1;Minor;No label",
                   f"N-2;2019-03-12;{standard};8.4.1;Minor;No stock")  # fmt: skip
    cited = book.select(
        "SELECT f.foreign_number, s.designation FROM finding_clause l"
        " JOIN finding f ON f.id = l.finding_id JOIN clause c ON c.id = l.clause_id"
        " JOIN standard s ON s.id = c.standard_id"
    )
    assert list(cited) == [("N-2", "ISO 9001:2015")]
    assert "not cited: no day tells by which edition" in remarks(account)
    assert "Clauses: 8.4.1" in notes()


def test_a_year_of_one_edition_tells_the_edition(book: Book, tmp_path: Path) -> None:
    take(book, tmp_path, "Register 2019;;;", "No;Clause;Type;Finding",
         "N-1;8.4.1;Minor;No label", "N-2;8.4.2;Minor;No stock")  # fmt: skip
    cited = book.select(
        "SELECT DISTINCT s.designation FROM finding_clause l JOIN clause c ON c.id = l.clause_id"
        " JOIN standard s ON s.id = c.standard_id"
    )
    assert list(cited) == [("ISO 9001:2015",)]


def test_a_finding_was_raised_before_what_followed(book: Book, tmp_path: Path) -> None:
    account = take(book, tmp_path, "No;Type;Finding;Action;Owner;Due date",
                   "N-1;Minor;No label;Order labels;T. Haas;2026-05-01")  # fmt: skip
    assert only_finding().raised_on == date(2026, 5, 1) == only_action().due
    assert "Raised on: the day is not told: the first that the row tells" in remarks(account)
