#!/usr/bin/env bash
# Names of holidays that are asked for in English come in the language of the system.
#
# Version: holidays 0.109.
# A good guess: language="en" gives English names, as the calendar has them as "en_US"; or it is
# refused, or the default language of the country is taken. What LANGUAGE says changes nothing,
# because a language was named.
# Seen: "en" is none of the supported names, which is said nowhere, and the names follow LANGUAGE:
# Ukrainian with LANGUAGE=uk, German with LANGUAGE=de. With "en_US" they are English.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "holidays==0.109"
cat >"$work/seen.py" <<'PYTHON'
import datetime
import sys

import holidays

named = holidays.country_holidays("AT", years=2026, language=sys.argv[1])
print(named[datetime.date(2026, 1, 1)])
PYTHON
seen() {
    LANGUAGE=$1 "$work/venv/bin/python" "$work/seen.py" "$2"
}
for line in "uk en Новий рік" "de en Neujahr" "uk en_US New Year's Day" "de en_US New Year's Day"; do
    read -r system asked expected <<<"$line"
    found=$(seen "$system" "$asked")
    echo "LANGUAGE=$system, language=\"$asked\": $found"
    [ "$found" = "$expected" ] || { echo "changed: it was $expected" >&2; exit 1; }
done
