"""Columns: what the file holds and what the program sees of it, each with its label and its help.

A column is a field of peewee, which knows its SQL, and is generic over the value that a row has
there: to mypy `row.raised_on` is a date, and `row.number` a text or None.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    Never,
    TypedDict,
    TypeVar,
    Unpack,
    cast,
    overload,
)

import peewee

from auditdesk.book.texts import clean_text, moment_text
from auditdesk.domain.clause import ClauseNumber
from auditdesk.errors import Refusal
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.book.tables import Table

V = TypeVar("V")
E = TypeVar("E", bound=StrEnum)

if TYPE_CHECKING:
    _Field = peewee.Field[V]
    _ForeignKey = peewee.ForeignKeyField[V]
else:  # only the stubs of peewee have its fields generic

    class _Field(peewee.Field, Generic[V]):
        pass

    class _ForeignKey(peewee.ForeignKeyField, Generic[V]):
        pass


class Said(TypedDict, total=False):
    """What any column may say of itself."""

    help: str
    unique: bool
    index: bool
    primary_key: bool
    entered: bool
    long: bool
    searched: int
    signed: str
    since: int


class Column(_Field[V]):
    """A column described once; forms, lists, search, sign-offs, sheets, help and trail go by it.

    label, help: marked, not translated. entered: a text that people write as such, by hand, import
    or plain data. long: it has more than a line. searched: its place among the texts of its table
    that are searched, from 1; 0 for one that is not. signed: from which meaning of a sign-off on it
    is signed for (`domain/signoff.py`). since: the schema that added it to a table that was there;
    what is signed since then leaves older digests as they are.
    """

    check = ""
    """What the file itself demands of a value, as SQL with {name}; "" for nothing."""
    read: Callable[[Any], Any] | None = None
    """Makes the value of what the file holds, where that is not NULL; None where the file holds the
    value itself. A function in C where there is one, as it runs for each row that is read."""

    def __init__(
        self,
        label: str,
        *,
        help: str = "",
        entered: bool = False,
        long: bool = False,
        searched: int = 0,
        signed: str = "",
        since: int = 1,
        **options: Any,
    ) -> None:
        self.label = label
        self.help = help
        self.entered, self.long = entered, long
        self.searched, self.signed, self.since = searched, signed, since
        super().__init__(**options)

    if TYPE_CHECKING:  # rows are values: who sets one is told so before it runs

        def __set__(self, instance: object, value: Never) -> None: ...  # type: ignore[override]

    def put_into(self, table: type[Table], name: str) -> None:
        """Be the column of this table that rows call so."""
        self.name = self.column_name = name

    def __hash__(self) -> int:  # peewee's own asks for the model, which may not be made yet
        return id(self)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        if self.check:
            self.constraints = [peewee.Check(self.check.format(name=name))]
        elif self.since > 1 and not self.null:
            self.constraints = [peewee.SQL("DEFAULT ''")]
        super().bind(model, name, set_attribute)

    def db_value(self, value: Any) -> Any:
        return value

    def python_value(self, value: Any) -> V | None:
        if value is None or self.read is None:
            return cast("V | None", value)
        return cast("V", self.read(value))


class Text(Column[V]):
    """Text of the user; None only where its column may be NULL."""

    field_type = "TEXT"

    @overload
    def __init__(
        self: Text[str],
        label: str,
        *,
        default: str = "",
        null: Literal[False] = ...,
        **said: Unpack[Said],
    ) -> None: ...
    @overload
    def __init__(
        self: Text[str | None], label: str, *, null: Literal[True], **said: Unpack[Said]
    ) -> None: ...
    def __init__(
        self, label: str, *, default: str = "", null: bool = False, **said: Unpack[Said]
    ) -> None:
        super().__init__(label, default=None if null else default, null=null, **said)

    def db_value(self, value: Any) -> str | None:
        return None if value is None else clean_text(str(value))


LARGEST = 10**9
"""What no number of the user is above, where its column says nothing smaller."""


class Whole(Column[V]):
    """A whole number within bounds, which are said here and nowhere else.

    `least` and `most` are guarded by the file itself. highest: what verbs, forms and imports take,
    where the file knows no upper bound.
    """

    field_type = "INTEGER"

    @overload
    def __init__(
        self: Whole[int],
        label: str,
        *,
        default: int | None = None,
        least: int = 0,
        most: int | None = None,
        highest: int = LARGEST,
        null: Literal[False] = ...,
        **said: Unpack[Said],
    ) -> None: ...
    @overload
    def __init__(
        self: Whole[int | None],
        label: str,
        *,
        least: int = 0,
        most: int | None = None,
        highest: int = LARGEST,
        null: Literal[True],
        **said: Unpack[Said],
    ) -> None: ...
    def __init__(
        self,
        label: str,
        *,
        default: int | None = None,
        least: int = 0,
        most: int | None = None,
        highest: int = LARGEST,
        null: bool = False,
        **said: Unpack[Said],
    ) -> None:
        self.least, self.most = least, most
        self.highest = highest if most is None else most
        limit = "" if most is None else f" AND {{name}} <= {most}"
        self.check = f"{{name}} >= {least}{limit}"
        super().__init__(label, default=default, null=null, **said)

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


class Flag(Column[bool]):
    """Yes or no."""

    field_type = "INTEGER"
    check = "{name} IN (0, 1)"
    read = bool

    def db_value(self, value: Any) -> int | None:
        return None if value is None else int(bool(value))


class Day(Column[V]):
    """A date without a time: ISO text, the same day in every zone; may be NULL, unless said."""

    field_type = "TEXT"
    check = "{name} IS date({name})"
    read = date.fromisoformat

    @overload
    def __init__(
        self: Day[date | None], label: str, *, null: Literal[True] = ..., **said: Unpack[Said]
    ) -> None: ...
    @overload
    def __init__(
        self: Day[date], label: str, *, null: Literal[False], **said: Unpack[Said]
    ) -> None: ...
    def __init__(self, label: str, *, null: bool = True, **said: Unpack[Said]) -> None:
        super().__init__(label, null=null, **said)

    def db_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


class Moment(Column[V]):
    """A point in time, UTC."""

    field_type = "TEXT"
    read = datetime.fromisoformat

    @overload
    def __init__(
        self: Moment[datetime], label: str, *, null: Literal[False] = ..., **said: Unpack[Said]
    ) -> None: ...
    @overload
    def __init__(
        self: Moment[datetime | None], label: str, *, null: Literal[True], **said: Unpack[Said]
    ) -> None: ...
    def __init__(self, label: str, *, null: bool = False, **said: Unpack[Said]) -> None:
        super().__init__(label, null=null, **said)

    def db_value(self, value: Any) -> str | None:
        return moment_text(value) if isinstance(value, datetime) else value


class _Members(dict[str, str]):
    """The members of an enumeration by their keys; what is none is refused as the class does."""

    def __missing__(self, key: str) -> str:
        raise ValueError(f"{key!r} is not one of {', '.join(self)}")


class Choice(Column[V]):
    """One of a few keys; the file refuses any other. Of an enumeration a row has the member."""

    field_type = "TEXT"

    @overload
    def __init__(
        self: Choice[E],
        label: str,
        keys: type[E],
        *,
        default: E | None = None,
        null: Literal[False] = ...,
        **said: Unpack[Said],
    ) -> None: ...
    @overload
    def __init__(
        self: Choice[E | None],
        label: str,
        keys: type[E],
        *,
        null: Literal[True],
        **said: Unpack[Said],
    ) -> None: ...
    @overload
    def __init__(
        self: Choice[str],
        label: str,
        keys: Iterable[str],
        *,
        default: str | None = None,
        null: Literal[False] = ...,
        **said: Unpack[Said],
    ) -> None: ...
    @overload
    def __init__(
        self: Choice[str | None],
        label: str,
        keys: Iterable[str],
        *,
        null: Literal[True],
        **said: Unpack[Said],
    ) -> None: ...
    def __init__(
        self,
        label: str,
        keys: Iterable[str],
        *,
        default: str | None = None,
        null: bool = False,
        **said: Unpack[Said],
    ) -> None:
        self.keys = tuple(str(key) for key in keys)
        if isinstance(keys, type):
            self.read = _Members((str(key), key) for key in keys).__getitem__
        quoted = ", ".join(f"'{key}'" for key in self.keys)
        self.check = f"{{name}} IN ({quoted})"
        super().__init__(label, default=default, null=null, **said)

    def db_value(self, value: Any) -> str | None:
        return value.value if isinstance(value, StrEnum) else value


class Json(Column[V]):
    """A small structure, as JSON text; who declares one says of what."""

    field_type = "TEXT"
    check = "json_valid({name})"
    read = staticmethod(json.loads)

    def db_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


class SortedNumber(Column[ClauseNumber]):
    """A clause number; its sort key lies in a column beside it."""

    field_type = "TEXT"
    read = ClauseNumber.parse

    def db_value(self, value: Any) -> str | None:
        return None if value is None else str(value)


class Bytes(Column[bytes]):
    """Bytes as they are."""

    field_type = "BLOB"


class Ref(Column[V], _ForeignKey[V]):
    """The id of a row of another table, `target`."""

    target: type[Table]

    @overload
    def __init__(
        self: Ref[str],
        label: str,
        table: type[Table] | Literal["self"],
        *,
        null: Literal[False] = ...,
        **said: Unpack[Said],
    ) -> None: ...
    @overload
    def __init__(
        self: Ref[str | None],
        label: str,
        table: type[Table] | Literal["self"],
        *,
        null: Literal[True],
        **said: Unpack[Said],
    ) -> None: ...
    def __init__(
        self,
        label: str,
        table: type[Table] | Literal["self"],
        *,
        null: bool = False,
        **said: Unpack[Said],
    ) -> None:
        if not isinstance(table, str):
            self.target = table
        super().__init__(label, model=table, null=null, backref="+", **said)

    def put_into(self, table: type[Table], name: str) -> None:
        super().put_into(table, name)
        self.column_name = f"{name}_id"
        if self.rel_model == "self":
            self.target = table

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        if self.rel_model != "self":
            self.rel_model = self.target.model()
        super().bind(model, name, set_attribute)

    def db_value(self, value: Any) -> str | None:
        return clean_text(value) if type(value) is str else getattr(value, "id", value)
