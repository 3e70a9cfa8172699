"""Commands of a finding's life: advice on its text, what it repeats."""

from typing import Annotated

import typer

from auditdesk.book.reading import Reading
from auditdesk.cli_shared import AsJson, BookPath, id_of, located, open_book, today
from auditdesk.console import print_json
from auditdesk.domain.repeat import MONTHS, sentence
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


def repeats(
    book: BookPath,
    finding: FindingNumber,
    months: Annotated[
        int, typer.Option("--months", min=1, max=600, help="How far back a repeat counts.")
    ] = MONTHS,
    mark: Annotated[
        str, typer.Option("--mark", metavar="NUMBER", help="It is a repeat of this one.")
    ] = "",
    regrade: Annotated[
        str,
        typer.Option("--raise", metavar="REASON", help="And give it the grade above, because ..."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what a finding may be a repeat of, and mark it as one."""
    from auditdesk.book.radar import earlier
    from auditdesk.work import findings
    from auditdesk.work import repeats as verbs
    from auditdesk.work.lookup import grade

    with open_book(book) as opened:
        of = located("finding", finding)
        name = findings.name_of(of)
        if mark:
            other = located("finding", mark)
            what = _("Mark {name} as repeat of {other}").format(name=name, other=other.number)
            with opened.step(what) as step:
                verbs.mark(step, of.id, other.id, today=today())
                above = verbs.proposed_grade(step, of.id)
                if regrade and above:
                    findings.change(
                        step, of.id, grade=grade(step, above.key), reason=regrade, today=today()
                    )
            print(what)
            if above and not regrade:
                print(_("A repeat deserves a higher grade: {grade}?").format(grade=_(above.label)))
            return
        found = earlier(opened, of.id, months, most=10)
    if as_json:
        print_json(iter(found))
        return
    for one in found:
        print(sentence(one, today()))
        print(f"    {one.statement}")
    if not found:
        print(_("Nothing like {name} within {months} months.").format(name=name, months=months))


COMMANDS = (advice, repeats)
