"""How the program starts: which book, in which direction, and what it says of a book it cannot open."""

import gc
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QLocale, Qt

from auditdesk.book import keys, sealing
from auditdesk.book.keys import Key
from auditdesk.start import RIGHT_TO_LEFT

_START = """
import sys
from auditdesk.start import start
program = start(sys.argv[1:])
heard = program.window.notice
print(program.window.desk is not None, heard.text.text())
import gc
from PySide6.QtCore import QEventLoop, QTimer
loop = QEventLoop()
QTimer.singleShot(300, loop.quit)
print(gc.isenabled())
loop.exec()
print(gc.isenabled(), gc.get_freeze_count() > 1000)
program.window.close()
"""


_ASKED = """
import sys
from auditdesk.start import start
program = start(sys.argv[1:])
print(program.window.stack.currentWidget().property("key"), program.window.desk)
program.window.close()
"""


def _started(folder: Path, *named: Path, script: str = _START) -> list[str]:
    env = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, named)],
        capture_output=True,
        text=True,
        check=True,
        env=env,
    ).stdout.splitlines()


def test_a_start_opens_the_book_that_is_named_and_then_the_last_one(
    prepared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    assert _started(tmp_path, path)[0] == "True "
    assert _started(tmp_path)[0] == "True "
    path.unlink()
    assert _started(tmp_path)[0] == "False "


def test_a_start_asks_for_the_passphrase_of_an_encrypted_book(
    prepared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "secret.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    sealing.reseal(path, Key(keys.new_salt(), os.urandom(keys.SECRET)))
    assert _started(tmp_path, path, script=_ASKED)[0] == "secret None"


def test_a_start_says_in_the_window_what_is_wrong_with_a_book(
    prepared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "torn.auditdesk"
    whole = (prepared / "issued.auditdesk").read_bytes()
    torn = whole[: len(whole) // 2] + bytes(8192) + whole[len(whole) // 2 + 8192 :]
    path.write_bytes(torn)
    opened, said = _started(tmp_path, path)[0].split(" ", 1)
    assert opened == "False" and "torn.auditdesk is damaged" in said
    assert path.read_bytes() == torn


def test_waste_is_looked_for_again_once_the_window_is_there(prepared: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    assert _started(tmp_path, path)[1:] == ["False", "True True"]
    assert gc.isenabled()


def test_every_script_that_qt_writes_from_the_right_is_known() -> None:
    every = QLocale.matchingLocales(
        QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
    )
    right = Qt.LayoutDirection.RightToLeft
    named = {QLocale.scriptToString(one.script()) for one in every if one.textDirection() == right}
    assert named == set(RIGHT_TO_LEFT)
