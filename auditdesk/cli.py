"""The command line: the same verbs without a window."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from auditdesk import __version__, cli_import, crash, paths
from auditdesk.book.book import Book
from auditdesk.book.lists import AUDITS, FINDINGS, LISTINGS, List, Listing, Query
from auditdesk.book.reading import Reading
from auditdesk.book.troubles import trouble_of
from auditdesk.book.year import year_rows
from auditdesk.console import AsJson, BookPath, print_json, print_table, read_json, say
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _, ngettext, use_language
from auditdesk.work import entry, kinds, organisation

app = typer.Typer(
    name="auditdesk",
    help="Internal audits of a quality management system (ISO 9001), in one local file.\n\n"
    "Start with:  auditdesk demo   (makes a sample company and shows what comes out)\n\n"
    "or with:  auditdesk new my.auditdesk --organisation 'My company'\n\n"
    "What add and set take is explained in the help page “data” (auditdesk explain).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Listed(StrEnum):
    FINDINGS = "findings"
    ACTIONS = "actions"
    AUDITS = "audits"
    PROGRAMME = "programme"
    UNITS = "units"
    PEOPLE = "people"
    CLAUSES = "clauses"
    TRAIL = "trail"


class Exported(StrEnum):
    FINDINGS = "findings"
    ACTIONS = "actions"
    AUDITS = "audits"
    PROGRAMME = "programme"
    PLAN = "plan"
    TRAIL = "trail"


class PrintedKind(StrEnum):
    FINDING = "finding"
    PLAN = "plan"
    ACTIONS = "actions"


Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", metavar="KEY=VALUE", help="Only these, such as state=open or clause=8.4."
    ),
]
LateOn = Annotated[
    str | None, typer.Option("--late-on", metavar="DATE", help="Only what is late on that day.")
]
SearchText = Annotated[str, typer.Option("--text", help="Only what holds these words.")]
Year = Annotated[int | None, typer.Option("--year", help="The year; this one by default.")]
Blank = Annotated[
    bool, typer.Option("--even-blank", help="Print although a font for some text is missing.")
]

_given: dict[str, Any] = {"who": "", "today": None, "book": Path()}


def _version(wanted: bool) -> None:
    if wanted:
        print(f"AuditDesk {__version__}")
        raise typer.Exit


@app.callback()
def options(
    who: Annotated[
        str, typer.Option(envvar="AUDITDESK_WHO", help="Who does it; your login name by default.")
    ] = "",
    today: Annotated[
        str,
        typer.Option(
            envvar="AUDITDESK_TODAY",
            metavar="DATE",
            help="The day to reckon from; today by default.",
        ),
    ] = "",
    language: Annotated[
        str, typer.Option(envvar="AUDITDESK_LANGUAGE", help="Language of words, such as de.")
    ] = "",
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Settings for any command."""
    if language:
        use_language(language)
    _given.update(who=who, today=_date(today) if today else None)


@app.command()
def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where; a new folder beside it if it is taken.")
    ] = Path("AuditDesk sample"),
) -> None:
    """Make a sample company and run the whole main job on it; print what was written."""
    from auditdesk.demo import run

    for line in run(directory, _who()):
        print(line)


@app.command()
def new(
    book: BookPath,
    organisation_name: Annotated[
        str, typer.Option("--organisation", metavar="NAME", help="Whose audits these are.")
    ] = "",
) -> None:
    """Make an empty book with the standards, grades and due-date rules in it."""
    with Book.create(book, _who()) as made:
        with made.step(_("New book")) as step:
            organisation.found(step, organisation_name or made.path.stem)
        print(_("Made {book}.").format(book=made.path))


@app.command("list")
def list_(
    book: BookPath,
    what: Annotated[Listed, typer.Argument(help="What to list.")],
    where: Where = None,
    late_on: LateOn = None,
    text: SearchText = "",
    order: Annotated[str, typer.Option(help="Sort by this key.")] = "",
    descending: Annotated[bool, typer.Option("--descending", help="The other way round.")] = False,
    as_json: AsJson = False,
) -> None:
    """List findings, actions, audits, the programme, units, people, clauses or the trail."""
    query = _query(where, late_on, text, order, descending)
    with _open(book) as opened:
        rows: Iterator[Any]
        if what is Listed.PROGRAMME:
            rows = iter(year_rows(opened, _year_of(query), _today()))
        else:
            rows = List(opened, LISTINGS[what.value], query).stream()
        if as_json:
            print_json(rows)
        else:
            print_table(what.value, rows)


@app.command()
def add(
    book: BookPath,
    kind: Annotated[str, typer.Argument(help="finding, action, audit, unit, person, site ...")],
    source: Annotated[
        str, typer.Option("--json", metavar="FILE", help="One object or a list; - for input.")
    ],
) -> None:
    """Add things from JSON: all of them, or none where one is refused. Prints their numbers."""
    data = read_json(source)
    things = data if isinstance(data, list) else [data]
    with _open(book) as opened:
        of = kinds.kind_of(kind)
        with opened.step(_("Add {kind}").format(kind=of.name)) as step:
            added = [
                _naming(len(things), n, lambda thing=thing: entry.enter(step, of, thing, _today()))
                for n, thing in enumerate(things, 1)
            ]
            names = [_name(step.get(of.table, id)) for id in added]
    for name in names:
        print(name)


