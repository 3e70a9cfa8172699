"""Things of the open book by what people call them."""

from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.work import kinds


def id_of(kind: str, number: str) -> str:
    """The id of a thing by its number or name."""
    return str(located(kind, number).id)


def located(kind: str, number: str) -> Any:
    """A thing of the open book by its number or name."""
    locate = kinds.kind_of(kind).locate
    assert locate is not None
    return locate(Reading(), number)
