"""Render every page and form of the sample company: python -m tests.gallery [--folder F] [--quick]

1280×800 and 1920×1080, light and dark, English and a right-to-left pseudo-locale.
"""

import argparse
import gettext
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QLocale, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from auditdesk import i18n
from auditdesk.app import Program
from auditdesk.book.book import Book
from auditdesk.book.radar import earlier
from auditdesk.book.tables import Cause, Finding
from auditdesk.domain.action import MOVES as ACTION_MOVES
from auditdesk.domain.finding import FindingState
from auditdesk.gui.desk.settings import WHO, Settings
from auditdesk.gui.findings.causes import ask_cause
from auditdesk.gui.guide.dialog import open_guide
from auditdesk.gui.guide.screens import SCREENS
from auditdesk.gui.incoming.answers import AnswersDialog
from auditdesk.gui.pages import PLACES
from auditdesk.gui.papers.folder import ask_folder
from auditdesk.intake.response import returned
from auditdesk.intake.workbook import read_workbook
from auditdesk.output import export
from auditdesk.paths import resource
from auditdesk.work import lookup, responses, sample
from tests.work.test_responses import filled

SIZES = (QSize(1280, 800), QSize(1920, 1080))
SCHEMES = ("light", "dark")
LOCALES = ("en", "rtl")
AUDIT_TABS = ("plan", "team", "timetable", "checklist", "findings", "report", "papers")


REGISTER = """Nonconformity register;;;;;;;;
;;;;;;;;
NC No.;Date raised;Type;ISO 9001 clause;Description;Root cause;Corrective action;Owner;Due;Status
NC-19-004;03/04/2019;Minor NC;8.4. ;Supplier <Gießerei & Söhne> was not re-evaluated in 2018.;No reminder;Reminder in the ERP;B. Lopes;June 2019;Closed
NC-19-005;07/04/2019;Major NC;7.1.5.2;8 of 40 gauges without a valid calibration.;;Calibrate, and block by serial number;R. Egger;31 Feb 2022;Open
NC-20-001;11/05/2020;OFI;4.4.1 - 4.4.2;Process map and turtle diagrams could be one document.;;;S. Lindner;;In progress
NC-20-002;12/05/2020;Krit./Haupt/Neben;99.1;Release stamp missing on 2 of 20 records.;;;H. Novotná;Q3 2020;offen
Total;;;;4;;;;;
"""
"""A register as people have it: a title, odd dates, words of two languages, a sum below."""


class Mirrored(gettext.NullTranslations):
    """A pseudo-locale: every translated word is marked, longer, and read from the right."""

    def gettext(self, message: str) -> str:
        return f"\u200f⟦{message}⟧" if message else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return f"\u200f⟦{singular if n == 1 else plural}⟧"