@app.command("set")
def set_(
    book: BookPath,
    kind: Annotated[str, typer.Argument(help="finding, action, audit, person ...")],
    number: Annotated[str, typer.Argument(help="Its number or name.")],
    source: Annotated[
        str, typer.Option("--json", metavar="FILE", help="The new values; - for input.")
    ],
) -> None:
    """Change fields of one thing, or make a move such as {"move": "issue"}."""
    data = read_json(source)
    with _open(book) as opened:
        of = kinds.kind_of(kind)
        move = f": {data['move']}" if isinstance(data, dict) and "move" in data else ""
        what = _("Change {kind} {number}").format(kind=of.name, number=number) + move
        with opened.step(what) as step:
            id = entry.amend(step, of, number, data, _today())
            name = _name(step.get(of.table, id))
    print(name)


@app.command()
def export(
    book: BookPath,
    what: Annotated[Exported, typer.Argument(help="What to export.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.xlsx", help="The workbook to write.")],
    audit: Annotated[str, typer.Option("--audit", metavar="NUMBER", help="Of this audit.")] = "",
    year: Year = None,
    where: Where = None,
    late_on: LateOn = None,
    text: SearchText = "",
) -> None:
    """Write an Excel workbook: register, action list, year programme, audit plan or trail."""
    from auditdesk.output import export as out

    query = _query(where, late_on, text)
    if audit and what in (Exported.FINDINGS, Exported.ACTIONS):
        query = Query((*query.where, ("audit", audit)), query.text, query.late_on)
    if year and what in (Exported.FINDINGS, Exported.AUDITS):
        query = Query((*query.where, ("year", str(year))), query.text, query.late_on)
    with _open(book) as opened:
        if what is Exported.PROGRAMME:
            written = out.export_programme(opened, year or _today().year, to, _today())
        elif what is Exported.PLAN:
            if not audit:
                raise typer.BadParameter(_("A plan is of one audit: add --audit NUMBER."))
            written = out.export_plan(opened, _id("audit", audit), to, _today())
        else:
            written = out.export_list(opened, what.value, query, to, _today())
    print(
        ngettext(
            "{path}: {n} row, read back and compared.",
            "{path}: {n} rows, read back and compared.",
            written.rows,
        ).format(path=written.path, n=written.rows)
    )


@app.command("print")
def print_(
    book: BookPath,
    what: Annotated[PrintedKind, typer.Argument(help="What to print.")],
    numbers: Annotated[list[str] | None, typer.Argument(metavar="NUMBER...")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.pdf", help="All in one PDF.")
    ] = None,
    each: Annotated[
        Path | None, typer.Option("--each", metavar="DIR", help="One PDF each, in this folder.")
    ] = None,
    where: Where = None,
    late_on: LateOn = None,
    even_blank: Blank = False,
) -> None:
    """Print finding sheets, audit plans or the action list to PDF, by number or by --where."""
    from auditdesk.output import export as out

    if (to is None) == (each is None) or (what is PrintedKind.ACTIONS and to is None):
        raise typer.BadParameter(_("Say where to: --to FILE.pdf, or --each DIR for one file each."))
    query = _query(where, late_on)
    with _open(book) as opened:
        if what is PrintedKind.ACTIONS:
            assert to is not None
            if numbers:
                query = Query((*query.where, ("finding", _id("finding", numbers[0]))))
            printed = [out.print_actions(opened, query, to, _today(), even_blank)]
        else:
            listing: Listing[Any] = FINDINGS if what is PrintedKind.FINDING else AUDITS
            kind = "finding" if what is PrintedKind.FINDING else "audit"
            ids = [_id(kind, number) for number in numbers or ()]
            if not ids:
                ids = [row.id for row in List(opened, listing, query).stream()]
            if not ids:
                raise Refusal(_("There is nothing to print."))
            verb = out.print_findings if what is PrintedKind.FINDING else out.print_plans
            if to is not None:
                printed = [verb(opened, ids, to, even_blank)]
            else:
                assert each is not None
                each.mkdir(parents=True, exist_ok=True)
                printed = [
                    verb(opened, [id], each / f"{_file_name(kind, id)}.pdf", even_blank)
                    for id in ids
                ]
    for one in printed:
        print(
            _("{path}: sheets {sheets}, pages {pages}, {standard}.").format(
                path=one.path, sheets=one.sheets, pages=one.pages, standard=one.standard
            )
        )
        for missing in one.missing:
            print(_("Printed blank: {text}").format(text=missing), file=sys.stderr)


