"""Columns that hold domain values: strict types in the file, Python values in the program."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import peewee

from auditdesk.book.texts import clean_text, moment_text
from auditdesk.domain.clause import ClauseNumber
from auditdesk.errors import Refusal
from auditdesk.i18n import _


class _Column(peewee.Field):
    """A column described once: `label` and `help_text` serve forms, lists, sheets and trail."""

    def __init__(self, label: str, *, help: str = "", check: str = "", **options: Any) -> None:
        if check:
            options["constraints"] = [peewee.Check(check)]
        super().__init__(verbose_name=label, help_text=help or None, **options)

    @property
    def label(self) -> str:
        return str(self.verbose_name)


class Text(_Column):
    """Text of the user, never None."""

    field_type = "TEXT"

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("default", None if options.get("null") else "")
        super().__init__(label, **options)

    def db_value(self, value: Any) -> str | None:
        return None if value is None else clean_text(str(value))


LARGEST = 10**9
"""What no number of the user is above, where its column says nothing smaller."""


class Whole(_Column):
    """A whole number within bounds, which are said here and nowhere else.

    `least` and `most` are guarded by the file itself. highest: what verbs, forms and imports take,
    where the file knows no upper bound.
    """

    field_type = "INTEGER"

    def __init__(
        self,
        label: str,
        *,
        least: int = 0,
        most: int | None = None,
        highest: int = LARGEST,
        **options: Any,
    ) -> None:
        self.least, self.most = least, most
        self.highest = highest if most is None else most
        super().__init__(label, **options)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        limit = f" AND {name} <= {self.most}" if self.most is not None else ""
        self.constraints = [peewee.Check(f"{name} >= {self.least}{limit}")]
        super().bind(model, name, set_attribute)

    def within(self, value: Any) -> int:
        """The value, or a refusal in words."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refusal(_("“{value}” is not a whole number").format(value=_short(value)))
        if not self.least <= value <= self.highest:
            raise Refusal(
                _("{value} is not between {least} and {most}").format(
                    value=_short(value), least=self.least, most=self.highest
                )
            )
        return value

    def db_value(self, value: Any) -> int | None:
        if value is None or (type(value) is int and self.least <= value <= self.highest):
            return value
        try:
            return self.within(value)
        except Refusal as error:
            raise Refusal(f"{_(self.label)}: {error}.") from error


def _short(value: Any) -> str:
    """A value as a message shows it; of a number with thousands of signs only the beginning."""
    if isinstance(value, int) and abs(value) >= 10**30:
        return _("a number of more than 30 digits")
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


class Flag(_Column):
    """Yes or no."""

    field_type = "INTEGER"

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        self.constraints = [peewee.Check(f"{name} IN (0, 1)")]
        super().bind(model, name, set_attribute)

    def db_value(self, value: Any) -> int | None:
        return None if value is None else int(bool(value))

    def python_value(self, value: Any) -> bool | None:
        return None if value is None else bool(value)


class Day(_Column):
    """A date without a time: ISO text, the same day in every zone."""

    field_type = "TEXT"

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("null", True)
        super().__init__(label, **options)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        self.constraints = [peewee.Check(f"{name} IS date({name})")]
        super().bind(model, name, set_attribute)

    def db_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: Any) -> date | None:
        return date.fromisoformat(value) if value else None


class Moment(_Column):
    """A point in time, UTC."""

    field_type = "TEXT"

    def db_value(self, value: Any) -> str | None:
        return moment_text(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> datetime | None:
        return datetime.fromisoformat(value) if value else None


class Choice(_Column):
    """One of a few keys; the file refuses any other."""

    field_type = "TEXT"

    def __init__(self, label: str, keys: Iterable[str], **options: Any) -> None:
        self.keys = tuple(str(key) for key in keys)
        options.setdefault("choices", [(key, key) for key in self.keys])
        super().__init__(label, **options)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        quoted = ", ".join(f"'{key}'" for key in self.keys)
        self.constraints = [peewee.Check(f"{name} IN ({quoted})")]
        super().bind(model, name, set_attribute)

    def db_value(self, value: Any) -> str | None:
        return value.value if isinstance(value, StrEnum) else value


class Json(_Column):
    """A small structure, as JSON text."""

    field_type = "TEXT"

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        self.constraints = [peewee.Check(f"json_valid({name})")]
        super().bind(model, name, set_attribute)

    def db_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)


class Number(_Column):
    """A clause number; its sort key lies in a column beside it."""

    field_type = "TEXT"

    def db_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def python_value(self, value: Any) -> ClauseNumber | None:
        return ClauseNumber.parse(value) if value else None


class Ref(peewee.ForeignKeyField):
    """A row of another table."""

    def __init__(self, label: str, table: Any, **options: Any) -> None:
        super().__init__(table, verbose_name=label, lazy_load=False, **options)

    @property
    def label(self) -> str:
        return str(self.verbose_name)

    def db_value(self, value: Any) -> Any:
        # peewee asks for the row behind it and its key, for each value
        return clean_text(value) if type(value) is str else super().db_value(value)  # type: ignore[no-untyped-call]
