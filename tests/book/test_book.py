"""Opening, refusing, locking, undoing: the file and its door."""

import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from auditdesk.book import migrations
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.opening import APPLICATION_ID
from auditdesk.book.reading import Reading
from auditdesk.book.tables import TABLES, Person, Site
from auditdesk.errors import Refusal, Trouble
from tests.conftest import SAMPLES, Desk


def test_a_new_book_is_one_file_with_its_own_application_id(tmp_path: Path) -> None:
    with Book.create(tmp_path / "a") as book:
        assert book.path.name == "a.auditdesk"
        assert book.connection.execute("PRAGMA application_id").get == APPLICATION_ID
        assert book.connection.execute("PRAGMA journal_mode").get == "delete"
        assert book.connection.execute("PRAGMA synchronous").get == 3
        assert book.connection.execute("PRAGMA foreign_keys").get == 1
        assert book.connection.execute("PRAGMA trusted_schema").get == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.auditdesk"]


def test_a_book_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.auditdesk").write_text("mine")
    with pytest.raises(Refusal, match="exists already"):
        Book.create(tmp_path / "a.auditdesk")
    assert (tmp_path / "a.auditdesk").read_text() == "mine"


def test_every_table_is_strict_and_as_the_migrations_made_it(book: Book) -> None:
    declared = {}
    for table in TABLES:
        (sql, _values) = table.model()._schema._create_table(safe=False).query()
        declared[table.sql_name] = sql
        for index in table.model()._schema._create_indexes(safe=False):
            name = index.query()[0].split('"')[1]
            declared[name] = index.query()[0]
        assert sql.endswith("STRICT")
    stored = dict(
        book.connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        ).fetchall()
    )
    assert {name: stored.get(name) for name in declared} == declared


def test_the_fingerprint_is_that_of_the_last_script(book: Book) -> None:
    last = migrations.shipped()[-1]
    assert migrations.fingerprint(book.connection) == last.fingerprint
    assert book.connection.execute("PRAGMA user_version").get == last.number


def test_a_step_is_all_or_nothing(book: Book) -> None:
    head = book.head
    with pytest.raises(Refusal), book.step("Two people") as step:
        step.add(Person, name="A")
        step.add(Person, name="A")
    assert book.head == head
    assert not list(Reading().rows(Person))


def test_a_step_that_changes_nothing_is_no_step(desk: Desk) -> None:
    head = desk.book.head
    desk.set("person", "T. Haas", job="")
    assert desk.book.head == head


def test_a_bug_in_a_step_rolls_back_and_comes_through(book: Book) -> None:
    with pytest.raises(ZeroDivisionError), book.step("Bug") as step:
        step.add(Person, name="A")
        1 / 0  # noqa: B018
    assert not list(Reading().rows(Person))
    with book.step("Next") as step:
        step.add(Person, name="B")


def test_listeners_hear_the_tables_once_after_the_commit(book: Book) -> None:
    heard: list[frozenset[str]] = []
    book.listeners.append(lambda tables: heard.append(tables) or None)  # type: ignore[func-returns-value]
    with book.step("Two tables") as step:
        step.add(Person, name="A")
        step.add(Site, name="B")
        assert not heard
    assert heard == [frozenset({"person", "site"})]


def test_the_trail_keeps_only_the_fields_that_differ(desk: Desk) -> None:
    desk.set("person", "T. Haas", job="Buyer")
    last = desk.book.connection.execute(
        "SELECT before, after FROM change WHERE step_seq = ?", (desk.book.head.seq,)
    ).fetchall()
    assert last == [('{"job":""}', '{"job":"Buyer"}')]


def test_undo_and_redo_are_steps_with_names(desk: Desk) -> None:
    desk.set("person", "T. Haas", job="Buyer")
    desk.set("person", "T. Haas", job="Clerk")
    assert desk.book.undo() == "Set person"
    assert desk.get("person", "T. Haas").job == "Buyer"
    assert desk.book.undo() == "Set person"
    assert desk.get("person", "T. Haas").job == ""
    assert desk.book.redo() == "Set person"
    assert desk.book.redo() == "Set person"
    assert desk.get("person", "T. Haas").job == "Clerk"
    with pytest.raises(Refusal, match="nothing to redo"):
        desk.book.redo()
    assert check(desk.book).problems == ()


def test_a_new_step_ends_redo(desk: Desk) -> None:
    desk.set("person", "T. Haas", job="Buyer")
    desk.book.undo()
    desk.set("person", "T. Haas", job="Clerk")
    with pytest.raises(Refusal, match="nothing to redo"):
        desk.book.redo()


def test_what_was_issued_is_not_undone(issued: Desk) -> None:
    with pytest.raises(Refusal, match="nothing to undo"):
        issued.book.undo()


def test_fifty_steps_can_be_undone(desk: Desk) -> None:
    for n in range(50):
        desk.set("person", "T. Haas", job=f"Job {n}")
    for _n in range(50):
        desk.book.undo()
    assert desk.get("person", "T. Haas").job == ""


