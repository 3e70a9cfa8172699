"""The logo of the organisation: taken in as every paper can show it."""

from pathlib import Path

from auditdesk import pictures
from auditdesk.book import evidence
from auditdesk.book.step import Step
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _

_LOGO_LIMIT = 2 * 1024 * 1024


def take_logo(step: Step, file: Path) -> dict[str, str]:
    """The logo as paper shows it: opened now, so that printing does not fail later."""
    evidence.refuse_file(file, _LOGO_LIMIT)
    given = contents(file)
    try:
        data, kind = pictures.for_paper(given)
    except pictures.Unshown as error:
        told = _("{name} is no PNG, JPEG or SVG picture that can be the logo: it {reason}.")
        raise Refusal(told.format(name=file.name, reason=error.why)) from error
    if data != given:
        step.remark(_("The logo is kept as {kind}: paper shows it so.").format(kind=kind.upper()))
    return {"logo": evidence.keep(step, data), "logo_type": kind}
