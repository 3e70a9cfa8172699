"""Schema 7: rules of the organisation, grades, declarations, monitoring, the timetable."""

from collections.abc import Callable
from typing import Any

COMPATIBILITY = 7
FINGERPRINT = "e04f98f3b7e2f9852d0d7cb89ae3e2ad350dc631225b31e4ab5e56ff95bb931f"

STATEMENTS = (
    'ALTER TABLE "book_info" ADD COLUMN "search_folding" INTEGER CHECK (search_folding >= 0)',
    'CREATE TABLE "audit_rules" ("id" TEXT NOT NULL PRIMARY KEY, "organisation_id" TEXT NOT NULL, "own_work_months" INTEGER NOT NULL CHECK (own_work_months >= 0 AND own_work_months <= 120), "declarations" INTEGER NOT NULL CHECK (declarations IN (0, 1)), "report_days" INTEGER NOT NULL CHECK (report_days >= 1 AND report_days <= 365), "extensions" INTEGER NOT NULL CHECK (extensions >= 0 AND extensions <= 20), "not_effective" INTEGER NOT NULL CHECK (not_effective >= 0 AND not_effective <= 20), "reason" TEXT NOT NULL, FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id")) STRICT',
    'CREATE UNIQUE INDEX "audit_rules_organisation_id" ON "audit_rules" ("organisation_id")',
    'CREATE TABLE "closed_period" ("id" TEXT NOT NULL PRIMARY KEY, "starts_on" TEXT NOT NULL CHECK (starts_on IS date(starts_on)), "ends_on" TEXT NOT NULL CHECK (ends_on IS date(ends_on)), "reason" TEXT NOT NULL) STRICT',
    'CREATE TABLE "process_news" ("id" TEXT NOT NULL PRIMARY KEY, "process_id" TEXT NOT NULL, "turnover" TEXT NOT NULL CHECK (turnover IN (\'falling\', \'steady\', \'rising\', \'unknown\')), "new_product_on" TEXT CHECK (new_product_on IS date(new_product_on)), FOREIGN KEY ("process_id") REFERENCES "process" ("id")) STRICT',
    'CREATE UNIQUE INDEX "process_news_process_id" ON "process_news" ("process_id")',
    'CREATE TABLE "site_hours" ("id" TEXT NOT NULL PRIMARY KEY, "site_id" TEXT NOT NULL, "zone" TEXT NOT NULL, "opens" TEXT NOT NULL, "closes" TEXT NOT NULL, "lunch_starts" TEXT NOT NULL, "lunch_ends" TEXT NOT NULL, FOREIGN KEY ("site_id") REFERENCES "site" ("id")) STRICT',
    'CREATE UNIQUE INDEX "site_hours_site_id" ON "site_hours" ("site_id")',
    'CREATE TABLE "shift" ("id" TEXT NOT NULL PRIMARY KEY, "unit_id" TEXT NOT NULL, "name" TEXT NOT NULL, "starts" TEXT NOT NULL, "ends" TEXT NOT NULL, FOREIGN KEY ("unit_id") REFERENCES "unit" ("id")) STRICT',
    'CREATE INDEX "shift_unit_id" ON "shift" ("unit_id")',
    'CREATE TABLE "journey" ("id" TEXT NOT NULL PRIMARY KEY, "first_id" TEXT NOT NULL, "second_id" TEXT NOT NULL, "minutes" INTEGER NOT NULL CHECK (minutes >= 1 AND minutes <= 2880), FOREIGN KEY ("first_id") REFERENCES "site" ("id"), FOREIGN KEY ("second_id") REFERENCES "site" ("id")) STRICT',
    'CREATE INDEX "journey_first_id" ON "journey" ("first_id")',
    'CREATE INDEX "journey_second_id" ON "journey" ("second_id")',
    'CREATE UNIQUE INDEX "journey_first_id_second_id" ON "journey" ("first_id", "second_id")',
    'CREATE TABLE "declaration" ("id" TEXT NOT NULL PRIMARY KEY, "audit_id" TEXT NOT NULL, "person_id" TEXT NOT NULL, "text" TEXT NOT NULL, "declared_on" TEXT NOT NULL CHECK (declared_on IS date(declared_on)), FOREIGN KEY ("audit_id") REFERENCES "audit" ("id"), FOREIGN KEY ("person_id") REFERENCES "person" ("id")) STRICT',
    'CREATE INDEX "declaration_audit_id" ON "declaration" ("audit_id")',
    'CREATE INDEX "declaration_person_id" ON "declaration" ("person_id")',
    'CREATE UNIQUE INDEX "declaration_audit_id_person_id" ON "declaration" ("audit_id", "person_id")',
    'CREATE TABLE "monitoring" ("id" TEXT NOT NULL PRIMARY KEY, "programme_id" TEXT NOT NULL, "audit_id" TEXT, "about" TEXT NOT NULL CHECK (about IN (\'feedback\', \'schedule\', \'team\', \'resources\', \'records\')), "person_id" TEXT, "rating" INTEGER CHECK (rating >= 1 AND rating <= 5), "text" TEXT NOT NULL, "given_by" TEXT NOT NULL, "noted_on" TEXT NOT NULL CHECK (noted_on IS date(noted_on)), FOREIGN KEY ("programme_id") REFERENCES "programme" ("id"), FOREIGN KEY ("audit_id") REFERENCES "audit" ("id"), FOREIGN KEY ("person_id") REFERENCES "person" ("id")) STRICT',
    'CREATE INDEX "monitoring_programme_id" ON "monitoring" ("programme_id")',
    'CREATE INDEX "monitoring_audit_id" ON "monitoring" ("audit_id")',
    'CREATE INDEX "monitoring_person_id" ON "monitoring" ("person_id")',
    'CREATE TABLE "report_deadline" ("id" TEXT NOT NULL PRIMARY KEY, "audit_id" TEXT NOT NULL, "report_due" TEXT NOT NULL CHECK (report_due IS date(report_due)), FOREIGN KEY ("audit_id") REFERENCES "audit" ("id")) STRICT',
    'CREATE UNIQUE INDEX "report_deadline_audit_id" ON "report_deadline" ("audit_id")',
    'CREATE TABLE "review_point" ("id" TEXT NOT NULL PRIMARY KEY, "finding_id" TEXT NOT NULL, "text" TEXT NOT NULL, "noted_on" TEXT NOT NULL CHECK (noted_on IS date(noted_on)), "reviewed_on" TEXT CHECK (reviewed_on IS date(reviewed_on)), "decision" TEXT NOT NULL, FOREIGN KEY ("finding_id") REFERENCES "finding" ("id")) STRICT',
    'CREATE INDEX "review_point_finding_id" ON "review_point" ("finding_id")',
    'CREATE TABLE "check_at_audit" ("id" TEXT NOT NULL PRIMARY KEY, "check_id" TEXT NOT NULL, "audit_id" TEXT, FOREIGN KEY ("check_id") REFERENCES "effectiveness_check" ("id"), FOREIGN KEY ("audit_id") REFERENCES "audit" ("id")) STRICT',
    'CREATE UNIQUE INDEX "check_at_audit_check_id" ON "check_at_audit" ("check_id")',
    'CREATE INDEX "check_at_audit_audit_id" ON "check_at_audit" ("audit_id")',
    'CREATE TABLE "grade_effect" ("id" TEXT NOT NULL PRIMARY KEY, "grade_id" TEXT NOT NULL, "counts_as" TEXT NOT NULL CHECK (counts_as IN (\'major\', \'minor\', \'observation\', \'opportunity\', \'conformity\')), "follow_up" INTEGER NOT NULL CHECK (follow_up IN (0, 1)), FOREIGN KEY ("grade_id") REFERENCES "grade" ("id")) STRICT',
    'CREATE UNIQUE INDEX "grade_effect_grade_id" ON "grade_effect" ("grade_id")',
    'CREATE TABLE "interval_fixed" ("id" TEXT NOT NULL PRIMARY KEY, "unit_id" TEXT NOT NULL, "audit_id" TEXT NOT NULL, "fixed_on" TEXT NOT NULL CHECK (fixed_on IS date(fixed_on)), "inputs" TEXT NOT NULL CHECK (json_valid(inputs)), "score" INTEGER NOT NULL CHECK (score >= 0), "risk_class" TEXT NOT NULL CHECK (risk_class IN (\'low\', \'medium\', \'high\')), "interval_months" INTEGER NOT NULL CHECK (interval_months >= 1), "override" TEXT NOT NULL, FOREIGN KEY ("unit_id") REFERENCES "unit" ("id"), FOREIGN KEY ("audit_id") REFERENCES "audit" ("id")) STRICT',
    'CREATE INDEX "interval_fixed_unit_id" ON "interval_fixed" ("unit_id")',
    'CREATE INDEX "interval_fixed_audit_id" ON "interval_fixed" ("audit_id")',
    'CREATE UNIQUE INDEX "interval_fixed_unit_id_audit_id" ON "interval_fixed" ("unit_id", "audit_id")',
)


def up(execute: Callable[..., Any]) -> None:
    """Add the tables."""
    for statement in STATEMENTS:
        execute(statement)
