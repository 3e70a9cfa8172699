"""python -m auditdesk: the window; with a command, the command line."""

import sys

from auditdesk import PROGRAM


def main() -> int:
    """Without a command, or with the path of a book alone, the window opens.

    A frozen program is also the process that reads workbooks for it, that helps to plan, or
    that proves copies. The version is said without loading the commands, which take twenty times
    as long.
    """
    arguments = sys.argv[1:]
    if arguments[:1] == ["--read-workbook"]:
        from auditdesk.intake import child

        return child.main(arguments[1:])
    if arguments[:1] == ["--help-to-plan"]:
        from auditdesk.planner import child as helper

        return helper.main()
    if arguments[:1] == ["--keep-a-copy"]:
        from auditdesk.book import keeper

        return keeper.main(arguments[1:])
    if arguments == ["--version"]:
        print(PROGRAM)
        return 0
    from auditdesk.book.book import SUFFIX

    if not arguments or (len(arguments) == 1 and arguments[0].endswith(SUFFIX)):
        from auditdesk.start import start

        return start(arguments).run()
    from auditdesk.cli.main import main as run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
