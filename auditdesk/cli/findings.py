"""Commands of a finding's life: advice on its text, what it repeats, forms to answer it."""

from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.reading import Reading
from auditdesk.cli.call import call_of, copy_before_import
from auditdesk.cli.console import print_json, tell_note
from auditdesk.cli.options import AsJson, BookPath, Reason
from auditdesk.cli.things import id_of, located
from auditdesk.domain.months import REPEAT_MONTHS
from auditdesk.domain.repeat import sentence
from auditdesk.domain.response import AnswerFate, Returned, counts
from auditdesk.errors import Refusal
from auditdesk.i18n import _, ngettext

app = typer.Typer()

FindingNumber = Annotated[
    str, typer.Argument(metavar="FINDING", help="Its number, or the end of a draft's id.")
]


@app.command()
def advice(
    context: typer.Context, book: BookPath, finding: FindingNumber, as_json: AsJson = False
) -> None:
    """Say what could be better in the text of a finding; nothing of it is a must."""
    from auditdesk.work.kinds import KINDS
    from auditdesk.work.plain import plain
    from auditdesk.work.statements import Adviser

    with call_of(context).open_book(book):
        values = plain(Reading(), KINDS["finding"], id_of("finding", finding))
        said = Adviser(Reading()).advice(values)
    if as_json:
        print_json(iter(said))
        return
    for problem in said:
        print(f"{problem.field}: {problem.told}")
    if not said:
        print(_("Nothing to say."))


@app.command()
def repeats(
    context: typer.Context,
    book: BookPath,
    finding: FindingNumber,
    months: Annotated[
        int, typer.Option("--months", min=1, max=600, help="How far back a repeat counts.")
    ] = REPEAT_MONTHS,
    mark: Annotated[
        str, typer.Option("--mark", metavar="NUMBER", help="It is a repeat of this one.")
    ] = "",
    regrade: Annotated[
        str,
        typer.Option("--raise", metavar="REASON", help="And give it the grade above, because ..."),
    ] = "",
    as_json: AsJson = False,
    reason: Reason = "",
) -> None:
    """Show what a finding may be a repeat of, and mark it as one."""
    from auditdesk.book.radar import earlier
    from auditdesk.work import findings
    from auditdesk.work import repeats as verbs
    from auditdesk.work.lookup import grade

    call = call_of(context)
    with call.open_book(book, reason) as opened:
        of = located("finding", finding)
        name = findings.name_of(of)
        if mark:
            other = located("finding", mark)
            what = _("Mark {name} as repeat of {other}").format(name=name, other=other.number)
            with opened.step(what) as step:
                verbs.mark(step, of.id, other.id, today=call.today)
                above = verbs.proposed_grade(step, of.id)
                if regrade and above:
                    findings.change(
                        step,
                        of.id,
                        grade=grade(step, above.key),
                        reason=regrade,
                        today=call.today,
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
        print(sentence(one, call.today))
        print(f"    {one.statement}")
    if not found:
        print(_("Nothing like {name} within {months} months.").format(name=name, months=months))


@app.command()
def response(
    context: typer.Context,
    book: BookPath,
    finding: Annotated[
        list[str] | None, typer.Argument(metavar="[FINDING]...", help="Their numbers.")
    ] = None,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="FILE",
            help="Ends in .xlsx; in .pdf for a form to type into or for the pen; in .eml for a"
            " ready e-mail with both and the sheets.",
        ),
    ] = Path("answer.xlsx"),
    owner: Annotated[
        str, typer.Option("--owner", metavar="NAME", help="All open findings of this person.")
    ] = "",
    language: Annotated[
        str, typer.Option("--in", metavar="LANGUAGE", help="Language of the form: en or de.")
    ] = "",
) -> None:
    """Write the form in which auditees answer findings, in Excel or on paper."""
    from auditdesk.output import export as out
    from auditdesk.work import responses

    call = call_of(context)
    with call.open_book(book) as opened:
        ids = [str(located("finding", one).id) for one in finding or ()]
        if owner:
            ids += responses.owned(opened, str(located("person", owner).name))
        if not ids:
            raise Refusal(_("Name findings, or an owner who has open ones."))
        texts = responses.texts_in(language or responses.language_of(Reading()))
        forms = [responses.form_of(opened, id, texts) for id in dict.fromkeys(ids)]
        people = responses.people(Reading())
        if to.suffix.lower() == ".eml":
            chosen = list(dict.fromkeys(ids))
            out.export_mail(opened, chosen, forms, texts, people, to, call.today)
        elif to.suffix.lower() == ".pdf":
            tell_note(out.print_response(opened, forms, texts, people, to))
        else:
            out.export_response(opened, forms, texts, people, to, call.today)
    print(
        ngettext("{path}: {n} finding.", "{path}: {n} findings.", len(forms)).format(
            path=to, n=len(forms)
        )
    )


