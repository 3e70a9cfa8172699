"""Schema 3: files that were imported, how they were read, and what had no place of its own."""

from collections.abc import Callable
from typing import Any

COMPATIBILITY = 3
FINGERPRINT = "bc7b3269bd2bae67929b058dedd847dbd27d51187ccdcde621e3f12890bf6887"

STATEMENTS = (
    'CREATE TABLE "import" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "content_id" TEXT NOT NULL, "account_id" TEXT NOT NULL, "mapping" TEXT NOT NULL, "imported_on" TEXT NOT NULL CHECK (imported_on IS date(imported_on)), "rows" INTEGER NOT NULL CHECK (rows >= 0), "taken" INTEGER NOT NULL CHECK (taken >= 0), "refused" INTEGER NOT NULL CHECK (refused >= 0), "ignored" INTEGER NOT NULL CHECK (ignored >= 0), FOREIGN KEY ("content_id") REFERENCES "content" ("id"), FOREIGN KEY ("account_id") REFERENCES "content" ("id")) STRICT',
    'CREATE INDEX "import_content_id" ON "import" ("content_id")',
    'CREATE INDEX "import_account_id" ON "import" ("account_id")',
    'CREATE TABLE "shape_mapping" ("id" TEXT NOT NULL PRIMARY KEY, "shape" TEXT NOT NULL, "mapping" TEXT NOT NULL, "used_on" TEXT NOT NULL CHECK (used_on IS date(used_on))) STRICT',
    'CREATE UNIQUE INDEX "shape_mapping_shape" ON "shape_mapping" ("shape")',
    'CREATE TABLE "source_note" ("id" TEXT NOT NULL PRIMARY KEY, "table_name" TEXT NOT NULL, "row" TEXT NOT NULL, "place" TEXT NOT NULL, "text" TEXT NOT NULL) STRICT',
    'CREATE INDEX "source_note_table_name_row" ON "source_note" ("table_name", "row")',
)


def up(execute: Callable[..., Any]) -> None:
    """Add the tables; nothing that is there changes."""
    for statement in STATEMENTS:
        execute(statement)
