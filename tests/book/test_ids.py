"""Ids tell the order in which they were given, and are never given twice."""

import time
from uuid import UUID

from auditdesk.book.ids import new_id


def test_ids_sort_as_they_were_given_and_bear_the_time_of_the_clock() -> None:
    began = time.time_ns() // 1_000_000
    ids = [new_id() for _n in range(50_000)]
    ended = time.time_ns() // 1_000_000
    assert ids == sorted(set(ids))
    assert began <= int(ids[0][:12], 16) and int(ids[-1][:12], 16) <= ended
    assert {(UUID(id).version, UUID(id).variant) for id in ids[:100]} == {
        (7, "specified in RFC 4122")
    }
    endings = {id[-6:] for id in ids[:500]}
    assert len(endings) > 495, "drafts are called by these"
