"""Nucleic tests of those who are not under observation: samples, results, for how long they are valid (product rule R2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk.roles import Permission
from duty_desk.screening import grid_ledgers, person_tests
from duty_desk.screening.grid_ledgers import TEST_TONES
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.reports import screening_forms
from ui.views.act_panel import ActPanel
from ui.views.list_view import ALL, Chip, ListView


class PersonTestsView(ListView):
    """Enter writes the result of a sample."""

    LEDGER = grid_ledgers.TESTS
    STRONG = "name"
    SEARCHES = "reports_screening.members.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"person_test"})
    HINTS = (("↑↓", "views.hint.choose"), ("Enter", "reports_screening.result.short"))

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.RECORD_CHECK):
            return ()
        new = Button(t("reports_screening.sample.menu"), icon="plus", kind=Kind.PRIMARY, parent=self.head)
        new.clicked.connect(lambda: self.sample())
        return (new,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for key, (tone, icon) in TEST_TONES.items():
            found[key] = Chip(t(f"screening_grid.test_state.{key}"), {"state": [key]}, icon, Tone(tone))
        return found

    def faint(self, row: Any) -> bool:
        return row.state is person_tests.Validity.OVER

    def empty(self) -> QWidget:
        return EmptyState(
            t("reports_screening.sample.empty"),
            t("reports_screening.sample.empty_next"),
            icon="clipboard-check-outline",
            tone=None,
        )

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = next(iter(person_tests.rows_of(read, [row_id])), None)
        waits = row is not None and row.state is person_tests.Validity.AWAITED
        if row is None or not waits or not self.tab.may(Permission.RECORD_CHECK):
            self.put_panel(None)
            return
        panel = screening_forms.result_panel(self.shell, row, self)

        def done(incident: object) -> None:
            self.put_panel(None)
            self.list.setFocus()
            key = "result.done" if incident is None else "result.positive_done"
            self.shell.notify(
                t(f"reports_screening.{key}", name=row.name), locked=t("reports_screening.result.locked")
            )

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def sample(self) -> ActPanel:
        """A sample of anybody on record."""
        panel = screening_forms.sample_panel(self.shell, self)

        def done(_given: object) -> None:
            self.put_panel(None)
            self.list.setFocus()
            self.shell.notify(t("reports_screening.sample.done"), locked=t("reports_screening.result.locked"))

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel
