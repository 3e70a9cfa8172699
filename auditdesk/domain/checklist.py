"""Verdicts on the lines of a checklist: their keys, letters and words, and what each demands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditdesk.domain.share import percent
from auditdesk.errors import ReasonNeeded
from auditdesk.i18n import N_, _


@dataclass(frozen=True)
class Verdict:
    """What was judged: one key gives it; `letter` stands on its tile, also in black and white."""

    name: str
    label: str
    key: str
    letter: str
    needs_reason: bool = False
    grade: str = ""
    """The grade that a finding raised from such a line begins with."""


VERDICTS: dict[str, Verdict] = {
    one.name: one
    for one in (
        Verdict("conform", N_("conform"), "C", "C"),
        Verdict("nonconformity", N_("nonconformity"), "N", "N", grade="minor"),
        Verdict("observation", N_("observation"), "O", "O", grade="observation"),
        Verdict("opportunity", N_("opportunity"), "I", "+", grade="opportunity"),
        Verdict("positive", N_("positive"), "P", "✓", grade="positive"),
        Verdict("not_applicable", N_("not applicable"), "A", "–", needs_reason=True),
        Verdict("not_verified", N_("not verified"), "V", "?", needs_reason=True),
    )
}
JUDGED = frozenset(VERDICTS) - {"not_applicable", "not_verified"}
"""Verdicts for which the clause was really looked at."""
FULFILLED = frozenset({"conform", "observation", "opportunity", "positive"})
"""Verdicts under which the requirement is met (ISO 9000:2015, 3.6.11)."""


def require_reason(verdict: str | None, reason: str) -> None:
    """Why something was left out has to be said (ISO 19011:2018, 6.5.1: areas not covered)."""
    if verdict and VERDICTS[verdict].needs_reason and not reason.strip():
        raise ReasonNeeded(_("Say why this is “{verdict}”.").format(
            verdict=_(VERDICTS[verdict].label)
        ))  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """How the lines of a clause, a process or a whole checklist were judged."""

    asked: int
    by_verdict: Mapping[str, int]

    @property
    def answered(self) -> int:
        return sum(self.by_verdict.values())

    @property
    def judged(self) -> int:
        return sum(n for verdict, n in self.by_verdict.items() if verdict in JUDGED)

    @property
    def fulfilled(self) -> int | None:
        """The share of judged lines that are fulfilled, in per cent; None where none was judged."""
        good = sum(n for verdict, n in self.by_verdict.items() if verdict in FULFILLED)
        return percent(good, self.judged) if self.judged else None


def tally(verdicts: Iterable[str | None]) -> Tally:
    """Count verdicts; None for a line that has none yet."""
    every = list(verdicts)
    return Tally(
        len(every), {name: n for name in VERDICTS if (n := sum(one == name for one in every))}
    )
