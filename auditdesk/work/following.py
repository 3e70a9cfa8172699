"""Following: a verb that changes what days are counted by moves the days that hang on it."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from auditdesk.book.step import Step
from auditdesk.book.tables import Finding
from auditdesk.work.dues import days_follow
from auditdesk.work.report_days import reports_follow

Deed = TypeVar("Deed", bound=Callable[..., Any])


def moving(verb: Deed, *keys: str, of: str = "") -> Deed:
    """The verb, and after it the days of open findings and of reports that are still to be written.

    keys: what must be among the values for a day to move; without any it always may. of: the column
    of a finding that names the row which is changed; without it all findings may follow.
    """

    @functools.wraps(verb)
    def done(step: Step, *args: Any, **values: Any) -> Any:
        if keys and not values.keys() & set(keys):
            return verb(step, *args, **values)
        whose = {of: args[0]} if of else {}
        with days_follow(step, list(step.rows(Finding, **whose))), reports_follow(step):
            return verb(step, *args, **values)

    return cast(Deed, done)
