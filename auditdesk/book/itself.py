"""What the book says of itself, against what is known otherwise: it is in no trail."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw

from auditdesk.book import migrations
from auditdesk.i18n import _

_APART = timedelta(minutes=1)
"""Between the moment that the id of a book holds and that of its making."""


def itself(connection: apsw.Connection) -> Iterator[str]:
    """What of the one row of the book on itself cannot be right."""
    rows: list[Any] = connection.execute(
        "SELECT id, version, compatibility, made_at FROM book_info"
    ).fetchall()
    if len(rows) != 1:
        yield _("The book does not say what it is.")
        return
    ((uid, version, compatibility, made_at),) = rows
    if version != connection.execute("PRAGMA user_version").get or any(
        script.number == version and script.compatibility != compatibility
        for script in migrations.shipped()
    ):
        yield _("The book says another schema of itself than it has.")
    if not _agree(uid, made_at):
        yield _("The book’s own id or the moment of its making is not as it was written.")


def _agree(uid: str, made_at: str) -> bool:
    """Whether an id (UUID version 7: its first 48 bits are milliseconds) is of that moment."""
    try:
        given = datetime.fromtimestamp(int(uid[:12], 16) / 1000, UTC)
        made = datetime.strptime(made_at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        wellformed = len(uid) == 32 and uid == f"{int(uid, 16):032x}" and uid[12] == "7"
    except (ValueError, OverflowError, OSError):
        return False
    return wellformed and abs(made - given) <= _APART
