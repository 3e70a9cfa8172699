"""python -m auditdesk: the window; with a command, the command line."""

import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditdesk.app import Program


def main() -> int:
    """Without a command, or with the path of a book alone, the window opens.

    A frozen program is also the process that reads workbooks for it, or that helps to plan.
    """
    arguments = sys.argv[1:]
    if arguments[:1] == ["--read-workbook"]:
        from auditdesk.intake import child

        return child.main(arguments[1:])
    if arguments[:1] == ["--help-to-plan"]:
        from auditdesk.planner import child as helper

        return helper.main()
    from auditdesk.book.book import SUFFIX

    if not arguments or (len(arguments) == 1 and arguments[0].endswith(SUFFIX)):
        return window(arguments).run()
    from auditdesk import cli

    return cli.main(arguments)


def window(arguments: Sequence[str], today: date | None = None) -> "Program":
    """The window, shown.

    What is loaded for it stays: to look for waste among it would take a twentieth of the start.
    """
    import gc

    gc.disable()
    from auditdesk import app

    return app.start(arguments, today)


if __name__ == "__main__":
    sys.exit(main())
