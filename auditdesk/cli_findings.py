"""Commands of a finding's life: advice on its text."""

from typing import Annotated

import typer

from auditdesk.book.reading import Reading
from auditdesk.cli_shared import AsJson, BookPath, id_of, open_book
from auditdesk.console import print_json
from auditdesk.i18n import _

FindingNumber = Annotated[
    str, typer.Argument(metavar="FINDING", help="Its number, or the end of a draft's id.")
]


def advice(book: BookPath, finding: FindingNumber, as_json: AsJson = False) -> None:
    """Say what could be better in the text of a finding; nothing of it is a must."""
    from auditdesk.work.kinds import KINDS
    from auditdesk.work.plain import plain
    from auditdesk.work.statements import Adviser

    with open_book(book):
        values = plain(Reading(), KINDS["finding"], id_of("finding", finding))
        said = Adviser(Reading()).advice(values)
    if as_json:
        print_json(iter(said))
        return
    for problem in said:
        print(f"{problem.field}: {problem.told}")
    if not said:
        print(_("Nothing to say."))


COMMANDS = (advice,)
