"""All components on one page in both themes, to look at and to test: `python -m ui.kit.gallery`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit import icons
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell, paint_cell
from ui.kit.checks import CheckGroup
from ui.kit.chips import Chip
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.dialogs import Dialog
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.focus_ring import FocusRing
from ui.kit.form import Form
from ui.kit.form_field import FormField
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner, EmptyState
from ui.kit.number_fields import NumberField
from ui.kit.paint import RIGHT, Mark, box, smooth, write
from ui.kit.panels import Scroll, Surface
from ui.kit.progress import ProgressPanel
from ui.kit.toast import Toast
from ui.kit.tokens import BODY, DISPLAY, SMALL, TITLE, Tone, tokens

SHOWN_AT = datetime(2020, 3, 6, 17, 20)
COLUMN_WIDTH = 444


class Strip(QWidget):
    """The look of a gate verdict, small: solid colour, icon, word, reason."""

    def __init__(self, kind: str, icon: str, word: str, reason: str, where: str) -> None:
        super().__init__()
        self._kind, self._icon, self._word, self._reason, self._where = kind, icon, word, reason, where
        self.setFixedHeight(64)
        self.setAccessibleName(f"{word} {reason}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        fill, fore, edge = {
            "ok": (look.ok_solid, look.on_accent, None),
            "danger": (look.danger_solid, look.on_accent, None),
            "warn": (look.warn_solid, look.on_warn_solid, None),
            "info": (look.info_bg, look.info, look.info),
        }[self._kind]
        box(painter, self.rect(), fill, edge)
        icons.draw(painter, self._icon, QRectF(14, 0, 44, 64), fore, 44)
        write(painter, QRectF(72, 8, 240, 28), self._word, fore, TITLE, True)
        write(painter, QRectF(72, 34, self.width() - 84, 22), self._reason, fore, SMALL)
        write(painter, QRectF(200, 10, self.width() - 212, 24), self._where, fore, SMALL, True, RIGHT)


class SlotRow(QWidget):
    """Cells of the time grid of disinfection."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(32)
        self._cells = (
            Cell(t("kit.gallery.slot_done"), icon="check-circle", tone=Tone.OK, small=True),
            Cell(mark=Mark(t("kit.gallery.slot_due"), Tone.WARN), boxed=True),
            Cell(mark=Mark(t("kit.gallery.slot_overdue"), Tone.DANGER), boxed=True),
            Cell(t("kit.gallery.slot_later"), icon="clock-outline", faint=True, small=True),
            Cell(t("kit.gallery.slot_exempt"), icon="minus-circle-outline", faint=True, small=True),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        step = self.width() / len(self._cells)
        for number, cell in enumerate(self._cells):
            paint_cell(painter, QRectF(number * step, 0, step, 32), cell, right=False)


@dataclass(frozen=True, slots=True)
class Sample:
    id: int
    number: str
    name: str
    unit: str
    mark: Mark
    ended: bool = False


def _row(*pieces: QWidget, gap: int = 12) -> QWidget:
    holder = QWidget()
    box_ = QHBoxLayout(holder)
    box_.setContentsMargins(0, 0, 0, 0)
    box_.setSpacing(gap)
    for piece in pieces:
        box_.addWidget(piece)
    box_.addStretch()
    return holder


def _buttons() -> list[QWidget]:
    refused = Button(t("kit.gallery.print"), icon="printer-outline")
    refused.refuse(t("kit.gallery.print_refused"))
    focused = Button(t("kit.gallery.focused"))
    focused.setObjectName("focused")
    first = _row(
        Button(t("kit.gallery.issue"), kind=Kind.PRIMARY, key="Ctrl+Return"),
        Button(t("kit.gallery.extend"), icon="calendar-month-outline"),
        focused,
    )
    void = Button(t("kit.gallery.void"), kind=Kind.DANGER, icon="cancel")
    return [first, _row(void, refused, Button(t("kit.gallery.all_18"), kind=Kind.TEXT))]


def _marks() -> tuple[Mark, ...]:
    return (
        Mark(t("kit.gallery.valid"), Tone.OK),
        Mark(t("kit.gallery.expires"), Tone.WARN, "timer-alert-outline"),
        Mark(t("kit.gallery.overdue"), Tone.DANGER),
        Mark(t("kit.gallery.lives_in"), Tone.INFO, "bed"),
        Mark(t("kit.gallery.disinfecting"), Tone.PROC),
        Mark(t("kit.gallery.expired"), Tone.NEUTRAL, "history"),
    )


def _choices() -> QWidget:
    segments = Segmented(
        [
            Choice("in", t("kit.gallery.in"), icon="login"),
            Choice("out", t("kit.gallery.out"), icon="logout"),
        ]
    )
    chips = FilterChips(
        [
            Choice("all", t("kit.gallery.all"), 55),
            Choice("late", t("kit.gallery.late"), 3, "alert-octagon", Tone.DANGER),
            Choice("done", t("kit.gallery.done"), 37, "check-circle", Tone.OK),
        ]
    )
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    row.addWidget(segments, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(chips, 1)
    return holder


def _form() -> Form:
    form = Form()
    form.add(
        "name",
        t("kit.gallery.name"),
        LineEdit(icon="account-outline", placeholder=t("kit.gallery.name_hint")),
    )
    household = LineEdit(t("kit.gallery.household_value"), icon="home-outline")
    form.add("household", t("kit.gallery.household"), household)
    form.add("id_number", t("kit.gallery.id_number"), LineEdit("610000198506200034"))
    form.add("target", t("kit.gallery.target"), NumberField(2000, unit="mg/L", width=160))
    until = MomentField(lambda: SHOWN_AT, datetime(2020, 3, 9), end=True)
    form.add("valid_until", t("kit.gallery.valid_until"), until)
    gates = [("west", t("kit.gallery.gate_west")), ("south", t("kit.gallery.gate_south"))]
    group = CheckGroup(gates)
    group.set_value(["west"])
    form.add("gates", t("kit.gallery.gates"), group)
    later = LineEdit(t("kit.gallery.number_later"))
    later.setReadOnly(True)
    form.add("number", t("kit.gallery.number"), later)
    form.field("id_number").set_remark(t("kit.gallery.id_error"), State.ERROR)
    form.field("target").set_remark(t("kit.gallery.target_warning"), State.WARNING)
    return form


def _table() -> LedgerView:
    columns = (
        Column("number", t("kit.gallery.number"), width=64, sortable=True),
        Column("name", t("kit.gallery.name"), width=96),
        Column("unit", t("kit.gallery.unit"), width=140, stretch=True),
        Column("state", t("kit.gallery.state"), "chip", width=112),
    )
    marks = _marks()
    gone = Mark(t("kit.gallery.voided"), Tone.NEUTRAL, "cancel")
    rows = (
        Sample(430, "0430", t("kit.gallery.person_1"), t("kit.gallery.unit_1"), marks[0]),
        Sample(412, "0412", t("kit.gallery.person_2"), t("kit.gallery.unit_2"), marks[1]),
        Sample(413, "0413", t("kit.gallery.person_3"), t("kit.gallery.unit_3"), gone, True),
    )

    def cell(column: ColumnLike, row: Sample) -> Cell:
        if column.key == "state":
            return Cell(mark=row.mark)
        return Cell(str(getattr(row, column.key)), faint=row.ended)

    view = LedgerView(ListSource(columns, rows, cell), strong="name")
    view.setFixedHeight(32 + 3 * 32 + 32 + 4)
    view.reload()
    view.select_id(412)
    return view


def _verdicts() -> list[QWidget]:
    kinds = (
        ("ok", "check-circle", "pass", "out_west"),
        ("danger", "cancel", "refuse", "out_west"),
        ("warn", "thermometer-alert", "again", "in_south"),
        ("info", "thermometer", "measure", "in_south"),
    )
    return [
        Strip(kind, icon, t(f"kit.gallery.{key}"), t(f"kit.gallery.{key}_reason"), t(f"kit.gallery.{where}"))
        for kind, icon, key, where in kinds
    ]


def _dialog(parent: QWidget) -> QWidget:
    dialog = Dialog(
        parent,
        t("kit.gallery.dialog_question"),
        t("kit.gallery.dialog_body"),
        act=t("kit.gallery.dialog_act"),
        keep=t("kit.gallery.dialog_keep"),
        icon="cancel",
        note=t("kit.gallery.dialog_note"),
        width=COLUMN_WIDTH,
    )
    reason = ComboBox([("left", t("kit.gallery.dialog_left"))])
    dialog.add(FormField("reason", t("kit.gallery.dialog_reason"), reason, label_width=48))
    dialog.setWindowFlags(Qt.WindowType.Widget)
    frame = Surface()
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(1, 1, 1, 1)
    dialog.setFixedWidth(COLUMN_WIDTH - 2)
    inside.addWidget(dialog)
    return frame


def _sizes() -> QWidget:
    row = _row(
        Label(t("kit.gallery.size_56"), px=DISPLAY, bold=True),
        Label(t("kit.gallery.size_18"), px=TITLE, bold=True),
        Label(t("kit.gallery.size_14"), px=BODY),
        Label(t("kit.gallery.size_12"), px=SMALL, colour="text2"),
        gap=18,
    )
    row.setFixedHeight(84)
    return row


class Page(QWidget):
    """Everything, in two columns; rebuilt by making a new one."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 24, 24)
        row.setSpacing(24)
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        for column in self._columns:
            column.setSpacing(8)
            row.addLayout(column)
        self._fill()
        for column in self._columns:
            column.addStretch()

    def _add(self, side: int, key: str, *pieces: QWidget) -> None:
        column = self._columns[side]
        if column.count():
            column.addSpacing(8)
        column.addWidget(Label(t(f"kit.gallery.{key}"), px=SMALL, bold=True, colour="text2"))
        for piece in pieces:
            piece.setFixedWidth(COLUMN_WIDTH)
            column.addWidget(piece)

    def _fill(self) -> None:
        marks = [Chip(mark) for mark in _marks()]
        self._add(0, "buttons", *_buttons())
        self._add(0, "chips", _row(*marks[:3]), _row(*marks[3:]))
        self._add(0, "choices", _choices())
        self._add(0, "form", _form())
        self._add(0, "slots", SlotRow())
        toast_room = QWidget()
        toast_room.setFixedSize(QSize(COLUMN_WIDTH, 48))
        self.toast = Toast(toast_room)
        self.toast.say(t("kit.gallery.toast_text"), True)
        self.toast.timer.stop()
        self.toast.setGeometry(0, 0, COLUMN_WIDTH, 48)
        self._add(0, "toast", toast_room)
        self._add(0, "table", _table())
        self._add(1, "verdicts", *_verdicts())
        self._add(1, "dialog", _dialog(self))
        progress = ProgressPanel(t("kit.gallery.progress_title"), t("kit.gallery.progress_leaves"))
        progress.put(12, 31)
        self._add(1, "progress", progress)
        careful = Banner(Tone.WARN, t("kit.gallery.banner_title"), t("kit.gallery.banner_body"))
        blocked = Banner(Tone.DANGER, t("kit.gallery.banner_danger"), t("kit.gallery.banner_danger_body"))
        self._add(1, "banner", careful, blocked)
        frame = Surface()
        frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        inside = QVBoxLayout(frame)
        button = Button(t("kit.gallery.empty_button"))
        inside.addWidget(EmptyState(t("kit.gallery.empty_fact"), t("kit.gallery.empty_next"), button=button))
        self._add(1, "empty", frame)
        self._add(1, "sizes", _sizes())


class Gallery(QWidget):
    """The page with a switch between light and dark."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(t("kit.gallery.title"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        self.themes = Segmented(
            [Choice("light", t("kit.gallery.light")), Choice("dark", t("kit.gallery.dark"))]
        )
        column.addWidget(self.themes)
        self.page = Page()
        column.addWidget(Scroll(self.page))
        self.resize(1000, 900)


def main() -> int:
    """Show the gallery; `dark` on the command line begins in the dark."""
    from ui.kit.dress import Mode, install

    application = QApplication(sys.argv)
    begin = Mode.DARK if "dark" in sys.argv else Mode.LIGHT
    theme = install(application, mode=begin)
    ring = FocusRing(application)
    gallery = Gallery()
    gallery.themes.set_value(begin.value)
    gallery.themes.chosen.connect(lambda key: theme.set_mode(Mode(key)))
    gallery.show()
    result = application.exec()
    del ring
    return result


if __name__ == "__main__":
    sys.exit(main())
