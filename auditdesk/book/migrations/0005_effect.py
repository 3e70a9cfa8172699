"""Schema 5: new cycles of action, what exactly was signed, how many days ahead Today reminds."""

from collections.abc import Callable
from typing import Any

COMPATIBILITY = 5
FINGERPRINT = "791c1e1e05adc9f44abafc161fb42b52f64d4f75056c7e3232b0a9d862c3e950"

STATEMENTS = (
    'CREATE TABLE "cycle" ("id" TEXT NOT NULL PRIMARY KEY, "action_id" TEXT NOT NULL, "follows_id" TEXT NOT NULL, FOREIGN KEY ("action_id") REFERENCES "action" ("id"), FOREIGN KEY ("follows_id") REFERENCES "action" ("id")) STRICT',
    'CREATE UNIQUE INDEX "cycle_action_id" ON "cycle" ("action_id")',
    'CREATE INDEX "cycle_follows_id" ON "cycle" ("follows_id")',
    'CREATE TABLE "signed_record" ("id" TEXT NOT NULL PRIMARY KEY, "signoff_id" TEXT NOT NULL, "digest" TEXT NOT NULL, FOREIGN KEY ("signoff_id") REFERENCES "signoff" ("id")) STRICT',
    'CREATE UNIQUE INDEX "signed_record_signoff_id" ON "signed_record" ("signoff_id")',
    'CREATE INDEX "finding_begins" ON "finding" (substr("statement", 1, 60))',
    'CREATE TABLE "reminding" ("id" TEXT NOT NULL PRIMARY KEY, "organisation_id" TEXT NOT NULL, "lead_confirm" INTEGER NOT NULL CHECK (lead_confirm >= 0 AND lead_confirm <= 3650), "lead_send_plan" INTEGER NOT NULL CHECK (lead_send_plan >= 0 AND lead_send_plan <= 3650), "lead_report" INTEGER NOT NULL CHECK (lead_report >= 0 AND lead_report <= 3650), "lead_issue" INTEGER NOT NULL CHECK (lead_issue >= 0 AND lead_issue <= 3650), "lead_answer" INTEGER NOT NULL CHECK (lead_answer >= 0 AND lead_answer <= 3650), "lead_action" INTEGER NOT NULL CHECK (lead_action >= 0 AND lead_action <= 3650), "lead_check" INTEGER NOT NULL CHECK (lead_check >= 0 AND lead_check <= 3650), "lead_follow_up" INTEGER NOT NULL CHECK (lead_follow_up >= 0 AND lead_follow_up <= 3650), "lead_competence" INTEGER NOT NULL CHECK (lead_competence >= 0 AND lead_competence <= 3650), "reason" TEXT NOT NULL, FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id")) STRICT',
    'CREATE UNIQUE INDEX "reminding_organisation_id" ON "reminding" ("organisation_id")',
)


def up(execute: Callable[..., Any]) -> None:
    """Add the tables, and the index by which a register is sorted by its statements."""
    for statement in STATEMENTS:
        execute(statement)
