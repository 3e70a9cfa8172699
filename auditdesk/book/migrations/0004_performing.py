"""Schema 4: what performing an audit needs: questions, samples, meetings, the report, mark-up."""

from collections.abc import Callable
from typing import Any

COMPATIBILITY = 4
FINGERPRINT = "f24b16ab8672ab006d88c961370c81b35cf89e54e0bb3393594b7ed9dc97d7e3"

STATEMENTS = (
    'CREATE TABLE "form_number_wider" ("id" TEXT NOT NULL PRIMARY KEY, "sheet" TEXT NOT NULL CHECK (sheet IN (\'finding\', \'plan\', \'actions\', \'checklist\', \'meeting\', \'report\')), "number" TEXT NOT NULL, "revision" TEXT NOT NULL) STRICT',
    'INSERT INTO "form_number_wider" SELECT * FROM "form_number"',
    'DROP TABLE "form_number"',
    'ALTER TABLE "form_number_wider" RENAME TO "form_number"',
    'CREATE UNIQUE INDEX "form_number_sheet" ON "form_number" ("sheet")',
    'CREATE TABLE "presence" ("id" TEXT NOT NULL PRIMARY KEY, "audit_id" TEXT NOT NULL, "person_id" TEXT NOT NULL, "day" TEXT NOT NULL CHECK (day IS date(day)), "starts" TEXT NOT NULL, "ends" TEXT NOT NULL, FOREIGN KEY ("audit_id") REFERENCES "audit" ("id"), FOREIGN KEY ("person_id") REFERENCES "person" ("id")) STRICT',
    'CREATE INDEX "presence_audit_id" ON "presence" ("audit_id")',
    'CREATE INDEX "presence_person_id" ON "presence" ("person_id")',
    'CREATE TABLE "attendance" ("id" TEXT NOT NULL PRIMARY KEY, "session_id" TEXT NOT NULL, "person_id" TEXT, "name" TEXT NOT NULL, "function" TEXT NOT NULL, "position" INTEGER NOT NULL CHECK (position >= 0), "present" INTEGER NOT NULL CHECK (present IN (0, 1)), "signature_id" TEXT, "signed_at" TEXT, FOREIGN KEY ("session_id") REFERENCES "session" ("id"), FOREIGN KEY ("person_id") REFERENCES "person" ("id"), FOREIGN KEY ("signature_id") REFERENCES "content" ("id")) STRICT',
    'CREATE INDEX "attendance_session_id" ON "attendance" ("session_id")',
    'CREATE INDEX "attendance_person_id" ON "attendance" ("person_id")',
    'CREATE INDEX "attendance_signature_id" ON "attendance" ("signature_id")',
    'CREATE UNIQUE INDEX "attendance_session_id_name" ON "attendance" ("session_id", "name")',
    'CREATE TABLE "question" ("id" TEXT NOT NULL PRIMARY KEY, "key" TEXT NOT NULL, "version" INTEGER NOT NULL CHECK (version >= 1), "clauses" TEXT NOT NULL CHECK (json_valid(clauses)), "question" TEXT NOT NULL, "intent" TEXT NOT NULL, "ask_for" TEXT NOT NULL, "typical_failure" TEXT NOT NULL, "processes" TEXT NOT NULL CHECK (json_valid(processes)), "changed" INTEGER NOT NULL CHECK (changed IN (0, 1)), "retired" INTEGER NOT NULL CHECK (retired IN (0, 1)), "source" TEXT NOT NULL) STRICT',
    'CREATE UNIQUE INDEX "question_key_version" ON "question" ("key", "version")',
    'CREATE TABLE "asked" ("id" TEXT NOT NULL PRIMARY KEY, "line_id" TEXT NOT NULL, "key" TEXT NOT NULL, "version" INTEGER NOT NULL CHECK (version >= 0), "intent" TEXT NOT NULL, "changed" INTEGER NOT NULL CHECK (changed IN (0, 1)), "follows_id" TEXT, FOREIGN KEY ("line_id") REFERENCES "checklist_line" ("id"), FOREIGN KEY ("follows_id") REFERENCES "finding" ("id")) STRICT',
    'CREATE UNIQUE INDEX "asked_line_id" ON "asked" ("line_id")',
    'CREATE INDEX "asked_follows_id" ON "asked" ("follows_id")',
    'CREATE TABLE "sample_item" ("id" TEXT NOT NULL PRIMARY KEY, "line_id" TEXT NOT NULL, "position" INTEGER NOT NULL CHECK (position >= 0), "item" TEXT NOT NULL, "result" TEXT NOT NULL CHECK (result IN (\'conform\', \'nonconforming\', \'not_seen\')), "note" TEXT NOT NULL, FOREIGN KEY ("line_id") REFERENCES "checklist_line" ("id")) STRICT',
    'CREATE INDEX "sample_item_line_id" ON "sample_item" ("line_id")',
    'CREATE TABLE "report" ("id" TEXT NOT NULL PRIMARY KEY, "audit_id" TEXT NOT NULL, "revision" INTEGER NOT NULL CHECK (revision >= 0), "state" TEXT NOT NULL CHECK (state IN (\'draft\', \'issued\', \'superseded\')), "summary" TEXT NOT NULL, "objectives_met" TEXT NOT NULL, "obstacles" TEXT NOT NULL, "opinions" TEXT NOT NULL, "good_practice" TEXT NOT NULL, "fulfilment" TEXT NOT NULL, "implications" TEXT NOT NULL, "follow_up" TEXT NOT NULL, "issued_on" TEXT CHECK (issued_on IS date(issued_on)), "issued_by" TEXT NOT NULL, "frozen" TEXT CHECK (json_valid(frozen)), "digest" TEXT NOT NULL, FOREIGN KEY ("audit_id") REFERENCES "audit" ("id")) STRICT',
    'CREATE INDEX "report_audit_id" ON "report" ("audit_id")',
    'CREATE UNIQUE INDEX "report_audit_id_revision" ON "report" ("audit_id", "revision")',
    'CREATE TABLE "disclosure" ("id" TEXT NOT NULL PRIMARY KEY, "audit_id" TEXT NOT NULL, "recipient" TEXT NOT NULL, "purpose" TEXT NOT NULL, "hidden" TEXT NOT NULL CHECK (json_valid(hidden)), "report_digest" TEXT NOT NULL, "file_digest" TEXT NOT NULL, "left_on" TEXT NOT NULL CHECK (left_on IS date(left_on)), "given_by" TEXT NOT NULL, FOREIGN KEY ("audit_id") REFERENCES "audit" ("id")) STRICT',
    'CREATE INDEX "disclosure_audit_id" ON "disclosure" ("audit_id")',
    'CREATE TABLE "markup" ("id" TEXT NOT NULL PRIMARY KEY, "evidence_id" TEXT NOT NULL, "shapes" TEXT NOT NULL CHECK (json_valid(shapes)), FOREIGN KEY ("evidence_id") REFERENCES "evidence" ("id")) STRICT',
    'CREATE UNIQUE INDEX "markup_evidence_id" ON "markup" ("evidence_id")',
)


def up(execute: Callable[..., Any]) -> None:
    """Let more sheets bear a form number, and add the tables."""
    for statement in STATEMENTS:
        execute(statement)
