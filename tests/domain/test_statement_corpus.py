"""The advice measured on findings of many trades and styles: how many good ones it blames.

What each set gave when it was looked at first stands at its head; since then it is a regression.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from auditdesk.domain.people import PeopleFinder, Somebody
from auditdesk.domain.statement import FindingText, advise
from auditdesk.work.people import lexicon
from auditdesk.work.words import languages

FOLDER = Path(__file__).parent / "statements"
SETS = sorted(path.stem for path in FOLDER.glob("*.txt"))
EXPECTED = {
    "solution": "names a solution",
    "soft": "softens",
    "vague": "not a number",
    "evidence": "does not say:",
    "failing": "what failed",
    "person": "is named",
    "other": "shares no word",
    "grade": "that is a nonconformity",
}
PEOPLE = PeopleFinder(
    [
        Somebody(name)
        for name in ("Bruno Lopes", "T. Haas", "Karl Halle", "Eva Koch", "Otto Owner", "Ana Winter")
    ],
    lexicon(),
)


class Case(NamedTuple):
    """One finding; wrong: what is wrong with it, "" for a good one."""

    wrong: str
    requirement: str
    evidence: str
    statement: str

    def said(self) -> list[str]:
        soft = self.wrong == "grade"
        text = FindingText(
            nonconformity=not soft, soft=soft, cited=("",), requirement=self.requirement,
            evidence=self.evidence, statement=self.statement, people=PEOPLE, languages=languages(),
        )  # fmt: skip
        return [problem.message for problem in advise(text)]


def cases(name: str) -> Iterator[Case]:
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, *parts = line.split(" | ")
            yield Case(*parts) if kind == "bad" else Case("", *parts)


@pytest.mark.parametrize("name", SETS)
def test_hardly_a_good_finding_is_blamed(name: str) -> None:
    good = [case for case in cases(name) if not case.wrong]
    blamed = [(case.said(), case) for case in good if case.said()]
    assert len(blamed) * 25 <= len(good), blamed


@pytest.mark.parametrize("name", SETS)
def test_hardly_a_bad_finding_is_missed_and_for_its_own_reason(name: str) -> None:
    bad = [case for case in cases(name) if case.wrong]
    missed = [one for one in bad if not any(EXPECTED[one.wrong] in m for m in one.said())]
    assert len(missed) * 7 <= len(bad), missed


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_findings_are_many_and_of_every_kind(language: str) -> None:
    of = [case for name in SETS if name.startswith(language) for case in cases(name)]
    wrong = {case.wrong for case in of}
    assert wrong == {"", *EXPECTED}
    assert sum(not case.wrong for case in of) >= 60 and sum(bool(case.wrong) for case in of) >= 40


WHOLE = sorted(path.stem for path in (FOLDER / "whole").glob("*.txt"))


def said_of_whole(text: str) -> list[str]:
    """What is said of a finding that somebody typed into the statement as a whole."""
    finding = FindingText(True, statement=text, people=PEOPLE, languages=languages())
    return [problem.message for problem in advise(finding)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_finding_typed_as_one_text_is_judged_too(name: str) -> None:
    lines = (FOLDER / "whole" / f"{name}.txt").read_text("utf-8").splitlines()
    texts = [line.split(" | ", 1) for line in lines if not line.startswith("#")]
    blamed = [text for kind, text in texts if kind == "good" and said_of_whole(text)]
    missed = [text for kind, text in texts if kind == "bad" and not said_of_whole(text)]
    assert len(blamed) <= 1, blamed
    assert len(missed) <= 3, missed
