"""Schema 6: where a day comes from, by rule or set by hand."""

from collections.abc import Callable
from typing import Any

COMPATIBILITY = 6
FINGERPRINT = "8ba4ece2f14768ab4fb2ed1b52fdd6c768fc6854e12de6642b94ecc59d16f66f"

STATEMENTS = (
    'CREATE TABLE "day_origin" ("id" TEXT NOT NULL PRIMARY KEY, "table_name" TEXT NOT NULL, "row" TEXT NOT NULL, "field" TEXT NOT NULL, "by_rule" INTEGER NOT NULL CHECK (by_rule IN (0, 1)), "counted_from" TEXT CHECK (counted_from IS date(counted_from)), "reason" TEXT NOT NULL, "set_by" TEXT NOT NULL, "set_on" TEXT NOT NULL CHECK (set_on IS date(set_on))) STRICT',
    'CREATE UNIQUE INDEX "day_origin_row_field" ON "day_origin" ("row", "field")',
)


def up(execute: Callable[..., Any]) -> None:
    """Add the tables."""
    for statement in STATEMENTS:
        execute(statement)
