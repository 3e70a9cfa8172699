"""Commands that write records: add, set, undo, redo."""

from functools import partial
from typing import Annotated, Any

import typer

from auditdesk.book.step import Step
from auditdesk.cli.call import call_of
from auditdesk.cli.console import read_json
from auditdesk.cli.options import BookPath, PreviewOnly, Reason
from auditdesk.cli.preview import print_preview
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import entry, kinds

app = typer.Typer()


@app.command()
def add(
    context: typer.Context,
    book: BookPath,
    kind: Annotated[str, typer.Argument(help="finding, action, audit, unit, person, site ...")],
    source: Annotated[
        str, typer.Option("--json", metavar="FILE", help="One object or a list; - for input.")
    ],
    preview: PreviewOnly = False,
) -> None:
    """Add things from JSON: all of them, or none where one is refused. Prints their numbers."""
    call = call_of(context)
    data = read_json(source)
    things = data if isinstance(data, list) else [data]
    with call.open_book(book) as opened:
        of = kinds.kind_of(kind)

        def deed(step: Step) -> list[str]:
            added = [
                _naming(len(things), n, partial(entry.enter, step, of, thing, call.today))
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
    context: typer.Context,
    book: BookPath,
    kind: Annotated[str, typer.Argument(help="finding, action, audit, person ...")],
    number: Annotated[str, typer.Argument(help="Its number or name.")],
    source: Annotated[
        str, typer.Option("--json", metavar="FILE", help="The new values; - for input.")
    ],
    preview: PreviewOnly = False,
) -> None:
    """Change fields of one thing, or make a move such as {"move": "issue"}."""
    call = call_of(context)
    data = read_json(source)
    with call.open_book(book) as opened:
        of = kinds.kind_of(kind)
        what = _("Change {kind} {number}").format(kind=of.label, number=number)
        if isinstance(data, dict) and "move" in data:
            move = kinds.move_label(of, str(data["move"]))
            what = _("{move}: {number}").format(move=move, number=number)
        if preview:
            print_preview(opened, lambda step: entry.amend(step, of, number, data, call.today))
            return
        with opened.step(what) as step:
            id = entry.amend(step, of, number, data, call.today)
            name = _name(step.get(of.table, id))
    print(name)


@app.command()
def undo(context: typer.Context, book: BookPath, reason: Reason = "") -> None:
    """Undo the last step, as a new step; what was issued is withdrawn instead."""
    with call_of(context).open_book(book, reason) as opened:
        print(_("Undone: {what}").format(what=opened.undo()))


@app.command()
def redo(context: typer.Context, book: BookPath, reason: Reason = "") -> None:
    """Do again what was undone last."""
    with call_of(context).open_book(book, reason) as opened:
        print(_("Done again: {what}").format(what=opened.redo()))


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
