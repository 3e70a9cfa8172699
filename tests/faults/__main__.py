"""Run the fault tests: python -m tests.faults [--nightly] [FILE ...]

With --nightly as often as in the scorecard's figures of the night, else as often as CI does.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.figures import nightly_environment

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    nightly = "--nightly" in arguments
    files = [one for one in arguments if not one.startswith("-")] or [str(HERE)]
    environment = nightly_environment() if nightly else dict(os.environ)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
