"""The commands of the command line, and how one is run."""

import importlib
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.core import TyperGroup

from auditdesk import PROGRAM, crash, scratch
from auditdesk.book import keys
from auditdesk.book.troubles import trouble_of
from auditdesk.cli.call import Call, call_of
from auditdesk.cli.console import say
from auditdesk.cli.options import day_of
from auditdesk.cli.prompt import Prompt
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _, use_language

SUBJECTS = {
    "beginning": ("demo", "new", "explain"),
    "lists": ("list",),
    "records": ("add", "set", "undo", "redo"),
    "output": ("export", "print", "calendar", "folder", "evidence"),
    "audits": (
        "checklist", "questions", "report", "copy", "clashes", "timetable", "invite", "auditors",
    ),
    "completeness": ("complete", "leave-open", "evidence-map"),
    "indicators": ("indicators",),
    "editions": ("transition", "work-to"),
    "proofs": ("prove",),
    "copies": ("check", "backup", "backups", "restore", "salvage"),
    "timestamps": ("stamp",),
    "passphrases": ("encrypt", "passphrase", "decrypt", "recovery", "recover"),
    "findings": ("advice", "repeats", "response", "answers", "scans"),
    "intake": ("import",),
    "programme": ("schedule", "coverage", "adherence", "absences"),
}  # fmt: skip
"""The commands of each module of this folder, in the order of the help."""


def load(subject: str) -> typer.Typer:
    """The commands of a subject; its module is loaded for the first time here."""
    commands = importlib.import_module(f"auditdesk.cli.{subject}").app
    assert isinstance(commands, typer.Typer)
    return commands


class Commands(TyperGroup):
    """All commands, each loaded with its subject when it is asked for: all take half a second."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return [name for names in SUBJECTS.values() for name in names]

    def get_command(self, ctx: typer.Context, cmd_name: str):  # type: ignore[no-untyped-def,override]
        for subject, names in SUBJECTS.items():
            if cmd_name in names:
                return typer.main.get_group(load(subject)).commands[cmd_name]
        return None


app = typer.Typer(
    name="auditdesk",
    cls=Commands,
    help="Internal audits of a quality management system (ISO 9001), in one local file.\n\n"
    "Start with:  auditdesk demo   (makes a sample company and shows what comes out)\n\n"
    "or with:  auditdesk new my.auditdesk --organisation 'My company'\n\n"
    "What add and set take is explained in the help page “data” (auditdesk explain).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(PROGRAM)
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
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
    keys_by_input: Annotated[
        bool, typer.Option("--keys-by-input", hidden=True, help="The window hands its keys over.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Settings for any command."""
    if language:
        use_language(language)
    call = call_of(context)
    call.who = who
    call.day = day_of(today) if today else None
    call.prompt = Prompt(passphrase_fd)
    if keys_by_input:
        keys.take(sys.stdin.read())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command: 0 done, 1 refusal or trouble in one line, 2 wrong usage; no traceback ever."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    scratch.sweep()
    call = Call()
    try:
        with keys.asked_by(lambda path: call.prompt.unlock(path)):
            code = app(
                args=None if arguments is None else list(arguments),
                standalone_mode=False,
                obj=call,
            )
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
        trouble = trouble_of(error, call.path)
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
