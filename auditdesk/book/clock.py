"""The clock of this computer against the trail: it may have been set back; the order stays."""

from datetime import UTC, datetime, timedelta

import apsw

from auditdesk.i18n import _

_TOLERANCE = timedelta(minutes=5)


def behind(connection: apsw.Connection, seq: int) -> str:
    """What is to be said of a step that bears an earlier moment than the one before; "" else.

    The step after it is not before it again, so it is said once for each time the clock is set.
    """
    rows = connection.execute(
        "SELECT at FROM step WHERE seq IN (?, ?) ORDER BY seq", (seq - 1, seq)
    ).fetchall()
    if len(rows) < 2:
        return ""
    before, now = (_moment(str(at)) for (at,) in rows)
    if before is None or now is None or before - now <= _TOLERANCE:
        return ""
    return _(
        "The clock of this computer says {now}, and the step before was done on {before}: set the"
        " clock. The steps keep their order."
    ).format(now=f"{now:%Y-%m-%d %H:%M}", before=f"{before:%Y-%m-%d %H:%M}")


def _moment(stored: str) -> datetime | None:
    try:
        told = datetime.strptime(stored, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return told.astimezone()
