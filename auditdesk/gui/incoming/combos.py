"""Combos: a choice among a few, by key."""

from collections.abc import Callable, Sequence

from auditdesk.gui.parts.still import StillBox


class KeyCombo(StillBox):
    """A box of choices with a key each."""

    def __init__(
        self,
        name: str,
        choices: Sequence[tuple[str, str]],
        chosen: str,
        then: Callable[[str], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        for key, text in choices:
            self.addItem(text.replace("&", "&&"), key)
        self.setCurrentIndex(max(self.findData(chosen), 0))
        self.activated.connect(lambda _place: then(str(self.currentData())))

    def choose(self, key: str) -> None:
        """Show a choice without telling of it."""
        self.setCurrentIndex(max(self.findData(key), 0))
