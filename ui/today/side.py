"""The column at the right: how far the hand-over is prepared, who is on duty, the figures of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.agenda.shapes import Board, Figure, Post
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.labels import Label, Line
from ui.kit.notices import Picture
from ui.kit.paint import Mark, set_tip
from ui.kit.panels import Panel
from ui.kit.tokens import SMALL, Tone, scaled

if TYPE_CHECKING:
    from duty_desk.handover import Readiness

BUTTON, ROW = 40, 28
POST = 54
NONE = "\N{EM DASH}"


class HandoverBox(Panel):
    """What is carried over by itself, what is counted and written; one button begins."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("today_tab.handover.title"), parent=parent)
        self.chip = Chip(Mark(" "))
        self.chip.hide()
        self.add_to_head(self.chip)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self.values: dict[str, Label] = {}
        for place, (key, icon) in enumerate(
            (
                ("open", "file-document-edit-outline"),
                ("inside", "account-group-outline"),
                ("things", "clipboard-check-outline"),
                ("note", "note-text-outline"),
            )
        ):
            grid.addWidget(Picture(icon, icons.SMALL, height=ROW), place, 0)
            grid.addWidget(Label(t(f"today_tab.handover.{key}")), place, 1)
            self.values[key] = Label(bold=True)
            grid.addWidget(self.values[key], place, 2, Qt.AlignmentFlag.AlignRight)
            grid.setRowMinimumHeight(place, ROW)
        self.body.addLayout(grid)
        self.button = Button(
            t("today_tab.handover.begin"),
            kind=Kind.PRIMARY,
            icon="swap-horizontal",
            key="F10",
            bind=False,
            height=BUTTON,
            parent=self,
        )
        self.button.clicked.connect(self.asked)
        self.body.addWidget(self.button)

    def put(self, board: Board, ready: Readiness | None) -> None:
        """Show how far it is; without a watch nobody holds the desk yet."""
        things, people = formats.number(board.open_items), formats.number(board.inside) or NONE
        self._say(self.values["open"], t("today_tab.handover.things_open", count=things))
        self._say(self.values["inside"], t("today_tab.handover.people", count=people))
        if ready is None:
            self._say(self.values["things"], NONE)
            self._say(self.values["note"], NONE)
            self.chip.hide()
            return
        done = ready.things > 0 and ready.counted == ready.things
        counted = t("today_tab.handover.counted") if done else t("today_tab.handover.not_counted")
        self._say(self.values["things"], counted, "ok" if done else "warn")
        noted = t("today_tab.handover.noted") if ready.noted else t("today_tab.handover.not_noted")
        self._say(self.values["note"], noted, "ok" if ready.noted else "warn")
        words = t("today_tab.handover.take" if ready.watch is None else "today_tab.handover.begin")
        self.button.set_words(words)
        self._show_chip(ready)

    def _show_chip(self, ready: Readiness) -> None:
        self.chip.setVisible(ready.watch is not None and (ready.soon or ready.late))
        if ready.minutes < 0:
            length = formats.duration(timedelta(minutes=-ready.minutes))
            self.chip.set_mark(Mark(t("today_tab.handover.late", time=length), Tone.DANGER))
        else:
            length = formats.duration(timedelta(minutes=ready.minutes))
            self.chip.set_mark(Mark(t("today_tab.handover.left", time=length), Tone.WARN))

    def _say(self, label: Label, text: str, colour: str = "text") -> None:
        label.setText(text)
        label.set_colour(colour)


