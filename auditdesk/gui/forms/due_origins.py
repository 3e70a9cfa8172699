"""Due origins: which due dates of a thing follow the rules, and which somebody set by hand."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms.fields import label_of
from auditdesk.gui.parts.dialogs import ask_reason
from auditdesk.gui.parts.widgets import Fresh, button, plain_label, row
from auditdesk.i18n import _
from auditdesk.work.dues import Origin


class DueOrigins(Fresh):
    """A line for each due date that somebody set, and the way back to the rule."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(spacing=2)
        self._desk = desk
        self._kind = kind

    def show_days(
        self, id: str, name: str, days: Iterable[tuple[str, date | None, Origin]], locked: bool
    ) -> None:
        """Show where the due dates of a thing come from: by column, the day and its origin."""
        layout = self.begin()
        by_rule = []
        for column, day, origin in days:
            field = label_of(self._kind, column)
            if not origin.by_rule:
                text = _("{field}: {origin}").format(field=field, origin=origin.label)
                line = row(plain_label(text, "muted", wrap=True))
                line.setStretch(0, 1)
                if not locked:
                    back = partial(self._back_to_rule, id, name, column)
                    line.addWidget(button(_("Back to the rule"), back, "link"))
                layout.addLayout(line)
            elif day is not None:
                by_rule.append(field)
        if by_rule:
            text = _("By rule: {fields}").format(fields=", ".join(by_rule))
            layout.addWidget(plain_label(text, "muted", wrap=True))

    def _back_to_rule(self, id: str, name: str, column: str) -> None:
        what = _("{name}: {field} by rule").format(name=name, field=label_of(self._kind, column))
        data = {"by_rule": column}
        shown, why = self._desk.foresee_amending(self._kind, (id,), data)
        if why:
            ask_reason(
                self,
                why,
                lambda reason: self._desk.amend(what, self._kind, id, {**data, "reason": reason}),
                shown,
            )
        else:
            self._desk.amend(what, self._kind, id, data)
