"""Run the scorecard: python -m tests.faults [--nightly] [ROW ...]

Rows are numbers of the scorecard; all of them without any. With --nightly each is tried as often as
the figures of the night say, else as often as CI does. A line for each row is printed at its end.
"""

import os
import subprocess
import sys
import time

from tests.faults.figures import nightly_environment
from tests.faults.scorecard import SCORECARD


def main(arguments: list[str]) -> int:
    nightly = "--nightly" in arguments
    numbers = [int(each) for each in arguments if each.isdecimal()] or list(SCORECARD)
    environment = nightly_environment() if nightly else dict(os.environ)
    failed = 0
    for number in numbers:
        row = SCORECARD[number]
        places = dict.fromkeys(f"tests/{place}" for place in (*row.tests, *row.controls))
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
        start = time.monotonic()
        done = subprocess.run(
            [*command, *places], env=environment, check=False, capture_output=True, text=True
        )
        failed += bool(done.returncode)
        said = next((line for line in reversed(done.stdout.splitlines()) if line), "")
        sys.stdout.write(
            f"| {number} | {row.promise} | {said} | {time.monotonic() - start:.0f} s |\n"
        )
        if done.returncode:
            sys.stdout.write(done.stdout[-4000:] + done.stderr[-4000:])
        sys.stdout.flush()
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