class DutyBox(Panel):
    """Who works where, with the number of the desk; a press calls."""

    called = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("today_tab.duty.title"), parent=parent)
        self.shift = Label(px=SMALL, colour="text2")
        self.add_to_head(self.shift)
        self.add_to_head(Label(" "))
        self.body.setSpacing(0)
        self.lines: list[QWidget] = []
        self._shown: tuple[Post, ...] | None = None

    def put(self, shift: str, posts: Sequence[Post], here: bool) -> None:
        """Show another shift; `here` says whether the next officer has come."""
        self.shift.setText(shift)
        fresh = tuple(posts)
        if fresh == self._shown:
            return
        self._shown = fresh
        for line in self.lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        for post in fresh:
            if post.waiting:
                self._add(Line(parent=self))
            self._add(self._line(post, here))
        if not fresh:
            self._add(Label(t("today_tab.duty.nobody"), colour="text2", parent=self))

    def _add(self, widget: QWidget) -> None:
        self.lines.append(widget)
        self.body.addWidget(widget)
        widget.show()

    def _line(self, post: Post, here: bool) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        head = Label(post.post, px=SMALL, colour="text2", elide=True)
        head.setFixedWidth(scaled(POST))
        row.addWidget(head)
        names = Label(post.names, elide=True)
        row.addWidget(names, 1)
        if post.waiting and not here:
            row.addWidget(Chip(Mark(t("today_tab.duty.not_here"), Tone.WARN)))
        if post.phone:
            call = Button(post.phone, kind=Kind.TEXT, icon="phone-outline", height=ROW, parent=line)
            call.setAccessibleName(t("today_tab.duty.call", name=post.names, phone=post.phone))
            call.clicked.connect(lambda _=False, post=post: self.called.emit(post))
            row.addWidget(call)
        return line


class FiguresBox(Panel):
    """Six figures of today; those of yesterday stand beside them where there is room, else in the tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("today_tab.figures.title"), parent=parent)
        self.until = Label(px=SMALL, colour="text2")
        self.add_to_head(self.until)
        self.add_to_head(Label(" "))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(6)
        self.body.addLayout(self._grid)
        self.numbers: dict[str, Label] = {}
        self.before: dict[str, Label] = {}
        self._names: dict[str, Label] = {}
        self._wide: bool | None = None

    def put(self, at: str, figures: Sequence[Figure], wide: bool) -> None:
        """Show other figures."""
        self.until.setText(t("today_tab.figures.until", time=at))
        if not self.numbers:
            self._build(figures)
        if wide is not self._wide:
            self._place(wide)
        for figure in figures:
            now, before = _number(figure.today), _number(figure.yesterday)
            self.numbers[figure.name].setText(now)
            self.before[figure.name].setText(t("today_tab.figures.before", number=before))
            set_tip(self.numbers[figure.name], t("today_tab.figures.tip", number=before))
            name = t(f"agenda.figure.{figure.name}")
            self.numbers[figure.name].setAccessibleName(
                t("today_tab.figures.spoken", name=name, today=now, yesterday=before)
            )

    def _build(self, figures: Sequence[Figure]) -> None:
        for figure in figures:
            self._names[figure.name] = Label(
                t(f"agenda.figure.{figure.name}"), px=SMALL, colour="text2", parent=self
            )
            self.numbers[figure.name] = Label(bold=True, parent=self)
            self.before[figure.name] = Label(px=SMALL, colour="text2", parent=self)

    def _place(self, wide: bool) -> None:
        self._wide = wide
        across = 2 if wide else 3
        for place, name in enumerate(self.numbers):
            row, column = divmod(place, across)
            # Between two figures there is more room than within one.
            self._names[name].setContentsMargins(12 if column else 0, 0, 0, 0)
            for offset, label in enumerate((self._names[name], self.numbers[name], self.before[name])):
                self._grid.removeWidget(label)
                if offset < 2 or wide:
                    end = Qt.AlignmentFlag.AlignRight if offset == 1 else Qt.AlignmentFlag.AlignLeft
                    self._grid.addWidget(label, row, column * 3 + offset, end | Qt.AlignmentFlag.AlignVCenter)
                label.setVisible(offset < 2 or wide)
            self._grid.setColumnStretch(column * 3 + 1, 1)


class SideColumn(QWidget):
    """The three boxes, as wide as the window allows; the figures go where it is low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.handover, self.duty, self.figures = HandoverBox(self), DutyBox(self), FiguresBox(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for box in (self.handover, self.duty, self.figures):
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            column.addWidget(box)
        column.addStretch()

    def put(self, board: Board, ready: Readiness | None, wide: bool) -> None:
        """Show another reading."""
        shift = board.shift
        self.handover.put(board, ready)
        hours = formats.hours(shift.start.time(), shift.end.time())
        words = t("today_tab.duty.shift", shift=t(f"duty.shift.{shift.shift.value}"), hours=hours)
        self.duty.put(words, board.posts, ready is not None and ready.here)
        self.figures.put(formats.clock(board.at), board.figures, wide)


def _number(value: int | None) -> str:
    return NONE if value is None else formats.number(value)
