"""How often a unit is audited, and why: a score from its risks, a class, an interval, overrides.

The interval is fixed when a unit is audited, or the programme approved: waiting makes no unit
calmer. Time only brings a due day nearer; further away it moves when the book says something new.

ISO 9001, 9.2.2 asks that a programme takes into account how important a process is, what changed,
and what earlier audits found; the other inputs are usual additions. Each input is rated 1 (calm) to
5 (urgent), the score is their weighted mean in hundredths.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from auditdesk.domain.months import OVERRIDE_MONTHS, months_later
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _

_MOST_TOLERANCE = 92
"""Days: what is held three months away was not held as approved."""
MONTH_DAYS = 365.25 / 12


class RiskClass(StrEnum):
    """What a score comes to."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def label(self) -> str:
        return _(CLASS_LABELS[self])


CLASS_LABELS = {
    RiskClass.LOW: N_("low"),
    RiskClass.MEDIUM: N_("medium"),
    RiskClass.HIGH: N_("high"),
}

FACTORS = {
    "importance": N_("Importance of the process"),
    "changes": N_("Changes"),
    "results": N_("Results of earlier audits"),
    "figures": N_("Trend of its figures"),
    "complaints": N_("Trend of complaints"),
    "turnover": N_("Staff turnover"),
    "outsourced": N_("Outsourced"),
    "legal_duty": N_("Legal duty to audit"),
    "age": N_("Time since the last audit"),
}

_TRENDS = {"better": 1, "steady": 2, "unknown": 3, "worse": 5}


@dataclass(frozen=True)
class Inputs:
    """What is known of a unit on a day; counts of findings of the last two years.

    open: findings not closed yet. major_on: when the earliest major that is still open was found,
    of those that need a follow-up. follow_up_owed: whether it is sure that no other audit has
    looked at it again; the one that found it may have lasted longer, and is not its own follow-up.
    last_audit_on: the last day of the last look. top_management: whether clauses on leadership,
    internal audit or management review lie here. known_on: since when the unit is in the book.
    fixed_on: the day on which its interval was fixed, by whose lights what changes counts as new.
    """

    importance: int
    changed_on: date | None = None
    majors: int = 0
    minors: int = 0
    observations: int = 0
    open: int = 0
    major_on: date | None = None
    follow_up_owed: bool = False
    kpi_trend: str = "unknown"
    complaint_trend: str = "unknown"
    turnover: str = "unknown"
    new_product_on: date | None = None
    outsourced: bool = False
    legal_duty: bool = False
    last_audit_on: date | None = None
    top_management: bool = False
    known_on: date | None = None
    fixed_on: date | None = None

    @property
    def latest_change_on(self) -> date | None:
        """When the process changed last, or got a new product or service."""
        return max(filter(None, (self.changed_on, self.new_product_on)), default=None)

    @property
    def follow_up_from(self) -> date | None:
        """The day from which a follow-up audit of a major is owed; None where none is."""
        last = self.last_audit_on
        unseen = self.follow_up_owed or last is None or last <= (self.major_on or last)
        return self.major_on if unseen else None

    def as_plain(self) -> dict[str, Any]:
        """As it is kept with the decision."""
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Scheme:
    """Weights of the inputs, the least score of the upper classes, and months between audits.

    top: the clauses that make a unit one of top management, audited each year. yearly: clauses that
    come up each year somewhere; each number stands for its sub-clauses too. tolerance_days: how far
    from its approved days an audit may lie and still counts as held as approved.
    """

    weights: Mapping[str, int] = field(
        default_factory=lambda: {
            "importance": 30,
            "changes": 15,
            "results": 20,
            "figures": 10,
            "complaints": 10,
            "turnover": 5,
            "outsourced": 5,
            "legal_duty": 5,
            "age": 5,
        }
    )
    high_from: int = 320
    medium_from: int = 220
    months: Mapping[str, int] = field(default_factory=lambda: {"high": 6, "medium": 12, "low": 24})
    override_months: int = OVERRIDE_MONTHS
    tolerance_days: int = 0
    top: tuple[str, ...] = ("5", "9.2", "9.3")
    yearly: tuple[str, ...] = ("5", "9", "10")

    def as_plain(self) -> dict[str, Any]:
        """As it is kept in the book."""
        plain = asdict(self)
        return {**plain, "top": list(self.top), "yearly": list(self.yearly)}


_MOST_WEIGHT = 1000


def scheme_from(data: Mapping[str, Any], cycle_months: int) -> Scheme:
    """A scheme as typed. Refusal where it would leave a unit out of the cycle or weigh nothing."""
    scheme = Scheme(
        weights={key: int(data.get("weights", {}).get(key, 0)) for key in FACTORS},
        high_from=int(data["high_from"]),
        medium_from=int(data["medium_from"]),
        months={str(one): int(data["months"][one]) for one in RiskClass},
        override_months=int(data["override_months"]),
        tolerance_days=int(data.get("tolerance_days", 0)),
        top=tuple(map(str, data["top"])),
        yearly=tuple(map(str, data["yearly"])),
    )
    weights = scheme.weights.values()
    if min(weights) < 0 or not sum(weights) or max(weights) > _MOST_WEIGHT:
        raise Refusal(
            _("Weights are whole numbers from 0 to {most}, and one of them at least is more.")
            .format(most=_MOST_WEIGHT)
        )  # fmt: skip
    if not 0 < scheme.override_months <= cycle_months:
        raise Refusal(
            _("A follow-up lies 1 to {most} months after what calls for it.").format(
                most=cycle_months
            )
        )
    if not 100 <= scheme.medium_from < scheme.high_from <= 500:
        raise Refusal(_("The limits of the classes lie between 1.00 and 5.00, medium below high."))
    if not 0 <= scheme.tolerance_days <= _MOST_TOLERANCE:
        raise Refusal(
            _("The tolerance is a whole number of days from 0 to {most}.").format(
                most=_MOST_TOLERANCE
            )
        )
    most = max(scheme.months.values())
    if not 0 < scheme.months["high"] <= scheme.months["medium"] <= scheme.months["low"]:
        raise Refusal(_("What is riskier is not audited more seldom."))
    if most > cycle_months:
        raise Refusal(
            _("{n} months are longer than the audit cycle of {cycle} months.").format(
                n=most, cycle=cycle_months
            )
        )
    return scheme


