"""What is called after people and is nobody: streets, firms, plants, products, words."""

import pytest

from auditdesk.domain.people import PeopleFinder, Somebody
from auditdesk.work.people import lexicon

FINDER = PeopleFinder(
    [Somebody("Eva Koch"), Somebody("Karl Halle"), Somebody("Ana Winter")], lexicon()
)


@pytest.mark.parametrize(
    "text",
    [
        "seen at the Koch Street depot",
        "delivered by Koch & Sons on 4 May",
        "bought of Winter Ltd",
        "order of 8 September to Galvanik Winter GmbH",
        "Lieferung der Gießerei Koch vom 4. Mai",
        "Ordner des Werks Halle (Saale)",
        "Niederlassung Winter, Regal 4",
        "gesehen in Halle am 4. Mai",
        "Schild an der Koch-Straße",
        "Halle Nord, Tor 3",
        "Lager für Winter- und Sommerreifen",
        "machine Koch VF-2, spindle 1",
        "Spalte „Winter“ der Liste",
    ],
)
def test_what_is_called_after_somebody_names_nobody(text: str) -> None:
    assert FINDER.named_in(text) == []
    assert FINDER.strangers_in(text) == []


@pytest.mark.parametrize("text", ["Robert Bosch GmbH, order 4711", "Paul Gerhardt School"])
def test_a_firm_with_a_first_name_is_no_stranger(text: str) -> None:
    assert FINDER.strangers_in(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("reported by Koch on 4 May", "Eva Koch"),
        ("the tank was cleaned by E. Koch", "Eva Koch"),
        ("Frau Winter prüft allein", "Ana Winter"),
        ("die Ventile hat Halle geprüft", "Karl Halle"),
        ("said Koch, team leader", "Eva Koch"),
    ],
)
def test_a_last_name_written_as_one_names_somebody(text: str, name: str) -> None:
    assert [who.name for who in FINDER.named_in(text)] == [name]
