"""Used-mask bins and airing: one line each, written down in a few seconds (product rule D5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection import short_records
from duty_desk.disinfection.short_records import SHORTS, STATE_TONES, ShortKind, ShortRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.disinfection.lamps_forms import ShortForm
from ui.kit.buttons import Button, Kind
from ui.kit.date_fields import MomentField
from ui.kit.facts import Facts
from ui.kit.fields import LineEdit
from ui.kit.notices import EmptyState
from ui.kit.number_fields import NumberField
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.period_filter import PeriodFilter
from ui.kit.suggestions import Suggestion
from ui.kit.tokens import Tone
from ui.kit.type_ahead import TypeAhead
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"kind": 104, "place": 120, "ended_at": 96, "minutes": 80}
_ICONS = {ShortKind.MASK_BIN: "package-variant-closed", ShortKind.AIRING: "fan"}


class ShortsView(ListView):
    """F2 a bin, F3 an airing; S shuts the windows, W takes a line back."""

    SEARCHES = "disinfection_mix.short.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"short_record"})
    LEDGER = fitted(SHORTS, _WIDTHS, ("note",))
    STRONG = "place"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "disinfection_mix.short.new_mask_bin"),
        ("F3", "disinfection_mix.short.new_airing"),
        ("S", "disinfection_mix.short.end"),
        ("W", "disinfection_mix.panel.withdraw"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = HINTS

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        for key, kind in (("F2", ShortKind.MASK_BIN), ("F3", ShortKind.AIRING)):
            new = QShortcut(QKeySequence(key), self)
            new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            new.activated.connect(lambda kind=kind: self.start(kind))

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("disinfection_mix.view.day"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        self.news: list[Button] = []
        for kind, key, looks in (
            (ShortKind.AIRING, "F3", Kind.DEFAULT),
            (ShortKind.MASK_BIN, "F2", Kind.PRIMARY),
        ):
            button = Button(
                t(f"disinfection_mix.short.new_{kind.value}"),
                icon=_ICONS[kind],
                note=key,
                kind=looks,
                parent=self.head,
            )
            button.clicked.connect(lambda _=False, kind=kind: self.start(kind))
            self.news.append(button)
        return self.news

    def choices(self, read: Any) -> Mapping[str, Chip]:
        for button in self.news:
            button.setVisible(self.tab.may(Permission.RECORD_DISINFECTION))
        found = {ALL: Chip(t("views.all"))}
        for kind in ShortKind:
            words = t(f"disinfection_mix.short_kind.{kind.value}")
            found[kind.value] = Chip(words, {"kind": kind.value}, _ICONS[kind])
        return found

    def faint(self, row: Any) -> bool:
        return row.state == "withdrawn"

    def empty(self) -> QWidget:
        return EmptyState(
            t("disinfection_mix.short.empty"),
            t("disinfection_mix.short.empty_next"),
            icon="fan",
            tone=None,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, ShortRow) or not self.tab.may(Permission.RECORD_DISINFECTION):
            return
        if letter == "S" and row.state == "open":
            self.end(row)
        elif letter == "W" and row.state != "withdrawn":
            self.withdraw(row)

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = short_records.get_short(read, row_id)
        panel = SidePanel(parent=self)
        panel.setProperty("record", row.id)
        tone, icon = STATE_TONES[row.state]
        mark = Mark(t(f"disinfection_mix.short_state.{row.state}"), Tone(tone), icon)
        panel.set_head(row.place, t(f"disinfection_mix.short_kind.{row.kind}"), mark)
        facts = Facts()
        for key, value in _facts(row):
            facts.add(key, t(f"disinfection_mix.column.{key}"), value)
        facts.finish()
        panel.set_body(facts)
        left: list[QWidget] = []
        if self.tab.may(Permission.RECORD_DISINFECTION):
            if row.state == "open":
                shut = Button(t("disinfection_mix.short.end"), icon="check", kind=Kind.PRIMARY, parent=panel)
                shut.clicked.connect(lambda: self.end(row))
                left.append(shut)
            if row.state != "withdrawn":
                back = Button(t("disinfection_mix.panel.withdraw"), icon="undo", parent=panel)
                back.clicked.connect(lambda: self.withdraw(row))
                left.append(back)
        panel.set_foot(left)
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if self.panel is not None and (record := self.panel.property("record")):
            self.show_row(int(record))

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def start(self, kind: ShortKind) -> ShortForm | None:
        """Write a line down."""
        if not self.tab.may(Permission.RECORD_DISINFECTION):
            return None

        def act(work: Work, values: dict[str, Any]) -> object:
            return short_records.record_short(
                work,
                kind=kind,
                place=values["place"],
                started_at=values["started_at"],
                ended_at=values.get("ended_at"),
                count=values.get("count"),
                done_by=values["done_by"],
                note=values["note"],
            )

        panel = ShortForm(
            self.shell,
            t(f"disinfection_mix.short.new_{kind.value}"),
            t(f"disinfection_mix.short.note_{kind.value}"),
            t("disinfection_mix.short.save"),
            act,
            parent=self,
        )
        self._fill(panel, kind)
        panel.done.connect(lambda record: self._saved(int(record), kind))
        self.put_panel(panel)
        panel.form.field("place").take_focus()
        return panel

    def end(self, row: ShortRow) -> None:
        """The windows are shut."""

        def act(work: Work) -> bool:
            short_records.end_airing(work, row.id)
            return True

        if self.attempt(act):
            self.shell.notify(t("disinfection_mix.short.ended", place=row.place))
            self.reload()

    def withdraw(self, row: ShortRow) -> ActPanel:
        """A line was written down wrongly."""
        panel = ActPanel(
            self.shell,
            t("disinfection_mix.short.withdraw_title", place=row.place),
            formats.moment(row.started_at),
            t("disinfection_mix.panel.withdraw"),
            lambda work, values, _second: short_records.withdraw_short(work, row.id, reason=values["reason"]),
            icon="undo",
            kind=Kind.DANGER,
            parent=self,
        )
        panel.ask_reason()
        panel.done.connect(lambda _given: self._withdrawn())
        self.put_panel(panel)
        panel.form.field("reason").take_focus()
        return panel

    def _fill(self, panel: ShortForm, kind: ShortKind) -> None:
        now = self.desk.now.replace(second=0, microsecond=0)
        with self.desk.read() as read:
            places = short_records.list_places(read, kind)
        place = LineEdit()
        ahead = TypeAhead(
            place,
            lambda typed: [Suggestion(name, name, len(typed)) for name in places if name.startswith(typed)],
            self.shell.tasks,
            preselect=False,
            width=280,
        )
        ahead.picked.connect(lambda chosen: place.setText(chosen.key))
        panel.need(
            "place", t("disinfection_mix.column.place"), place, t("disinfection_mix.error.short_place")
        )
        panel.need(
            "started_at",
            t(f"disinfection_mix.short.at_{kind.value}"),
            MomentField(lambda: self.desk.now, now),
            t("disinfection_mix.lamp.on_missing"),
        )
        if kind is ShortKind.MASK_BIN:
            panel.need(
                "count",
                t("disinfection_mix.column.bags"),
                NumberField(1, unit=t("disinfection_mix.short.bag"), least=1, most=10_000),
                t("disinfection_mix.error.bags"),
            )
        else:
            panel.form.add(
                "ended_at",
                t("disinfection_mix.short.shut"),
                MomentField(lambda: self.desk.now, None),
                help=t("disinfection_mix.short.shut_help"),
            )
        panel.need_name("done_by", t("disinfection_mix.column.done_by"), t("disinfection_mix.error.done_by"))
        panel.form.add(
            "note",
            t("disinfection_mix.form.remark"),
            LineEdit(placeholder=t("disinfection_mix.form.optional")),
        )
        panel.form.mark_saved()

    def _saved(self, record: int, kind: ShortKind) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                short_records.withdraw_short(work, record, reason=t("disinfection_mix.panel.undone"))

        self.shell.notify(t("disinfection_mix.short.saved"), undo=undo)
        self.reload()
        # Bins are emptied one after another: the next line opens by itself.
        self.start(kind)

    def _withdrawn(self) -> None:
        self.shell.notify(t("disinfection_mix.short.withdrawn"))
        self.put_panel(None)
        self.reload()
        self.list.setFocus()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(**{"from": first, "to": last})


def _facts(row: ShortRow) -> tuple[tuple[str, str], ...]:
    return (
        ("started_at", formats.moment(row.started_at)),
        ("ended_at", formats.moment(row.ended_at)),
        ("minutes", str(row.minutes) if row.minutes is not None else ""),
        ("bags", str(row.count) if row.count is not None else ""),
        ("done_by", row.done_by),
        ("officer", row.officer),
        ("note", row.note),
    )
