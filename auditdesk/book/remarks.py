"""Remarks of a step: what is allowed but unusual, and what moved along, told once it is done."""

from collections.abc import Sequence

from auditdesk.i18n import ngettext

_MOST = 5
"""Sentences that are told of one step; of an import there may be thousands."""


def in_short(sentences: Sequence[str]) -> list[str]:
    """The first sentences, and one that says how many more there are."""
    rest = len(sentences) - _MOST
    if rest <= 0:
        return list(sentences)
    more = ngettext("And {n} more remark like these.", "And {n} more remarks like these.", rest)
    return [*sentences[:_MOST], more.format(n=rest)]
