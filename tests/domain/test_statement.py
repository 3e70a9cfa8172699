"""What is said of a finding's text, by tables of cases in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.people import PeopleFinder, Somebody
from auditdesk.domain.statement import FindingText, advise, blames_a_person
from auditdesk.domain.words import spoken, stems
from auditdesk.work.people import lexicon
from auditdesk.work.words import languages

PEOPLE = PeopleFinder(
    (
        Somebody("Bruno Lopes", "Head of assembly"),
        Somebody("T. Haas"),
        Somebody("王小明", "Calibration"),
        Somebody("Sabine Müller-Weiß", "Prüfplanerin"),
    ),
    lexicon(),
)
ENGLISH = {
    "cited": ("Monitoring and measuring resources",),
    "requirement": "SOP-0714 § 4.3: torque wrenches are calibrated every 12 months",
    "evidence": "Register FO-12 rev C of 2026-11-12, line 3: 7 of 22 torque wrenches overdue",
    "statement": "The recall of torque wrenches for calibration does not work",
}
GERMAN = {
    "cited": ("Ressourcen zur Überwachung und Messung",),
    "requirement": "VA-0714 § 4.3: Drehmomentschlüssel werden alle 12 Monate kalibriert",
    "evidence": "Liste FO-12 Rev C vom 12.11.2026, Linie 3: 7 von 22 Drehmomentschlüsseln überfällig",
    "statement": "Der Rückruf der Drehmomentschlüssel zur Kalibrierung ist nicht wirksam",
}


def said(base: dict, **other: object) -> list[tuple[str, str]]:
    """Field and message of all that is said of a minor nonconformity changed so."""
    values = {"nonconformity": True, "people": PEOPLE, **base, **other}
    text = FindingText(languages=languages(), **values)
    found = advise(text)
    assert all(problem.message and problem.suggestion for problem in found)
    return [(problem.field, problem.message) for problem in found]


@pytest.mark.parametrize("base", [ENGLISH, GERMAN])
def test_a_good_finding_is_left_alone(base: dict) -> None:
    assert said(base) == []


@pytest.mark.parametrize(
    ("base", "change", "field", "words"),
    [
        # evidence that nobody finds again
        (ENGLISH, {"evidence": "Wrenches without label, 2 of 9"}, "evidence", "date, the place"),
        (
            ENGLISH,
            {"evidence": "Two wrenches, 3 Nov, line 3: 2 of 9"},
            "evidence",
            "which document or record",
        ),
        (
            ENGLISH,
            {"evidence": "Procedure SOP-0714 at line 3: 2 of 9 steps not done"},
            "evidence",
            "its revision",
        ),
        (
            ENGLISH,
            {"evidence": "Register FO-12 of 2026-11-12, line 3: wrenches overdue"},
            "evidence",
            "how many of how many",
        ),
        (
            GERMAN,
            {"evidence": "Verfahren VA-0714, Linie 3: 2 von 9 Schlüsseln nicht erfasst"},
            "evidence",
            "its revision, the date",
        ),
        (
            GERMAN,
            {"evidence": "Liste FO-12 vom 12. November, Linie 3: Schlüssel überfällig"},
            "evidence",
            "how many of how many",
        ),
        # how many
        (
            ENGLISH,
            {"evidence": "Register FO-12, 12 Nov, line 3: several wrenches overdue"},
            "evidence",
            "“several” is not a number",
        ),
        (
            GERMAN,
            {"evidence": "Liste FO-12, 12. Nov., Linie 3: mehrere Schlüssel überfällig"},
            "evidence",
            "“mehrere” is not a number",
        ),
        # the solution instead of the failing
        (
            ENGLISH,
            {"statement": "A recall for torque wrenches needs to be set up"},
            "statement",
            "“needs to” names a solution",
        ),
        (
            ENGLISH,
            {"statement": "We recommend not to use torque wrenches"},
            "statement",
            "“recommend” names a solution",
        ),
        (
            GERMAN,
            {"statement": "Ein Rückruf der Drehmomentschlüssel ist einzuführen"},
            "statement",
            "“ist einzuführen” names a solution",
        ),
        (
            GERMAN,
            {"statement": "Es wird empfohlen, Drehmomentschlüssel zu kalibrieren"},
            "statement",
            "“empfohlen” names a solution",
        ),
        # softened
        (
            ENGLISH,
            {"statement": "The calibration recall possibly does not work"},
            "statement",
            "“possibly” softens",
        ),
        (
            GERMAN,
            {"statement": "Der Rückruf der Drehmomentschlüssel ist eventuell nicht wirksam"},
            "statement",
            "“eventuell” softens",
        ),
        # nothing failed
        (
            ENGLISH,
            {"statement": "The recall of torque wrenches for calibration"},
            "statement",
            "does not say what failed",
        ),
        (
            GERMAN,
            {"statement": "Der Rückruf der Drehmomentschlüssel zur Kalibrierung"},
            "statement",
            "does not say what failed",
        ),
        # about something else
        (
            ENGLISH,
            {"statement": "The canteen does not open in time"},
            "statement",
            "shares no word with the requirement",
        ),
        (
            GERMAN,
            {"statement": "Die Kantine ist nicht offen"},
            "statement",
            "shares no word with the requirement",
        ),
        # people
        (
            ENGLISH,
            {"statement": "Bruno Lopes does not recall torque wrenches"},
            "statement",
            "Bruno Lopes is named",
        ),
        (
            ENGLISH,
            {"evidence": ENGLISH["evidence"] + ", told by Haas"},
            "evidence",
            "T. Haas is named",
        ),
        (ENGLISH, {"effect": "Mr. Novak loses track"}, "effect", "Mr. Novak is named"),
        (GERMAN, {"effect": "Laut Frau Huber keine Folgen"}, "effect", "Frau Huber is named"),
        (GERMAN, {"evidence": GERMAN["evidence"] + " (王小明)"}, "evidence", "王小明 is named"),
        (
            GERMAN,
            {"effect": "Sabine Müller-Weiß weiß davon"},
            "effect",
            "Sabine Müller-Weiß is named",
        ),
        # graded too low
        (
            ENGLISH,
            {"soft": True, "nonconformity": False},
            "grade",
            "that is a nonconformity",
        ),
        (
            GERMAN,
            {"soft": True, "nonconformity": False},
            "grade",
            "that is a nonconformity",
        ),
    ],
)
def test_what_is_said_of_a_weak_text(base: dict, change: dict, field: str, words: str) -> None:
    assert any(one == field and words in message for one, message in said(base, **change))


@pytest.mark.parametrize(
    ("base", "change"),
    [
        (ENGLISH, {"evidence": "Register FO-12, 3 May 2026, line 3: 4 out of 12 not released"}),
        (ENGLISH, {"evidence": "Seven of the 22 wrenches of order 4711, 2026-11-12, line 3: late"}),
        (ENGLISH, {"evidence": "Record 12, 6 Nov", "place": "Graz", "statement": "No calibration"}),
        (
            GERMAN,
            {"evidence": "Sieben der 22 Schlüssel, Auftrag 4711, 6. Nov., Linie 3: verspätet"},
        ),
        (GERMAN, {"effect": "Er weiß nichts davon; Müller im Werk gibt es viele"}),
        (ENGLISH, {"nonconformity": False}),
        (
            ENGLISH,
            {
                "soft": True,
                "nonconformity": False,
                "statement": "Labels are written by hand",
                "evidence": "Labels on 3 Nov, line 3: 2 of 9 by hand",
            },
        ),
    ],
)
def test_what_is_not_said(base: dict, change: dict) -> None:
    silent = [one for one in said(base, **change) if "how many" not in one[1]]
    assert silent == []


def test_a_half_written_finding_is_not_scolded_for_what_is_still_empty() -> None:
    assert said({}, requirement="", evidence="", statement="") == []


@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_can_be_read(requirement: str, evidence: str, statement: str, effect: str) -> None:
    texts = {
        "requirement": requirement, "evidence": evidence, "statement": statement, "effect": effect,
    }  # fmt: skip
    assert isinstance(said({}, **texts), list)


@pytest.mark.parametrize(
    ("cause", "blames"),
    [
        ("Human error", True),
        ("Operator error: the employee forgot", True),
        ("menschliches Versagen", True),
        ("Der Mitarbeiter hat es vergessen", True),
        ("The label check is not in the start-of-shift checklist", False),
        ("Forgotten, because the recall list of group B names no deputy during holidays", False),
        ("Vergessen, weil die Rückrufliste der Gruppe B keinen Stellvertreter kennt", False),
        ("", False),
    ],
)
def test_a_cause_that_only_blames_a_person_is_known(cause: str, blames: bool) -> None:
    assert blames_a_person(cause, languages()) is blames


def test_the_language_is_that_of_the_text() -> None:
    known = {words.language: words for words in languages()}
    assert spoken(ENGLISH["statement"], languages()) is known["en"]
    assert spoken(GERMAN["statement"], languages()) is known["de"]
    assert spoken("Labels missing", languages()) is known["en"]


@pytest.mark.parametrize(
    "told",
    [
        "Plnění plánu preventivní údržby se nesleduje podle skutečně provedených prací",
        "La confirmation de commande peut partir sans trace de la revue de contrat",
        "Τα όργανα που αγοράζονται τοπικά δεν φτάνουν στο μητρώο",
        "现场发现七把扭矩扳手校准已过期",
    ],
)
def test_a_language_without_word_lists_is_not_judged_but_for_names(told: str) -> None:
    assert spoken(told, languages()) is None
    assert said({}, requirement=told, evidence=told, statement=told) == []
    assert said({}, statement=f"{told} (王小明)") == [("statement", "王小明 is named.")]


def test_words_that_begin_alike_are_one() -> None:
    assert stems("suppliers are evaluated", languages()) & stems("Evaluation of supplier")
    assert stems("Überfällig") == stems("uberfallig")
    assert stems("校准过期") & stems("扭矩扳手校准")


@pytest.mark.parametrize(
    ("requirement", "statement", "says"),
    [
        ("Risks are reviewed after each incident", "Risks are reviewed after incidents", False),
        ("References are checked before an offer", "Offers precede the references", True),
        ("References are checked before an offer", "Offers are before references checked", True),
        ("Breakage triggers clearing of the line", "Clearing after glass breakage", False),
        ("Unannounced visits are made to all", "The programme of unannounced visits", False),
        ("Complaints are answered", "Handling of overdue complaints", True),
        ("Kein Eintrag ohne Beleg", "Kein Beleg zu Einträgen", True),
    ],
)
def test_what_the_requirement_says_itself_is_no_failing(
    requirement: str, statement: str, says: bool
) -> None:
    messages = [
        message for _, message in said(ENGLISH, requirement=requirement, statement=statement)
    ]
    assert ("The statement does not say what failed." not in messages) == says


@pytest.mark.parametrize(
    "evidence",
    [
        "Spreadsheet Release_v9.xlsx on server P, seen on 2 February 2026, not validated",
        "Stock register, 11 May 2026, store 4: 4,000 boxes delivered untested",
        "Logbook of the reservoir, gate 2: 6, 7, 13 and 14 September 2026 not measured",
    ],
)
def test_a_file_a_thousand_and_a_row_of_days_are_counts(evidence: str) -> None:
    assert not any("how many" in message for _, message in said(ENGLISH, evidence=evidence))
