"""Owed: what still counts, as conditions that the lists and the reminders share."""

NOT_RENEWED = (
    "NOT EXISTS (SELECT 1 FROM competence n WHERE n.person_id = c.person_id AND n.id <> c.id"
    " AND n.standard_id IS c.standard_id AND n.process_id IS c.process_id"
    " AND trim(n.subject) = trim(c.subject) COLLATE NOCASE"
    " AND (n.expires_on IS NULL OR n.expires_on > c.expires_on))"
)
"""Of a competence `c`: nobody renewed it. One for the same subject, standard and process that ends
later, or never, is its renewal."""
OWED_ACTION = (
    "a.done_on IS NULL AND a.cancelled_on IS NULL AND EXISTS (SELECT 1 FROM action_finding l"
    " JOIN finding f ON f.id = l.finding_id WHERE l.action_id = a.id"
    " AND f.state NOT IN ('closed', 'withdrawn'))"
)
"""Of an action `a`: it is to be done. One that was taken over without a day is not owed once its
finding has ended."""
