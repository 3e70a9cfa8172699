"""Whether the tests notice mistakes in the rules: `python -m tests.mutants [--count N] [--seed S]`.

Mistakes are drawn at random and spread evenly over the modules that decide what an auditor is told.
Each is made in a copy of the project and first meets the tests that stand nearest to its module; one
that they do not notice meets all quick tests but those of the window. Those that live are listed:
each wants a test, or is no mistake at all (it changes nothing that anybody can see).
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.mutation import places, with_mistake

ROOT = Path(__file__).parents[2]
NEAREST = {
    "domain/due.py": ("domain/test_due.py",),
    "domain/clause.py": ("domain/test_clause.py", "work/test_findings.py"),
    "domain/frequency.py": ("domain/test_frequency.py", "work/test_audit_days.py"),
    "domain/coverage.py": ("book/test_coverage.py", "work/test_audit_days.py"),
    "domain/action.py": (
        "domain/test_action.py",
        "domain/test_due.py",
        "work/test_audits_and_actions.py",
    ),
    "domain/finding.py": ("domain/test_rules.py", "work/test_findings.py"),
    "book/step.py": ("book/test_step.py", "book/test_book.py", "book/test_trail.py"),
    "work/findings.py": ("work/test_findings.py", "work/test_invariants.py"),
    "planner/rules.py": ("planner/test_rules.py",),
}
_LONGEST_S = 1800
QUICK = ("domain", "book", "work", "planner", "output", "journeys")


def main() -> int:
    """Print each mistake with whether it was noticed; 1 where fewer than 95 of 100 were."""
    options = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    options.add_argument("--count", type=int, default=126, help="mistakes in all")
    options.add_argument("--seed", type=int, default=1, help="which are drawn")
    options.add_argument("--only", default="", help="modules whose path holds these letters")
    options.add_argument("--nearest", action="store_true", help="no other tests than the nearest")
    asked = options.parse_args()
    modules = [module for module in NEAREST if asked.only in module]
    count, lives = 0, []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "main"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", "__pycache__"))
        per_module = -(-asked.count // len(modules))
        for module in modules:
            path = copy / "auditdesk" / module
            source = path.read_text("utf-8")
            path.write_text(ast.unparse(ast.parse(source)), "utf-8")
            if any(_fails(copy, (tests,)) for tests in NEAREST[module]):
                sys.exit(f"The tests of {module} fail without any mistake; nothing can be said.")
            possible = places(source)
            draw = random.Random(f"{asked.seed} {module}")
            for place in draw.sample(possible, min(per_module, len(possible))):
                mutant, said = with_mistake(source, place)
                path.write_text(mutant, "utf-8")
                noticed = any(_fails(copy, (tests,)) for tests in NEAREST[module])
                if not noticed and not asked.nearest:
                    noticed = _fails(copy, QUICK) and _passes_without(copy, path, source)
                path.write_text(source, "utf-8")
                sys.stdout.write(f"{'noticed' if noticed else 'LIVES  '}  {module} {said}\n")
                sys.stdout.flush()
                count += 1
                if not noticed:
                    lives.append(said)
    sys.stdout.write(f"{count - len(lives)} of {count} noticed\n")
    return int(len(lives) > count * 0.05)


def _passes_without(copy: Path, path: Path, source: str) -> bool:
    """Whether all quick tests pass on the source as it is; asked once."""
    if copy not in _SOUND:
        path.write_text(source, "utf-8")
        _SOUND[copy] = not _fails(copy, QUICK)
    return _SOUND[copy]


_SOUND: dict[Path, bool] = {}


def _fails(copy: Path, tests: tuple[str, ...]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    paths = [str(copy / "tests" / name) for name in tests]
    surroundings = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*command, "-m", "not slow", *paths],
            cwd=copy,
            env=surroundings,
            capture_output=True,
            timeout=_LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
