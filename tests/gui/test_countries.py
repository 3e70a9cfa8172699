"""A stored country that is none is said on the page of the organisation, and set by a click."""

from PySide6.QtWidgets import QLabel, QPushButton

from auditdesk.book.tables import Site
from auditdesk.gui.main_window import MainWindow
from auditdesk.work import lookup
from tests.gui.test_pages import page_of


def test_a_country_that_is_none_is_said_and_its_code_offered(window: MainWindow) -> None:
    desk = window.desk
    assert desk is not None
    graz = str(lookup.site(desk.read, "Graz").id)
    desk.do("Old", lambda step: step.change(Site, graz, country="Austria", region=""))
    page = page_of(window, "organisation")
    page.show_part("Organisation")
    notes = page.stack.currentWidget().countries
    told = " ".join(one.text() for one in notes.findChildren(QLabel))
    assert "The country of Graz is “Austria”" in told
    (offer,) = notes.findChildren(QPushButton)
    assert offer.text() == "AT (Austria)"
    offer.click()
    assert lookup.site(desk.read, "Graz").country == "AT"
    assert not notes.findChildren(QPushButton)