@app.command()
def answers(
    context: typer.Context,
    book: BookPath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The form that came back.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    overwrite: Annotated[
        list[str] | None,
        typer.Option(
            "--overwrite",
            metavar="FINDING:ROW",
            help="Take this row although the book changed meanwhile, such as NC-2026-001:extent.",
        ),
    ] = None,
    as_json: AsJson = False,
    reason: Reason = "",
) -> None:
    """Take in a form that came back; print what becomes of every answer."""
    from auditdesk.work import responses

    call = call_of(context)
    form = _returned(file)
    also = [
        (number, key) for number, _colon, key in (one.partition(":") for one in overwrite or ())
    ]
    with call.open_book(book, reason) as opened:
        if dry_run:
            lines = responses.compare(opened, form, call.today, also)
        else:
            lines = responses.take(opened, form, file, call.today, also)
    if as_json:
        print_json(iter(lines))
        return
    for line in lines:
        if line.fate is not AnswerFate.EMPTY:
            name = f"{line.finding}:{line.key}".removeprefix(":")
            print(f"{name}  {line.fate.label}  {line.answer}")
            for told in (line.message, line.now and _("The book says: {now}").format(now=line.now)):
                if told:
                    print(f"    {told}")
    print(counts(lines) + "." + (f" {_('Nothing was changed.')}" if dry_run else ""))


def _returned(file: Path) -> Returned:
    """The answers of a form, whatever kind of file it is."""
    from auditdesk.intake.response import returned
    from auditdesk.intake.response_pdf import read_form
    from auditdesk.intake.workbook import read_workbook

    if not file.is_file():
        raise Refusal(_("There is no file {name}.").format(name=file))
    if file.suffix.lower() != ".pdf":
        return returned(read_workbook(file))
    form = read_form(file)
    if form is None:
        raise Refusal(
            _("{name} has no fields of a form: a scanned one is filed by “scans”.").format(
                name=file.name
            )
        )
    return form


@app.command()
def scans(
    context: typer.Context,
    book: BookPath,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDFs and pictures.")],
    page: Annotated[
        list[str] | None,
        typer.Option(
            "--page",
            metavar="N=FINDING",
            help="This page, without a readable code, belongs to that finding (one file only).",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    reason: Reason = "",
) -> None:
    """File scanned sheets to their findings by the code on each page."""
    from auditdesk.intake.scans import read_scan
    from auditdesk.work import scans as verbs

    named = [one.partition("=") for one in page or ()]
    if named and (len(files) > 1 or not all(n.isdigit() and name for n, _equals, name in named)):
        raise typer.BadParameter(_("Write --page 2=NC-2026-001, for one file."))
    pages = {file: read_scan(file) for file in files}
    with call_of(context).open_book(book, reason) as opened:
        copy_before_import(opened)
        filings = [one for file in files for one in verbs.sort(opened, file, pages[file])]
        if named:
            chosen = {int(n): name for n, _equals, name in named}
            filings = verbs.assign(Reading(), filings, chosen)
        for one in filings:
            told = one.number or one.why
            known = f"  ({_('filed already')})" if one.known else ""
            print(f"{one.file.name} {', '.join(map(str, one.pages))}: {told}{known}")
        if not dry_run:
            totals = {file: len(found) for file, found in pages.items()}
            with opened.step(verbs.title(filings)) as step:
                verbs.file_all(step, filings, totals)