def test_the_trail_is_append_only(desk: Desk) -> None:
    for statement in (
        "DELETE FROM step",
        "UPDATE step SET who = 'x'",
        "DELETE FROM change",
        "UPDATE change SET after = NULL",
        "DELETE FROM number_given",
    ):
        if "number" in statement:
            desk.add("audit", title="x", starts_on="2026-01-05")
        with pytest.raises(apsw.ConstraintError, match="append-only"):
            desk.book.connection.execute(statement)


BAD_ROWS = [
    ("process", "importance", "'major'"),
    ("process", "importance", "9"),
    ("process", "outsourced", "2"),
    ("process", "changed_on", "'2022-02-29'"),
    ("process", "changed_on", "'yesterday'"),
    ("process", "kpi_trend", "'up'"),
    ("process", "owner_id", "'nobody'"),
    ("organisation", "weekdays", "'not json'"),
    ("organisation", "paper", "'a3'"),
]


@pytest.mark.parametrize(("table", "column", "value"), BAD_ROWS)
def test_the_file_itself_refuses_wrong_values(
    desk: Desk, table: str, column: str, value: str
) -> None:
    with pytest.raises(apsw.ConstraintError):
        desk.book.connection.execute(f"UPDATE {table} SET {column} = {value}")


def test_text_is_stored_in_one_form_and_loses_nothing(desk: Desk) -> None:
    desk.add("person", name="A\u030argren\r\nB", job="x\x00y\ud800z")
    row = desk.get("person", "Årgren\nB")
    assert row.job == "x\N{REPLACEMENT CHARACTER}y\N{REPLACEMENT CHARACTER}z"