@app.command()
def calendar(
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.ics", help="The calendar to write.")],
    year: Year = None,
) -> None:
    """Write the audits of a year as a calendar file (.ics)."""
    from auditdesk.output import export as out

    with _open(book) as opened:
        count = out.export_calendar(opened, year or _today().year, to)
    print(ngettext("{path}: {n} audit.", "{path}: {n} audits.", count).format(path=to, n=count))


@app.command()
def check(
    book: BookPath,
    head: Annotated[
        str, typer.Option("--head", metavar="DIGEST", help="A digest printed earlier, to prove.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check the file, its references, the trail's chain and the evidence; print the head digest."""
    from auditdesk.book.check import check as check_book

    with _open(book) as opened:
        found = check_book(opened, head)
    if as_json:
        print_json(iter([found]), single=True)
    else:
        print(
            _("{steps} steps, {changes} changes, {rows} rows, {files} files.").format(
                steps=found.steps, changes=found.changes, rows=found.rows, files=found.files
            )
        )
        print(_("Head: step {seq}, {digest}").format(seq=found.head.seq, digest=found.head.digest))
        for problem in found.problems:
            print(problem)
    if found.problems:
        raise Trouble(
            ngettext(
                "{n} problem found. Restore a backup, and keep this file.",
                "{n} problems found. Restore a backup, and keep this file.",
                len(found.problems),
            ).format(n=len(found.problems))
        )
    if not as_json:
        print(_("All is well."))


@app.command()
def backup(
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The copy to write.")],
) -> None:
    """Write a copy of the book, proven sound before it takes that name."""
    with _open(book) as opened:
        print(_("{copy}: a sound copy.").format(copy=opened.backup(to)))


@app.command()
def undo(book: BookPath) -> None:
    """Undo the last step, as a new step; what was issued is withdrawn instead."""
    with _open(book) as opened:
        print(_("Undone: {what}").format(what=opened.undo()))


@app.command()
def redo(book: BookPath) -> None:
    """Do again what was undone last."""
    with _open(book) as opened:
        print(_("Done again: {what}").format(what=opened.redo()))


@app.command()
def explain() -> None:
    """Print the help page on what add, set and list take and give."""
    print(paths.resource("help", "data.md").read_text(encoding="utf-8"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command: 0 done, 1 refusal or trouble in one line, 2 wrong usage; no traceback ever."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        code = app(args=None if arguments is None else list(arguments), standalone_mode=False)
    except (Refusal, Trouble) as error:
        say(str(error))
        return 1
    except typer.TyperException as error:
        show = getattr(error, "show", None)
        show() if show else say(str(error))
        return 2
    except typer.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        say(_("Stopped. Nothing of this step was written."))
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        trouble = trouble_of(error, _given["book"])
        say(
            str(trouble)
            if trouble
            else _(
                "AuditDesk failed: this is our mistake. The book is as it was before. "
                "Details: {file}"
            ).format(file=crash.report(type(error), error, error.__traceback__))
        )
        return 1
    return code if isinstance(code, int) else 0


cli_import.register(app, lambda path: _open(path), lambda: _today())


def _open(path: Path) -> Book:
    _given["book"] = path
    return Book.open(path, _who())


def _who() -> str:
    return str(_given["who"])


def _today() -> date:
    today: date | None = _given["today"]
    return today or datetime.now().astimezone().date()


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            _("“{value}” is not a date; write it like 2026-12-31").format(value=text)
        ) from error


def _query(
    where: list[str] | None,
    late_on: str | None = None,
    text: str = "",
    order: str = "",
    descending: bool = False,
) -> Query:
    pairs = []
    for condition in where or ():
        key, equals, value = condition.partition("=")
        if not equals or not key.strip():
            raise typer.BadParameter(_("--where takes KEY=VALUE, such as state=open."))
        pairs.append((key.strip(), value.strip()))
    return Query(tuple(pairs), text, _date(late_on) if late_on else None, order, descending)


def _year_of(query: Query) -> int:
    for key, value in query.where:
        if key != "year" or not value.isdigit():
            raise Refusal(_("The programme is listed by year: --where year=2026."))
        return int(value)
    return _today().year


def _naming(count: int, n: int, verb: Any) -> Any:
    """Say which object of a list was refused."""
    try:
        return verb()
    except Refusal as error:
        if count == 1:
            raise
        raise Refusal(
            _("Object {n} of {count}: {error} Nothing was added.").format(
                n=n, count=count, error=error
            )
        ) from error


def _name(row: Any) -> str:
    return str(getattr(row, "number", None) or row.id)


def _id(kind: str, number: str) -> str:
    return str(_located(kind, number).id)


def _located(kind: str, number: str) -> Any:
    locate = kinds.kind_of(kind).locate
    assert locate is not None
    return locate(Reading(), number)


def _file_name(kind: str, id: str) -> str:
    row = _located(kind, id)
    return str(row.number or f"draft {id[-6:]}")


if __name__ == "__main__":
    sys.exit(main())
