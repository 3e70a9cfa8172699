"""python -m auditdesk: the window; with a command, the command line."""

import sys

from auditdesk.book.book import SUFFIX


def main() -> int:
    """Without a command, or with the path of a book alone, the window opens."""
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and arguments[0].endswith(SUFFIX)):
        from auditdesk import app

        return app.main(arguments)
    from auditdesk import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