def test_a_second_program_is_refused_while_a_book_is_open(book: Book) -> None:
    code = f"from auditdesk.cli.main import main; raise SystemExit(main(['list', {str(book.path)!r}, 'people']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "test.auditdesk is open in another AuditDesk. Close it there first.\n"


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def _foreign(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (a)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_bytes(b""), "not an AuditDesk book"),
        (lambda path: path.write_text("this is no database\n" * 100), "not an AuditDesk book"),
        (lambda path: path.write_bytes(os.urandom(8192)), "not an AuditDesk book"),
        (_foreign, "not an AuditDesk book"),
        (lambda path: path.mkdir(), "There is no book"),
        (lambda path: None, "There is no book"),
    ],
)
def test_what_is_no_book_is_refused_and_left_as_it_is(tmp_path: Path, make, sentence: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "x.auditdesk"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises((Refusal, Trouble), match=sentence):
        Book.open(path)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert sorted(one.name for one in tmp_path.iterdir()) in ([], ["x.auditdesk"])


def _closed(book: Book) -> Path:
    book.close()
    return book.path


def _alter(path: Path, *statements: str) -> None:
    connection = apsw.Connection(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_newer_book_is_refused_by_name_of_its_version(book: Book) -> None:
    path = _closed(book)
    _alter(
        path,
        "PRAGMA user_version = 99",
        "UPDATE book_info SET compatibility = 99, made_with = '9.1'",
    )
    before = _bytes(path)
    with pytest.raises(Refusal, match=r"newer AuditDesk \(file version 99, made with 9\.1\)"):
        Book.open(path)
    assert _bytes(path) == before


def test_a_newer_but_compatible_book_opens_for_reading_only(desk: Desk) -> None:
    path = _closed(desk.book)
    _alter(
        path,
        "PRAGMA user_version = 99",
        "UPDATE book_info SET version = 99",
        "ALTER TABLE person ADD COLUMN shoe_size TEXT",
    )
    before = _bytes(path)
    with Book.open(path) as book:
        assert next(str(row.name) for row in Reading().rows(Person)) == "Ines Okafor"
        with pytest.raises(Trouble, match="for reading only: it was written by a newer AuditDesk"):
            desk.__class__(book).add("person", name="X")
        with pytest.raises(Trouble, match="for reading only"):
            book.undo()
    assert _bytes(path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON person BEGIN DELETE FROM site; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE extra (a)",
        "ALTER TABLE person ADD COLUMN x TEXT",
        "DROP TRIGGER step_update",
        "DROP INDEX finding_state_answer_due",
        "CREATE VIRTUAL TABLE w USING fts5(a)",
    ],
)
def test_a_book_whose_tables_were_altered_is_refused(book: Book, statement: str) -> None:
    path = _closed(book)
    _alter(path, statement)
    before = _bytes(path)
    with pytest.raises(Trouble, match="altered by another program"):
        Book.open(path)
    assert _bytes(path) == before


def test_damaged_books_are_refused_in_plain_words_and_left_untouched(
    book: Book, tmp_path: Path
) -> None:
    maker = SAMPLES / "hostile_books" / "make_corrupt.py"
    if not maker.exists():
        pytest.skip("the shared samples are not beside the project")
    path = _closed(book)
    folder = tmp_path / "damaged"
    subprocess.run([sys.executable, maker, path, folder], check=True, capture_output=True)
    damaged = sorted(folder.glob("*.db"))
    assert len(damaged) > 15
    opened = []
    for one in damaged:
        before = one.read_bytes()
        try:
            with Book.open(one) as found:
                opened.append((one.name, check(found).problems))
        except (Refusal, Trouble) as error:
            assert one.name in str(error) and "\n" not in str(error)
            assert one.read_bytes() == before
    for name, problems in opened:
        harmless = name.startswith(("10_", "12_", "21_", "22_"))
        assert harmless or problems, f"{name} opened and nothing was noticed"


def test_a_backup_is_proven_and_replaces_an_older_one(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.auditdesk"
    desk.book.backup(copy)
    desk.add("person", name="Later")
    desk.book.backup(copy)
    head = desk.book.head
    desk.book.close()
    with Book.open(copy) as found:
        assert found.head == head
        assert check(found).problems == ()


def test_a_backup_onto_the_book_itself_is_refused(book: Book) -> None:
    with pytest.raises(Refusal, match="is the book itself"):
        book.backup(book.path)


def test_a_backup_that_cannot_be_written_leaves_the_old_one(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="its folder cannot be opened or written"):
        book.backup(tmp_path / "missing" / "copy.auditdesk")
    assert [path.name for path in tmp_path.glob("*unproven*")] == []


def test_a_file_swapped_under_us_is_noticed_and_our_work_rescued(
    desk: Desk, tmp_path: Path
) -> None:
    other = tmp_path / "other.auditdesk"
    desk.book.backup(other)
    desk.add("person", name="Ours")
    theirs = other.read_bytes()
    os.replace(other, desk.book.path)
    with pytest.raises(Trouble, match="replaced or overwritten by another program"):
        desk.add("person", name="After")
    rescued = next(tmp_path.glob("test rescued *.auditdesk"))
    assert desk.book.path.read_bytes() == theirs
    desk.book.close()
    with Book.open(rescued):
        assert "Ours" in [str(row.name) for row in Reading().rows(Person)]


NEXT = migrations.shipped()[-1].number + 1
TEST_SCRIPT = migrations.Script(
    NEXT,
    f"{NEXT:04}_test",
    NEXT - 1,
    "",
    lambda execute: execute("ALTER TABLE site ADD COLUMN floor TEXT NOT NULL DEFAULT ''"),
)


def _next_scripts(path: Path) -> tuple[migrations.Script, ...]:
    """The shipped scripts and one more, with the fingerprint that it leads to."""
    probe = apsw.Connection(":memory:")
    for script in migrations.shipped():
        script.up(probe.execute)
    TEST_SCRIPT.up(probe.execute)
    return (
        *migrations.shipped(),
        TEST_SCRIPT._replace(fingerprint=migrations.fingerprint(probe)),
    )


def test_an_older_book_is_copied_and_then_upgraded(desk: Desk, tmp_path: Path) -> None:
    path = _closed(desk.book)
    with Book.open(path, scripts=_next_scripts(path)) as book:
        assert book.connection.execute("PRAGMA user_version").get == NEXT
        assert book.connection.execute("SELECT count(*) FROM site WHERE floor = ''").get == 2
    copies = list((tmp_path / "xdg_data_home").rglob("*.auditdesk"))
    assert [copy.name for copy in copies] == [f"test schema {NEXT - 1}.auditdesk"]
    with Book.open(copies[0]) as old:
        assert old.connection.execute("PRAGMA user_version").get == NEXT - 1


def test_without_a_copy_there_is_no_upgrade(desk: Desk, tmp_path: Path) -> None:
    path = _closed(desk.book)
    (tmp_path / "xdg_data_home").write_text("in the way")
    before = _bytes(path)
    with pytest.raises(Trouble, match="no copy can be made"):
        Book.open(path, scripts=_next_scripts(path))
    assert _bytes(path) == before


def test_a_failed_upgrade_leaves_the_old_book(desk: Desk) -> None:
    def fails(execute) -> None:  # type: ignore[no-untyped-def]
        TEST_SCRIPT.up(execute)
        execute("SELECT no_such_function()")

    path = _closed(desk.book)
    scripts = (*migrations.shipped(), TEST_SCRIPT._replace(up=fails))
    with pytest.raises(apsw.SQLError):
        Book.open(path, scripts=scripts)
    with Book.open(path) as book:
        assert book.connection.execute("PRAGMA user_version").get == NEXT - 1


def test_every_released_schema_still_opens() -> None:
    """One real file for each schema lies in tests/books; a script without one fails here."""
    folder = Path(__file__).parents[1] / "books"
    kept = {int(path.stem.removeprefix("schema-")) for path in folder.glob("schema-*.auditdesk")}
    assert kept == {script.number for script in migrations.shipped()}


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parents[1] / "books").glob("*.auditdesk")),
    ids=lambda path: path.stem,
)
def test_a_book_of_an_earlier_schema_opens_sound(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    with Book.open(copy) as book:
        assert check(book).problems == ()
        assert [str(row.name) for row in Reading().rows(Person)]


def test_migration_scripts_import_nothing_of_the_program() -> None:
    folder = Path(migrations.__file__).parent
    for script in folder.glob("0*.py"):
        assert "auditdesk" not in script.read_text("utf-8"), script.name
