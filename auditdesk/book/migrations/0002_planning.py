"""Schema 2: what planning a year needs: lengths, limits, the scheme of frequency, what is left out."""

from collections.abc import Callable
from typing import Any

COMPATIBILITY = 2
FINGERPRINT = "a9f043ae9d21a17a36f0f431ffa12de2573cc5298fc19b3f08a59e05a9da3f12"

STATEMENTS = (
    'CREATE TABLE "unit_planning" ("id" TEXT NOT NULL PRIMARY KEY, "unit_id" TEXT NOT NULL, "half_days" INTEGER NOT NULL CHECK (half_days >= 1 AND half_days <= 10), "team_least" INTEGER NOT NULL CHECK (team_least >= 1 AND team_least <= 5), "team_most" INTEGER NOT NULL CHECK (team_most >= 1 AND team_most <= 8), "preferred_months" TEXT NOT NULL CHECK (json_valid(preferred_months)), "closed_months" TEXT NOT NULL CHECK (json_valid(closed_months)), FOREIGN KEY ("unit_id") REFERENCES "unit" ("id")) STRICT',
    'CREATE UNIQUE INDEX "unit_planning_unit_id" ON "unit_planning" ("unit_id")',
    'CREATE TABLE "availability" ("id" TEXT NOT NULL PRIMARY KEY, "person_id" TEXT NOT NULL, "in_week" INTEGER NOT NULL CHECK (in_week >= 0 AND in_week <= 10), "in_month" INTEGER NOT NULL CHECK (in_month >= 0 AND in_month <= 62), "in_year" INTEGER NOT NULL CHECK (in_year >= 0 AND in_year <= 732), FOREIGN KEY ("person_id") REFERENCES "person" ("id")) STRICT',
    'CREATE UNIQUE INDEX "availability_person_id" ON "availability" ("person_id")',
    'CREATE TABLE "site_planning" ("id" TEXT NOT NULL PRIMARY KEY, "site_id" TEXT NOT NULL, "audits_in_week" INTEGER NOT NULL CHECK (audits_in_week >= 1 AND audits_in_week <= 50), FOREIGN KEY ("site_id") REFERENCES "site" ("id")) STRICT',
    'CREATE UNIQUE INDEX "site_planning_site_id" ON "site_planning" ("site_id")',
    'CREATE TABLE "frequency_scheme" ("id" TEXT NOT NULL PRIMARY KEY, "scheme" TEXT NOT NULL CHECK (json_valid(scheme)), "reason" TEXT NOT NULL) STRICT',
    'CREATE TABLE "left_out" ("id" TEXT NOT NULL PRIMARY KEY, "programme_id" TEXT NOT NULL, "unit_id" TEXT, "clause_id" TEXT, "reason" TEXT NOT NULL, FOREIGN KEY ("programme_id") REFERENCES "programme" ("id"), FOREIGN KEY ("unit_id") REFERENCES "unit" ("id"), FOREIGN KEY ("clause_id") REFERENCES "clause" ("id")) STRICT',
    'CREATE INDEX "left_out_programme_id" ON "left_out" ("programme_id")',
    'CREATE INDEX "left_out_unit_id" ON "left_out" ("unit_id")',
    'CREATE INDEX "left_out_clause_id" ON "left_out" ("clause_id")',
    'CREATE TABLE "approved_audit" ("id" TEXT NOT NULL PRIMARY KEY, "programme_id" TEXT NOT NULL, "audit_id" TEXT NOT NULL, "starts_on" TEXT CHECK (starts_on IS date(starts_on)), "ends_on" TEXT CHECK (ends_on IS date(ends_on)), "lead_auditor_id" TEXT, FOREIGN KEY ("programme_id") REFERENCES "programme" ("id"), FOREIGN KEY ("audit_id") REFERENCES "audit" ("id"), FOREIGN KEY ("lead_auditor_id") REFERENCES "person" ("id")) STRICT',
    'CREATE INDEX "approved_audit_programme_id" ON "approved_audit" ("programme_id")',
    'CREATE INDEX "approved_audit_audit_id" ON "approved_audit" ("audit_id")',
    'CREATE INDEX "approved_audit_lead_auditor_id" ON "approved_audit" ("lead_auditor_id")',
    'CREATE UNIQUE INDEX "approved_audit_programme_id_audit_id" ON "approved_audit" ("programme_id", "audit_id")',
)


def up(execute: Callable[..., Any]) -> None:
    """Add the tables; nothing that is there changes."""
    for statement in STATEMENTS:
        execute(statement)
