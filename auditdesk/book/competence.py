"""Competences: which of somebody's still count, and which were renewed."""

NOT_RENEWED = (
    "NOT EXISTS (SELECT 1 FROM competence n WHERE n.person_id = c.person_id AND n.id <> c.id"
    " AND n.standard_id IS c.standard_id AND n.process_id IS c.process_id"
    " AND trim(n.subject) = trim(c.subject) COLLATE NOCASE"
    " AND (n.expires_on IS NULL OR n.expires_on > c.expires_on))"
)
"""Of a competence `c`: nobody renewed it. One for the same subject, standard and process that ends
later, or never, is its renewal."""
