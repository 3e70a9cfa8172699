"""Schema 7: what a grade weighs and owes."""

from collections.abc import Callable
from typing import Any

COMPATIBILITY = 7
FINGERPRINT = "720cbe1ff5b06501e9fc0d20527dff1a8f7c3f8c99a1b0826e7fd546d61b8c27"

STATEMENTS = (
    'CREATE TABLE "grade_effect" ("id" TEXT NOT NULL PRIMARY KEY, "grade_id" TEXT NOT NULL, "counts_as" TEXT NOT NULL CHECK (counts_as IN (\'major\', \'minor\', \'observation\', \'opportunity\', \'conformity\')), "follow_up" INTEGER NOT NULL CHECK (follow_up IN (0, 1)), FOREIGN KEY ("grade_id") REFERENCES "grade" ("id")) STRICT',
    'CREATE UNIQUE INDEX "grade_effect_grade_id" ON "grade_effect" ("grade_id")',
)


def up(execute: Callable[..., Any]) -> None:
    """Add the tables."""
    for statement in STATEMENTS:
        execute(statement)
