"""The import contracts guard by default: an offence is found in every folder, before it is named."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    ".".join(path.parent.relative_to(ROOT).parts)
    for path in (ROOT / "auditdesk").rglob("__init__.py")
)
HOMES = {"PySide6": "auditdesk.gui", "apsw": "auditdesk.book", "typer": "auditdesk.cli"}
"""Packages from outside that every module of a folder may use."""
PLACED = {"auditdesk", "auditdesk.cli", "auditdesk.gui", "auditdesk.planner"}
"""Folders whose every module stands in a layer."""


def contracts() -> list[dict[str, object]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    told: list[dict[str, object]] = project["tool"]["importlinter"]["contracts"]
    return told


def guarded() -> list[str]:
    """The packages from outside that are forbidden but where a contract names an exception."""
    return sorted(
        package
        for contract in contracts()
        if contract["type"] == "forbidden" and contract["source_modules"] == ["auditdesk"]
        for package in contract["forbidden_modules"]  # type: ignore[attr-defined]
    )


def used() -> set[str]:
    """The packages from outside that the program imports."""
    graph = grimp.build_graph("auditdesk", include_external_packages=True, cache_dir=None)
    named = {name for name in graph.modules if name.partition(".")[0] != "auditdesk"}
    return {name.partition(".")[0] for name in named} - set(sys.stdlib_module_names)


def test_every_package_from_outside_has_its_place() -> None:
    assert used() <= set(guarded())


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy in which each folder has a module that offends them all."""
    tree = tmp_path_factory.mktemp("planted")
    shutil.copytree(
        ROOT / "auditdesk", tree / "auditdesk", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tree)
    offences = "".join(f"import {package}\n" for package in (*guarded(), "auditdesk.app"))
    for folder in FOLDERS:
        (tree / folder.replace(".", "/") / "planted.py").write_text(offences, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()",
         "--no-cache"],
        cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_package_out_of_its_place_is_found_in_every_folder(found: str, folder: str) -> None:
    missed = [
        package
        for package in guarded()
        if not folder.startswith(HOMES.get(package, "-"))
        and not re.search(rf"^-\s+{re.escape(folder)}\.planted -> {package} ", found, re.MULTILINE)
    ]
    assert not missed


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_module_that_knows_what_stands_above_it_or_has_no_place_is_found(
    found: str, folder: str
) -> None:
    if folder in PLACED:
        assert re.search(rf"^- {re.escape(folder)}\.planted$", found, re.MULTILINE), found
    else:
        assert f"{folder}.planted -> auditdesk.app " in found
