#!/usr/bin/env bash
# A calendar whose X-WR-TIMEZONE is a Windows name of a zone cannot be unrolled at all.
#
# Versions: icalendar 7.3.2, recurring-ical-events 3.8.2.
# A good guess: X-WR-TIMEZONE is a hint that is no part of RFC 5545, so a name that is not known is
# passed over, the more so where all events are whole days, to which a zone means nothing; or it is
# looked up among the Windows names that icalendar itself maps for TZID.
# Seen: the calendar parses, icalendar maps the same name for a TZID, and asking for the occurrences
# of the year raises ZoneInfoNotFoundError; without that one line the event is found.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "icalendar==7.3.2" "recurring-ical-events==3.8.2"
cat >"$work/seen.py" <<'PYTHON'
import datetime
from zoneinfo import ZoneInfoNotFoundError

import icalendar
import recurring_ical_events

LINES = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//planner//EN
X-WR-TIMEZONE:W. Europe Standard Time
BEGIN:VEVENT
UID:1@example
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260302
DTEND;VALUE=DATE:20260303
SUMMARY:Leave
END:VEVENT
END:VCALENDAR
"""
TIMED = "DTSTART;TZID=W. Europe Standard Time:20260302T090000"


def occurrences(lines: str) -> int:
    calendar = icalendar.Calendar.from_ical(lines.replace("\n", "\r\n"))
    span = (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
    return len(recurring_ical_events.of(calendar).between(*span))


hint = "X-WR-TIMEZONE:W. Europe Standard Time\n"
try:
    occurrences(LINES)
    raise SystemExit("changed: the calendar with the Windows name is read now")
except ZoneInfoNotFoundError as error:
    print("with the hint:", error)
found = occurrences(LINES.replace(hint, ""))
print("without it:", found, "event")
assert found == 1
event = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\n{TIMED}\r\nEND:VEVENT\r\n")
offset = event["DTSTART"].dt.utcoffset()
print("the same name as TZID:", offset)
assert offset == datetime.timedelta(hours=1)
PYTHON
"$work/venv/bin/python" "$work/seen.py"
