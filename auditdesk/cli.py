"""The command line: the same verbs without a window."""

import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from auditdesk import (
    __version__,
    cli_audit,
    cli_copies,
    cli_findings,
    cli_import,
    cli_output,
    cli_programme,
    cli_secret,
    crash,
    paths,
    scratch,
)
from auditdesk.book.book import Book
from auditdesk.book.listings import LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.step import Step
from auditdesk.book.troubles import trouble_of
from auditdesk.book.year import year_rows
from auditdesk.cli_shared import (
    AsJson,
    AsOf,
    BookPath,
    LateOn,
    PreviewOnly,
    Reason,
    SearchText,
    Where,
    day_of,
    given,
    open_book,
    open_book_as_of,
    print_preview,
    query_of,
    refuse_unused,
    today,
    who,
)
from auditdesk.console import print_json, print_table, read_json, say
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _, use_language
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
    ABSENCES = "absences"
    CLAUSES = "clauses"
    EVIDENCE = "evidence"
    TRAIL = "trail"


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
    passphrase_fd: Annotated[
        int | None,
        typer.Option(
            "--passphrase-fd",
            metavar="N",
            help="Read passphrases, a line each, from this descriptor.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Settings for any command."""
    if language:
        use_language(language)
    cli_secret.ask_from(passphrase_fd)
    given.update(who=who, today=day_of(today) if today else None, past=None)


@app.command()
def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where; a new folder beside it if it is taken.")
    ] = Path("AuditDesk sample"),
) -> None:
    """Make a sample company and run the whole main job on it; print what was written.

    With --today its story ends on that day, else in November 2026.
    """
    from auditdesk.demo import run
    from auditdesk.work.sample import LAST_DAY

    for line in run(directory, who(), given["today"] or LAST_DAY):
        print(line)


@app.command()
def new(
    book: BookPath,
    organisation_name: Annotated[
        str, typer.Option("--organisation", metavar="NAME", help="Whose audits these are.")
    ] = "",
) -> None:
    """Make an empty book with the standards, grades and due-date rules in it."""
    with Book.create(book, who()) as made:
        with made.step(_("New book")) as step:
            organisation.found(step, organisation_name or made.path.stem)
        print(_("Made {book}.").format(book=made.path))


@app.command("list")
def list_(
    book: BookPath,
    what: Annotated[Listed, typer.Argument(help="What to list.")],
    where: Where = None,
    late_on: LateOn = None,
    as_of: AsOf = None,
    text: SearchText = "",
    order: Annotated[str, typer.Option(help="Sort by this key.")] = "",
    descending: Annotated[bool, typer.Option("--descending", help="The other way round.")] = False,
    as_json: AsJson = False,
) -> None:
    """List findings, actions, audits, the programme, units, people, clauses or the trail."""
    query = query_of(where, late_on, text, order, descending)
    if what is Listed.PROGRAMME:
        given_beside = {"--late-on": bool(late_on), "--text": bool(text), "--order": bool(order),
                        "--descending": descending}  # fmt: skip
        refuse_unused(what.value, given_beside)
    with open_book_as_of(book, as_of, late_on) as opened:
        rows: Iterator[Any]
        if what is Listed.PROGRAMME:
            rows = iter(year_rows(opened, _year_of(query), today()))
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
    preview: PreviewOnly = False,
) -> None:
    """Add things from JSON: all of them, or none where one is refused. Prints their numbers."""
    data = read_json(source)
    things = data if isinstance(data, list) else [data]
    with open_book(book) as opened:
        of = kinds.kind_of(kind)

        def deed(step: Step) -> list[str]:
            added = [
                _naming(len(things), n, lambda thing=thing: entry.enter(step, of, thing, today()))
                for n, thing in enumerate(things, 1)
            ]
            return [_name(step.get(of.table, id)) for id in added]

        if preview:
            print_preview(opened, deed)
            return
        with opened.step(_("Add {kind}").format(kind=of.label)) as step:
            names = deed(step)
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
    preview: PreviewOnly = False,
) -> None:
    """Change fields of one thing, or make a move such as {"move": "issue"}."""
    data = read_json(source)
    with open_book(book) as opened:
        of = kinds.kind_of(kind)
        what = _("Change {kind} {number}").format(kind=of.label, number=number)
        if isinstance(data, dict) and "move" in data:
            move = kinds.move_label(of, str(data["move"]))
            what = _("{move}: {number}").format(move=move, number=number)
        if preview:
            print_preview(opened, lambda step: entry.amend(step, of, number, data, today()))
            return
        with opened.step(what) as step:
            id = entry.amend(step, of, number, data, today())
            name = _name(step.get(of.table, id))
    print(name)


@app.command()
def undo(book: BookPath, reason: Reason = "") -> None:
    """Undo the last step, as a new step; what was issued is withdrawn instead."""
    with open_book(book, reason) as opened:
        print(_("Undone: {what}").format(what=opened.undo()))


@app.command()
def redo(book: BookPath, reason: Reason = "") -> None:
    """Do again what was undone last."""
    with open_book(book, reason) as opened:
        print(_("Done again: {what}").format(what=opened.redo()))


@app.command()
def explain() -> None:
    """Print the help page on what add, set and list take and give."""
    print(paths.resource("help", "data.md").read_text(encoding="utf-8"))


_FURTHER: tuple[Callable[..., None], ...] = (
    *cli_output.COMMANDS,
    *cli_audit.COMMANDS,
    *cli_copies.COMMANDS,
    *cli_findings.COMMANDS,
    *cli_import.COMMANDS,
    *cli_programme.COMMANDS,
    *cli_secret.COMMANDS,
)
for command in _FURTHER:
    app.command(command.__name__.rstrip("_"))(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command: 0 done, 1 refusal or trouble in one line, 2 wrong usage; no traceback ever."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    scratch.sweep()
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
        trouble = trouble_of(error, given["book"])
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


def _year_of(query: Query) -> int:
    for key, value in query.where:
        if key != "year" or not value.isdecimal() or not FIRST_YEAR <= int(value[:9]) <= LAST_YEAR:
            raise Refusal(_("The programme is listed by year: --where year=2026."))
        return int(value)
    return today().year


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


if __name__ == "__main__":
    sys.exit(main())