@dataclass(frozen=True)
class Override:
    """Why a unit is audited more often than its score says, and within how many months."""

    key: str
    months: int

    @property
    def label(self) -> str:
        return override_label(self.key)


OVERRIDES = {
    "major": N_("Open major nonconformity: follow-up"),
    "change": N_("Significant change"),
    "new_product": N_("New product or service"),
    "top_management": N_("Top management, internal audit and review: every year"),
    "cycle": N_("Everything inside the audit cycle"),
    "chosen": N_("Chosen by the programme manager"),
}


EVENTS = frozenset({"major", "change", "new_product"})
"""Overrides that come from something that happened, and so hold for one audit only."""


def override_label(key: str) -> str:
    """An override in the user's words; "" for none."""
    return _(OVERRIDES[key]) if key else ""


@dataclass(frozen=True)
class Frequency:
    """How often, and why. ratings: 1–5 by factor; score in hundredths; due_on: the next audit."""

    ratings: Mapping[str, int]
    score: int
    risk_class: RiskClass
    interval_months: int
    override: Override | None
    due_on: date

    @property
    def every(self) -> int:
        """The months between audits once overrides that hold for one audit only are served."""
        if self.override and self.override.key in ("top_management", "cycle"):
            return min(self.interval_months, self.override.months)
        return self.interval_months


def frequency(
    inputs: Inputs, scheme: Scheme, cycle_months: int, today: date, chosen: int = 0
) -> Frequency:
    """Score a unit and say when its next audit is due; a unit never audited is due at once.

    chosen: the months that the programme manager set instead of the class's, 0 for none.
    """
    ratings = _ratings(inputs, today)
    score = _score(ratings, _weights(inputs, scheme))
    risk_class = (
        RiskClass.HIGH
        if score >= scheme.high_from
        else RiskClass.MEDIUM
        if score >= scheme.medium_from
        else RiskClass.LOW
    )
    interval = chosen or scheme.months[risk_class]
    override = Override("chosen", chosen) if chosen else None
    last = inputs.last_audit_on
    due = months_later(last, interval) if last else min(inputs.known_on or today, today)
    for one, since in _overrides(inputs, scheme, interval, cycle_months):
        earlier = months_later(since, one.months)
        if earlier < due:
            override, due = one, earlier
    return Frequency(ratings, score, risk_class, interval, override, due)


def _weights(inputs: Inputs, scheme: Scheme) -> dict[str, int]:
    """What each input weighs. Staff turnover that nobody knows weighs nothing."""
    unknown = inputs.turnover not in _TRENDS or inputs.turnover == "unknown"
    return {**scheme.weights, **({"turnover": 0} if unknown else {})}


def _score(ratings: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """The weighted mean in hundredths; the middle where nothing that is known weighs anything."""
    weight = sum(weights.values())
    if not weight:
        return 300
    return round(100 * sum(weights.get(key, 0) * ratings[key] for key in FACTORS) / weight)


def _ratings(inputs: Inputs, today: date) -> dict[str, int]:
    return {
        "importance": inputs.importance,
        "changes": _age_rating(
            inputs.latest_change_on, inputs.fixed_on or today, ((3, 5), (6, 4), (12, 3), (24, 2)), 1
        ),
        "results": _results(inputs),
        "figures": _TRENDS.get(inputs.kpi_trend, 3),
        "complaints": _TRENDS.get(inputs.complaint_trend, 3),
        "turnover": _TRENDS.get(inputs.turnover, 3),
        "outsourced": 4 if inputs.outsourced else 1,
        "legal_duty": 5 if inputs.legal_duty else 1,
        "age": _age_rating(inputs.last_audit_on, today, ((6, 1), (12, 2), (18, 3), (24, 4)), 5),
    }


def _age_rating(
    day: date | None, today: date, steps: tuple[tuple[int, int], ...], otherwise: int
) -> int:
    if day is None:
        return otherwise
    months = (today - day).days / MONTH_DAYS
    return next((rating for most, rating in steps if months <= most), otherwise)


def _results(inputs: Inputs) -> int:
    if inputs.last_audit_on is None:
        return 3
    if inputs.majors:
        return 5
    if inputs.minors > 2:
        return 4
    if inputs.minors or inputs.open:
        return 3
    return 2 if inputs.observations else 1


def _overrides(
    inputs: Inputs, scheme: Scheme, interval: int, cycle_months: int
) -> Iterator[tuple[Override, date]]:
    """What brings an audit forward, and from which day it counts."""
    last = inputs.last_audit_on
    if inputs.follow_up_from:
        yield Override("major", scheme.override_months), inputs.follow_up_from
    if inputs.changed_on and (last is None or inputs.changed_on > last):
        yield Override("change", scheme.override_months), inputs.changed_on
    if inputs.new_product_on and (last is None or inputs.new_product_on > last):
        yield Override("new_product", scheme.override_months), inputs.new_product_on
    if inputs.top_management and interval > 12 and last:
        yield Override("top_management", 12), last
    if interval > cycle_months and last:
        yield Override("cycle", cycle_months), last
