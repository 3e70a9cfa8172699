"""Taking in what `auditdesk.intake` read: one step of verbs, and an account of every row."""
