"""What is typed in the guided start adds to a book, and takes nothing away that it knows."""

from auditdesk.book.reading import Reading
from auditdesk.book.tables import StandardRow
from auditdesk.work import setting_up
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain
from tests.conftest import TODAY, Desk


def test_a_role_that_is_told_is_one_more(desk: Desk) -> None:
    desk.add("person", name="Zoe Berg", roles=["lead_auditor"], email="zoe@example.com")
    with desk.book.step("People") as step:
        setting_up.put_people(step, [{"name": "zoe berg", "email": "", "role": "Auditor"}], TODAY)
    told = plain(Reading(), KINDS["person"], str(desk.get("person", "Zoe Berg").id))
    assert sorted(told["roles"]) == ["auditor", "lead_auditor"]
    assert told["email"] == "zoe@example.com"


def test_a_unit_is_known_however_its_names_are_written(desk: Desk) -> None:
    before = setting_up.units_of(Reading())
    process, site = next(iter(before))
    typed = process.upper(), site.lower()
    with desk.book.step("Sites, processes and units") as step:
        lines = [{"name": typed[1]}], [{"name": typed[0]}]
        setting_up.put_places(step, *lines, [typed, (typed[0].lower(), typed[1])], TODAY)
    assert setting_up.units_of(Reading()) == before


def test_a_standard_of_which_no_edition_is_ticked_is_offered_no_more(desk: Desk) -> None:
    with desk.book.step("Editions in use") as step:
        (other,) = step.rows(StandardRow, designation="ISO 9004:2018")
        step.change(StandardRow, other.id, certifiable=True)
        setting_up.use_editions(step, ["ISO 9001:2026"])
    used = {str(one.designation) for one in Reading().rows(StandardRow) if not one.retired}
    assert used == {"ISO 9001:2026", "ISO 19011:2026", "ISO 9000:2015", "ISO 9000:2026"}
