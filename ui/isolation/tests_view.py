"""Nucleic acid tests: whose sample is due, what was sampled, and the results (product rule I6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.isolation import nucleic
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.isolation.care_list import ShortListView
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import DateField, MomentField
from ui.kit.fields import LineEdit
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel

_MARKS = {
    "later": (Tone.NEUTRAL, "clock-outline"),
    "due": (Tone.WARN, "alert"),
    "overdue": (Tone.DANGER, "alert-octagon"),
    "sampled": (Tone.INFO, "progress-clock"),
    "negative": (Tone.OK, "check-circle"),
    "positive": (Tone.DANGER, "alert-octagon"),
    "void": (Tone.NEUTRAL, "cancel"),
}


class Sample:
    """A test under a number of its own: those without a sample have none on record."""

    def __init__(self, number: int, row: Any) -> None:
        self.id, self.row = number, row


class SamplesView(ShortListView):
    """S takes samples of the ticked, Enter writes the result of one, V makes one void."""

    KEY = "tests"
    STRONG = "name"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"stay_test", "stay"})
    HINTS = (
        ("Space", "isolation_forms.tests.key_tick"),
        ("S", "isolation_forms.tests.key_sample"),
        ("Enter", "isolation_forms.tests.key_result"),
        ("V", "isolation_forms.void.verb"),
    )

    def list_name(self) -> str:
        return t("isolation_forms.tests.name")

    def controls(self) -> Sequence[QWidget]:
        self.day = DateField(
            lambda: self.desk.now, self.desk.now.date(), name=t("isolation_forms.tests.day"), parent=self.head
        )
        self.day.setFixedWidth(136)
        self.day.left.connect(self.reload)
        self.day.returnPressed.connect(self.reload)
        return (self.day,)

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.WORK_SITE):
            return ()
        sample = Button(
            t("isolation_forms.tests.sample"), icon="check", kind=Kind.PRIMARY, key="S", parent=self.head
        )
        sample.clicked.connect(lambda: self.take_samples())
        return (sample,)

    def columns(self) -> Sequence[Column]:
        return (
            Column("place", t("isolation_forms.release.column_place"), width=176),
            Column("name", t("isolation_forms.release.column_name"), width=96),
            Column("due", t("isolation_forms.tests.due"), width=128),
            Column("sampled", t("isolation_forms.tests.sampled"), width=120),
            Column("laboratory", t("isolation_forms.tests.laboratory"), width=120, stretch=True),
            Column("state", t("isolation_forms.tests.state"), width=112),
        )

    def rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            found = nucleic.list_tests(read, self._day())
        return [Sample(number, row) for number, row in enumerate(found, 1)]

    def cell(self, column: ColumnLike, row: Sample) -> Cell:
        test = row.row
        match column.key:
            case "place":
                return Cell(" ".join(filter(None, (test.building, test.room))))
            case "name":
                return Cell(test.name)
            case "due":
                nth = t("isolation_forms.tests.nth", day=test.day) if test.day is not None else ""
                return Cell(formats.day(test.due_on), nth)
            case "sampled":
                return Cell(formats.moment(test.sampled_at))
            case "laboratory":
                return Cell(test.laboratory or "")
            case _:
                tone, icon = _MARKS[str(test.state)]
                return Cell(mark=Mark(t(f"isolation_forms.tests.state_{test.state}"), tone, icon))

    def empty(self) -> QWidget:
        return EmptyState(
            t("isolation_forms.tests.empty"), t("isolation_forms.tests.empty_next"), icon="check-circle"
        )

    def letter(self, letter: str) -> None:
        if letter == "S":
            self.take_samples()
        current = self.list.current_row()
        if letter == "V" and current is not None and current.row.id is not None:
            self.show_void(current.row)

    def take_samples(self) -> None:
        """Samples of the ticked, else of the current one, taken now."""
        if not self.tab.may(Permission.WORK_SITE):
            return
        current = self.list.current_row()
        chosen = list(self.source.rows(list(self.list.ticked_ids()))) or ([current] if current else [])
        wanted = [row.row for row in chosen if row.row.id is None]
        if not wanted:
            return

        taken = self.attempt(
            lambda work: nucleic.record_samples(work, [(test.stay, test.due_on) for test in wanted])
        )
        if taken:
            self.list.clear_ticks()
            self.shell.notify(
                t("isolation_forms.tests.sampled_done", count=len(taken)),
                undo=lambda: self.attempt(lambda work: nucleic.take_back_samples(work, taken)),
            )

    def open_row(self, row: Any) -> None:
        if row is None or not self.tab.may(Permission.WORK_SITE):
            return
        if row.row.id is not None and str(row.row.state) == "sampled":
            self.show_result(row.row)
        else:
            self.put_panel(None)

    def show_result(self, test: Any) -> ActPanel:
        """The result of a sample; a positive one opens an incident and marks the stay for referral."""
        panel = ActPanel(
            self.shell,
            t("isolation_forms.tests.result_title", name=test.name),
            " ".join(filter(None, (test.building, test.room, formats.day(test.due_on)))),
            t("isolation_forms.tests.result_verb"),
            lambda work, values, _second: nucleic.record_result(
                work,
                test.id,
                result=values["result"],
                at=values["at"],
                laboratory=values["laboratory"] or None,
                version=test.version,
            ),
            parent=self,
        )
        choices = [Choice(key, t(f"isolation_papers.result.{key}")) for key in ("negative", "positive")]
        panel.form.add(
            "result",
            t("isolation_forms.tests.result"),
            Segmented(choices, "negative", name=t("isolation_forms.tests.result")),
        )
        panel.form.add("at", t("isolation_forms.tests.at"), MomentField(lambda: self.desk.now, self.desk.now))
        panel.form.add(
            "laboratory",
            t("isolation_forms.tests.laboratory"),
            LineEdit(test.laboratory or "", placeholder=t("isolation_forms.optional")),
        )
        panel.explain(t("isolation_forms.tests.positive_explain"))

        def done(given: Any) -> None:
            self.put_panel(None)
            key = "positive_done" if given.incident is not None else "result_done"
            self.shell.notify(
                t(f"isolation_forms.tests.{key}", name=test.name), locked=t("isolation_forms.tests.locked")
            )
            self.list.setFocus()

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def show_void(self, test: Any) -> ActPanel | None:
        """A sample that cannot be used, or a result written wrongly: the day asks for a sample again."""
        if not self.tab.may(Permission.WORK_SITE):
            return None
        panel = ActPanel(
            self.shell,
            t("isolation_forms.void.title", name=test.name),
            " ".join(filter(None, (test.building, test.room, formats.day(test.due_on)))),
            t("isolation_forms.void.verb"),
            lambda work, values, _second: nucleic.void_test(
                work, test.id, reason=values["reason"], version=test.version
            ),
            kind=Kind.DANGER_SOLID,
            icon="cancel",
            parent=self,
        )
        panel.explain(t("isolation_forms.void.explain"))
        panel.ask_reason()

        def done(_given: object) -> None:
            self.close_panel()
            self.shell.notify(
                t("isolation_forms.void.done", name=test.name), locked=t("isolation_forms.void.locked")
            )

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def _day(self) -> date:
        value = self.day.value()
        return value if isinstance(value, date) else self.desk.now.date()
