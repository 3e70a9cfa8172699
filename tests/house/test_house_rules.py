"""House rules as code."""

import ast
import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "auditdesk").rglob("*.py"))
DATA = sorted((ROOT / "resources").rglob("*.toml"))


def _tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_no_requirement_sentence_of_a_standard_is_in_the_data(path: Path) -> None:
    """ISO writes its requirements with this auxiliary verb; our own words do without it."""
    verb = "sh" + "all"
    lists_of_words = path.parent.name == "words"
    assert lists_of_words or not re.search(rf"\b{verb}\b", path.read_text("utf-8"), re.IGNORECASE)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "resources" / "clauses").glob("*.toml")), ids=lambda path: path.name
)
def test_hints_and_meanings_are_short_and_our_own(path: Path) -> None:
    data = tomllib.loads(path.read_text("utf-8"))
    for row in data.get("clause", ()):
        assert len(row["hint"]) <= 240, row["number"]
    for row in data.get("term", ()):
        assert 0 < len(row["meaning"]) <= 240, row["number"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    if path.name.startswith("0"):
        return
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "no docstring"


def test_a_name_of_a_class_means_one_thing() -> None:
    """`Meta` is what peewee reads of a table, and no name of ours."""
    defined: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name != "Meta":
                defined.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in defined.items() if len(places) > 1} == {}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_fits_in_the_head(path: Path) -> None:
    if path.name not in {"tables.py", "kinds.py", "0001_first.py"}:
        assert len(path.read_text("utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_live_book_is_opened_by_sqlite_only(path: Path) -> None:
    """An own open() of a book in this process would drop SQLite's locks (on POSIX)."""
    source = path.read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in {
                "open",
                "io.open",
                "os.open",
                "shutil.copy",
                "shutil.copyfile",
                "shutil.copy2",
            } or (path.parent.name == "output"), f"{name} at line {node.lineno}"
            if name.startswith("self.path.") or name == "path.open":
                assert path.parent.name != "book" or name.rsplit(".", 1)[1] not in {
                    "open",
                    "read_bytes",
                    "read_text",
                }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sqlite_opens_files_by_one_door(path: Path) -> None:
    """An encrypted file must get its key before it is read; elsewhere are databases in memory."""
    for call in _calls(path):
        if ast.unparse(call.func) == "apsw.Connection" and path.name != "connections.py":
            assert ast.unparse(call.args[0]) == "':memory:'", f"line {call.lineno}"


OWN_FILES = {
    "crash.py": "the report of a mistake",
    "i18n.py": "the words of a language",
    "book/book.py": "Book.open, which is SQLite's",
    "book/copies.py": "what is told of copies beside them",
    "book/sealing.py": "Book.open",
    "gui/parts/theme.py": "an icon",
    "gui/parts/help.py": "a help page",
    "book/kept_drafts.py": "the drafts",
    "gui/forms/evidence.py": "copies in the window's own folder",
    "gui/papers/preview.py": "the PDF that was made for the screen",
    "gui/audits/meeting.py": "bytes of a signature",
    "gui/secret/lock.py": "Program.open",
    "app.py": "Book.open, and the dialog that asks for its file",
    "cli/call.py": "Book.open",
    "intake/child.py": "what its parent let pass",
    "intake/ods.py": "a part of what its parent let pass",
    "intake/package.py": "what the parent of the reading process let pass",
    "intake/words.py": "the words of the intake",
    "intake/headings.py": "the headings of the intake",
    "intake/workbook.py": "what the reading process wrote",
    "output/calendar.py": "the part beside the file that it becomes",
    "output/csv_file.py": "the part",
    "output/folder.py": "the files of the folder that it makes",
    "output/mail.py": "what is attached, in a folder of its own",
    "output/merge.py": "resources, and bytes",
    "output/plan_mail.py": "the paper that it printed",
    "output/form_fields.py": "bytes",
    "output/report_docx.py": "the part",
    "output/reread.py": "the part",
    "output/sheets.py": "templates, and the part",
    "output/workbook.py": "the part",
    "scratch.py": "the folder of a run",
    "work/sample.py": "the sample company",
    "work/responses.py": "the words of the forms",
    "work/words.py": "the words of advice",
    "work/scan_pages.py": "bytes",
}
"""Modules that open files of our own, and which; what a user names goes by `files`."""

_READERS = {
    "open", "read_bytes", "read_text", "ZipFile", "load_workbook", "from_path", "copyfile", "copy2",
    "PdfDocument", "Document", "QImageReader", "QFile",
}  # fmt: skip
_WRITERS = {
    "os.replace", "os.rename", "os.link", "os.symlink", "shutil.move", "shutil.copy",
    "shutil.copytree",
}  # fmt: skip


def _calls(path: Path) -> list[ast.Call]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node for node in nodes if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_that_a_user_names_comes_in_by_one_door(path: Path) -> None:
    """Outside of `files`, the first thing that a reader gets has passed `foreign` or is no path."""
    module = path.relative_to(ROOT / "auditdesk").as_posix()
    if module in OWN_FILES or module == "files.py":
        return
    for call in _calls(path):
        name = ast.unparse(call.func)
        if name.rsplit(".", 1)[-1] not in _READERS or (name.endswith(".open") and not call.args
                and "dialog" in name.casefold()):  # fmt: skip
            continue
        given = [*map(ast.unparse, call.args), name]
        passed = (
            "foreign(",
            "contents(",
            "BytesIO(",
            "Dialog(",
            "bank.open",
            "resource(",
            "buffer.",
        )
        assert any(each in text for text in given for each in passed) or name in {
            "read_text", "text.read_text", "urllib.request.urlopen",
        }, f"{name} at line {call.lineno}: read it by auditdesk.files"  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_replaced_by_one_door(path: Path) -> None:
    """Outside of `files` nothing takes the name of another file; Path.replace has one argument."""
    if path.name == "files.py":
        return
    for call in _calls(path):
        name = ast.unparse(call.func)
        method = name.rsplit(".", 1)[-1]
        takes_a_name = method == "rename" or (
            method == "replace" and "." in name and len(call.args) == 1 and not call.keywords
        )
        assert name not in _WRITERS and not takes_a_name, f"{name} at line {call.lineno}"


def test_every_exception_is_still_needed() -> None:
    for module in OWN_FILES:
        names = {
            ast.unparse(call.func).rsplit(".", 1)[-1]
            for call in _calls(ROOT / "auditdesk" / module)
        }
        assert names & _READERS | names & {"write_text", "write_bytes"}, module


_SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM)\s", re.DOTALL)


def _statements(path: Path) -> list[str]:
    """The texts of a module that are SQL, but for what it says of itself."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and _SQL.search(f"{text} ")]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_stands_in_the_book_only(path: Path) -> None:
    if (ROOT / "auditdesk" / "book") not in path.parents:
        assert _statements(path) == []


def test_sql_elsewhere_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "page.py"
    planted.write_text('ROWS = f"SELECT id FROM {table} WHERE number = ?"\n', encoding="utf-8")
    assert _statements(planted)


def test_there_is_one_sqlite_and_it_is_new_enough() -> None:
    names = {
        str(one.metadata["Name"]).lower().replace("-", "_")
        for one in importlib.metadata.distributions()
    }
    assert "apsw_sqlite3mc" in names and "apsw" not in names
    import apsw

    assert tuple(map(int, apsw.sqlite_lib_version().split("."))) >= (3, 51, 3)
    for path in SOURCES:
        assert not re.search(r"^\s*(import|from) sqlite3", path.read_text("utf-8"), re.MULTILINE), (
            path
        )


def test_every_package_has_tests_beside_it() -> None:
    for package in ("domain", "book", "work", "output"):
        assert list((ROOT / "tests" / package).glob("test_*.py")), package


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    reasons = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    for requirement in wanted:
        name = re.split(r"[<>=\[; ]", requirement)[0]
        assert f"`{name}`" in reasons, name


def test_the_contributing_guide_names_what_is_there() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(
        r"`((?:auditdesk|resources|tests|findings|packaging|\.ci)(?:/[\w./]+)?)`", guide
    )
    assert len(named) > 30
    for path in named:
        assert (ROOT / path).exists(), path
    parts = re.findall(r"`((?:domain|book|intake|work|planner|output|gui)/\w+\.py)`", guide)
    assert len(parts) > 15
    for path in parts:
        assert (ROOT / "auditdesk" / path).exists(), path


def test_the_readme_s_test_command_is_what_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^    (python3 .+)$", readme, re.MULTILINE)
    assert len(commands) == 2
    assert len(commands[1]) > 20 and commands[1] in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_repository_names_no_machine_and_no_maker() -> None:
    words = [
        "/" + "root/",
        "/" + "work/",
        "py" + "env",
        "clau" + "de",
        "anthro" + "pic",
        "open" + "ai",
        "co-" + "authored",
    ]
    for path in _tracked():
        if path.suffix in {".ttf", ".auditdesk", ".png", ".jpg"}:
            continue
        text = path.read_text("utf-8", errors="replace").lower()
        for word in words:
            assert word not in text, f"{word} in {path.relative_to(ROOT)}"


def test_every_word_a_user_reads_goes_through_gettext() -> None:
    """Refusal and Trouble are raised with translated words."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Refusal", "Trouble"}:
                first = node.args[0] if node.args else None
                literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
                assert not literal, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_devices_of_qt_are_held_in_one_place(path: Path) -> None:
    """Qt keeps no hold of a device that it is given: it must live longer than what reads from it."""
    if path.name != "pictures.py":
        devices = (
            r"\bQ(Buffer|File|SaveFile|TemporaryFile|ImageReader|ImageWriter|Movie|DataStream"
            r"|TextStream|PdfWriter|TextDocumentWriter)\b"
        )
        assert not re.search(devices, path.read_text("utf-8"))


TAKEN_APART = {
    "book/ordering.py": "SQL of our own",
    "gui/findings/paste.py": "what is pasted from elsewhere",
    "work/intake/actions.py": "a cell of a foreign file",
    "work/intake/findings.py": "a cell of a foreign file",
    "work/intake/names.py": "a name as a foreign file writes it, an edition of our own",
    "work/lookup.py": "what somebody typed for a unit",
    "work/question_files.py": "a cell of a foreign file",
    "work/standards.py": "a cell of a foreign file",
    "work/intake/cells.py": "a cell of a foreign file",
    "work/intake/own.py": "a cell of a list that came back",
    "work/intake/own_cells.py": "a cell of a list that came back",
    "intake": "what comes in",
    "domain/people.py": "a name that somebody typed last name first",
    "domain/cause.py": "a branch that somebody typed",
    "domain/evidence_text.py": "the beginning of a sentence",
    "cli/findings.py": "an argument of the command line",
}
"""Where a text is divided that comes from outside; what we joined travels as a list."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_that_we_joined_is_taken_apart_again(path: Path) -> None:
    """Names, topics and clauses hold commas and dots: lists and ids travel instead."""
    name = path.relative_to(ROOT / "auditdesk").as_posix()
    text = path.read_text("utf-8")
    assert "group_concat" not in text.casefold(), "json_group_array keeps what belongs apart"
    if name in TAKEN_APART or name.split("/")[0] in TAKEN_APART:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            divides = node.func.attr in {"split", "rsplit", "partition", "rpartition"}
            by = node.args[0]
            joint = isinstance(by, ast.Constant) and by.value in {
                ",", ", ", ";", "; ", " · ", "·", ": ", " / ",
            }  # fmt: skip
            assert not (divides and joint), f"{name}:{node.lineno}"