def settle(milliseconds: int = 30) -> None:
    """Let Qt lay out and paint."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def scenes(program: Program) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """Every picture: its name, and what brings it up."""
    window = program.window

    def page(key: str) -> QWidget:
        window.go(key)
        settle(600 if key == "programme" else 30)
        return window

    yield "welcome", lambda: page("welcome")
    for place in PLACES:
        yield place.key, lambda key=place.key: page(key)

    def picture(key: str) -> QWidget:
        page("indicators")
        window.page("indicators").see(key)
        return window

    for key in ("clauses", "trend", "heat", "progress", "tree"):
        yield f"indicators-{key}", lambda key=key: picture(key)

    def findings_open() -> QWidget:
        page("findings")
        window.page("findings").chips.show_values({"state": "issued"})
        return window

    def findings_grouped() -> QWidget:
        page("findings")
        window.page("findings").chips.show_values({})
        window.page("findings").view.group_by("process")
        return window

    def nothing_found() -> QWidget:
        window.page("findings").view.group_by("")
        window.page("findings").search_line.setText("zzzz")
        return window

    def finding_with_advice() -> QWidget:
        page("findings")
        findings = window.page("findings")
        findings.chips.show_values({})
        assert window.desk is not None
        drafts = window.desk.read.rows(Finding, number=None, grade="minor")
        repeat = next(one.id for one in drafts if earlier(window.desk.book, one.id))
        findings.show_thing("finding", repeat)
        pane = findings.pane
        pane.form.editors["statement"].show_value("Maybe T. Haas should be trained")
        pane.form.editors["evidence"].show_value("The torque wrench was not suitable")
        pane.advice.show_advice({})
        settle()
        pane.area.verticalScrollBar().setValue(520)
        return window

    yield "findings-advice", finding_with_advice
    yield "findings-filtered", findings_open
    yield "findings-grouped", findings_grouped
    yield "findings-nothing", nothing_found

    def programme(way: str, years: int = 1) -> QWidget:
        page("programme")
        shown = window.page("programme")
        shown.show_years(years)
        shown.see(way)
        settle(600)
        return window

    for way in ("auditors", "coverage", "why", "monitoring"):
        yield f"programme-{way}", lambda way=way: programme(way)
    yield "programme-years", lambda: programme("timeline", 3)

    def planned_year() -> QWidget:
        programme("timeline")
        window.page("programme").show_year(2027)
        found = window.page("programme").plan_year()
        while found.proposal is None:
            settle(200)
        window.page("programme").show_year(2026)
        return found

    yield "dialog-plan-my-year", planned_year

    def tab(n: int) -> QWidget:
        page("audits")
        audits = window.page("audits")
        audits.open_pane()
        audits.pane.tabs.setCurrentIndex(n)
        return window

    for n, name in enumerate(AUDIT_TABS):
        yield f"audit-{name}", lambda n=n: tab(n)

    def performed(number: str, n: int) -> QWidget:
        tab(n)
        audits = window.page("audits")
        audits.show_thing("audit", str(lookup.audit(window.desk.read, number).id))
        settle(250)
        return window

    def days() -> QWidget:
        performed("IA-2026-012", 2)
        window.page("audits").pane.timetable.as_days.click()
        return window

    yield "audit-days", days
    yield "audit-checklist-filled", lambda: performed("IA-2026-004", 3)
    yield "audit-report-issued", lambda: performed("IA-2026-004", 5)

    def part(n: int) -> QWidget:
        page("organisation")
        window.page("organisation").parts.setCurrentRow(n)
        return window

    for n in range(window.page("organisation").parts.count()):
        yield f"organisation-{n + 1:02d}", lambda n=n: part(n)

    def action_of_a_new_cycle() -> QWidget:
        page("actions")
        assert window.desk is not None
        window.desk.show("action", str(lookup.action(window.desk.read, "CA-2025-029").id))
        return window

    yield "actions-new-cycle", action_of_a_new_cycle

    def dialog(open: Callable[[], object]) -> Callable[[], QWidget]:
        def bring_up() -> QWidget:
            window.page("findings").search_line.setText("")
            window.go("findings")
            open()
            settle()
            return next(one for one in window.findChildren(QDialog) if one.isVisible())

        return bring_up

    def accept_action() -> None:
        desk = window.desk
        assert desk is not None
        desk.show("action", str(lookup.action(desk.read, "CA-2026-020").id))
        pane = window.page("actions").pane
        pane.moves.ask(next(move for move in ACTION_MOVES if move.name == "accept"))

    findings = lambda: window.page("findings")  # noqa: E731

    def draft() -> QWidget:
        assert window.desk is not None
        first = next(window.desk.read.rows(Finding, state=FindingState.DRAFT))
        findings().show_thing("finding", str(first.id))
        return findings().pane

    def answer() -> None:
        desk = window.desk
        assert desk is not None
        issued = next(desk.read.rows(Finding, state=FindingState.ISSUED, grade="minor"))
        findings().show_thing("finding", str(issued.id))
        findings().pane.ask_next()

    def copy() -> None:
        desk = window.desk
        assert desk is not None
        window.page("audits").show_thing("audit", str(lookup.audit(desk.read, "IA-2025-012").id))
        window.page("audits").pane.copy()

    def guide(n: int) -> Callable[[], QWidget]:
        def bring_up() -> QWidget:
            page("today")
            shown = open_guide(window, window.desk)
            for _screen in range(n):
                shown.skip.click()
            settle()
            return shown

        return bring_up

    for n in range(len(SCREENS)):
        yield f"guide-{n + 1}", guide(n)
    yield "dialog-answer", dialog(answer)
    yield "dialog-copy-audit", dialog(copy)
    yield "dialog-quick-finding", dialog(lambda: window.quick_finding())
    yield "dialog-extend", dialog(lambda: findings().extend())
    yield "dialog-issue", dialog(lambda: draft().moves.ask(_move("issue")))
    yield "dialog-plan-audit", dialog(lambda: window.page("audits").new())
    yield "dialog-seat", dialog(lambda: window.page("audits").pane.team.ask_seat())
    yield "dialog-question-bank", dialog(lambda: window.page("audits").bank())
    yield "dialog-statement", dialog(lambda: draft().edit_statement())
    yield "dialog-folder", dialog(lambda: ask_folder(window.desk, window))
    yield "dialog-accept-action", dialog(lambda: accept_action())
    yield "dialog-passphrase", dialog(lambda: program.lock.ask_new())
    yield "dialog-settings", dialog(lambda: program.ask_settings())

    def locked() -> QWidget:
        program.lock.ask(program.book_path(), locked=True)
        return window

    yield "locked", locked
    yield "dialog-help", dialog(lambda: window.show_help())

    def import_of(tab: int) -> Callable[[], QWidget]:
        def bring_up() -> QWidget:
            from auditdesk.gui.incoming import start

            window.go("findings")
            assert window.desk is not None
            path = window.desk.scratch() / "NC register 2019-2025.csv"
            path.write_text(REGISTER, encoding="cp1252")
            start.take(window.desk, window, path)
            loop = QEventLoop()
            window.desk.jobs.finished.connect(loop.quit)
            loop.exec()
            settle(200)
            found = next(one for one in window.findChildren(QDialog) if one.isVisible())
            found.tabs.setCurrentIndex(tab)
            return found

        return bring_up

    for n, name in enumerate(("columns", "words", "rows")):
        yield f"import-{name}", import_of(n)

    def cause() -> object:
        desk = window.desk
        assert desk is not None
        of = lookup.finding(desk.read, "NC-2026-004")
        drawn = next(desk.read.rows(Cause, finding=of.id))
        return ask_cause(findings(), desk, of.id, "NC-2026-004", str(of.statement), str(drawn.id))

    def cause_on_the_page() -> QWidget:
        desk = window.desk
        assert desk is not None
        page("findings")
        findings().show_thing("finding", lookup.finding(desk.read, "NC-2026-004").id)
        settle()
        findings().pane.area.ensureWidgetVisible(findings().pane.agreed)
        return window

    yield "dialog-cause", dialog(cause)
    yield "findings-cause", cause_on_the_page

    def answers() -> QWidget:
        """A form of two findings that came back: good answers, odd ones, and one meanwhile ours."""
        desk = window.desk
        assert desk is not None
        numbers = ("NC-2026-010", "NC-2026-011")
        ids = [lookup.finding(desk.read, one).id for one in numbers]
        texts = responses.texts_in("en")
        forms = [responses.form_of(desk.book, id, texts) for id in ids]
        path = desk.scratch() / "answers Athens.xlsx"
        export.export_response(
            desk.book, forms, texts, responses.people(desk.read), path, desk.today
        )
        given = {
            "extent": ("Vehicles in Thessaloniki looked at: 1 of 9 gauges", None, None),
            "why1": ("Gauges are bought as consumables", None, None),
            "cause": ("The purchasing form does not ask whether a thing measures", None, None),
            "correction": ("Four gauges taken out of use", "G. Papadopoulou", "24.12.2026"),
            "action1": ("Purchasing form with a field “measures”", "B. Lopez", None),
        }
        filled(path, given, path, numbers[0])
        desk.amend("Extent", "finding", ids[0], {"extent": "Athens only"})
        AnswersDialog(window, desk, returned(read_workbook(path)), path).open()
        settle(200)
        desk.undo()
        return next(one for one in window.findChildren(QDialog) if one.isVisible())

    yield "dialog-answers", answers

    def major_without_follow_up() -> QWidget:
        desk = window.desk
        assert desk is not None
        page("findings")
        major = {
            "grade": "major", "unit": "Purchasing · Graz", "standard": "ISO 9001:2026",
            "clauses": ["8.4.1"], "owner": "B. Lopes", "raised_on": "2026-11-09", "move": "issue",
            "requirement": "SOP-0402 § 5: suppliers of castings are evaluated every year",
            "evidence": "Evaluation list rev 7 of 2026-10-30: 12 of 12 without evaluation",
            "statement": "The evaluation of suppliers is not carried out",
        }  # fmt: skip
        findings().show_thing("finding", desk.enter("Major", "finding", major))
        return window

    yield "findings-follow-up", major_without_follow_up

    def notice() -> QWidget:
        page("findings")
        program.messenger.refuse("NC-2026-014 cannot be issued: valve <DN50>, p <5 bar and >3.")
        return window

    yield "notice", notice


def _move(name: str) -> object:
    from auditdesk.domain.finding import MOVES

    return next(move for move in MOVES if move.name == name)


def render(folder: Path, book: Path, size: QSize, scheme: str, locale: str) -> int:
    """All scenes in one look; how many pictures."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    if locale == "rtl":
        i18n.use_translation(Mirrored(), "en")
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    else:
        i18n.use_language("en")
        application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    store.clear()
    settings = Settings(store)
    settings.set(WHO, "Ines Okafor")
    program = Program(application, settings, sample.LAST_DAY)
    program.theme.choose(scheme)
    program.window.resize(size)
    program.window.show()
    program.open(book)
    count = 0
    for name, bring_up in scenes(program):
        shown = bring_up()
        settle()
        shown.grab().save(str(folder / f"{locale}-{scheme}-{size.width()}-{name}.png"))
        count += 1
        if shown is not program.window:
            shown.close()
            settle()
        program.window.notice.dismiss()
    program.window.close()
    program.window.deleteLater()
    settle()
    return count


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    parser.add_argument("--folder", type=Path, default=Path("gallery"))
    parser.add_argument("--quick", action="store_true", help="one size, one scheme, both locales")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([sys.argv[0], "-style", "fusion"])
    for font in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(font))
    application.setFont(QFont("Noto Sans", 10))
    QLocale.setDefault(QLocale("en_GB"))
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_STATE_HOME"] = work
        path = Path(work) / "meridian.auditdesk"
        with Book.create(path, "Ines Okafor") as book:
            sample.play(book)
        count = 0
        for locale in LOCALES:
            for size in SIZES[: 1 if options.quick else 2]:
                for scheme in SCHEMES[: 1 if options.quick else 2]:
                    count += render(options.folder, path, size, scheme, locale)
    print(f"{count} pictures in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
