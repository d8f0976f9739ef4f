"""Under the roster: how many people each shift has on each day, and what the signs mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk import formats
from duty_desk.roster.rules import Limits, Shift, missing
from duty_desk.strings import t
from ui.duty.roster_grid import RosterGrid
from ui.duty.roster_model import NOT_FIT
from ui.duty.roster_paint import TONES
from ui.kit.paint import CENTRE, LEFT, RIGHT, box, smooth, write
from ui.kit.tokens import GROUP_ROW, ROW, SMALL, scaled, text_width, tokens

_COUNTED = (Shift.DAY, Shift.NIGHT)


class RosterTotals(QWidget):
    """Two lines that keep to the columns of the grid; a shift with too few people is red."""

    def __init__(self, grid: RosterGrid) -> None:
        super().__init__()
        self._grid = grid
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())
        grid.horizontalHeader().sectionResized.connect(lambda *_sizes: self.update())

    def put(self) -> None:
        """The month in the grid has changed."""
        month = self._grid.roster.month
        if month is not None:
            short = [formats.day(head.day) for head in month.days if head.missing]
            words = t("duty_roster.totals_spoken", count=len(short), days=" ".join(short[:8]))
            self.setAccessibleName(words if short else t("duty_roster.totals_manned"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 2 * GROUP_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        month = self._grid.roster.month
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        painter.fillRect(self.rect(), look.sunken)
        painter.fillRect(QRectF(0, 0, self.width(), 1), look.line)
        if month is None:
            return
        lefts = self._grid.day_lefts()
        first = lefts[0][0] if lefts else 0
        for number, shift in enumerate(_COUNTED):
            top = number * GROUP_ROW
            if number:
                painter.fillRect(QRectF(0, top, self.width(), 1), look.line)
            for head, (left, wide) in zip(month.days, lefts, strict=True):
                counts = self._grid.roster.counts(head)
                count = counts[shift]
                place = QRectF(left, top, wide, GROUP_ROW)
                asked = any(counts.values()) or head.day in month.unmanned
                short = asked and shift in missing(counts, month.limits)
                if short:
                    box(painter, place.adjusted(2, 4, -2, -4), look.danger_bg, look.danger, 1, 3)
                fore = look.danger if short else look.text if count else look.text3
                write(painter, place, str(count), fore, SMALL, bool(count) or short, CENTRE)
            # Over days that are scrolled under it.
            room = QRectF(0, top + 1, max(first, self._grid.frozen() or self._people_width()), GROUP_ROW - 1)
            painter.fillRect(room, look.sunken)
            words = t(f"duty_roster.total.{shift.value}")
            write(painter, room.adjusted(8, 0, -4, 0), words, look.text, SMALL, True, LEFT)

    def _people_width(self) -> int:
        return text_width(t("duty_roster.total.day"), SMALL, True) + 16


class RosterLegend(QWidget):
    """What the signs mean at the left, what there is to say of the month at the right; what has no room is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._limits, self._facts = Limits(), ""
        self.setFixedHeight(ROW + 8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, limits: Limits, facts: str) -> None:
        """The rules in force and the sentence at the right."""
        self._limits, self._facts = limits, facts
        self.setAccessibleName(" ".join([*(words for _, words, _ in self._signs()), facts]))
        self.update()

    def facts(self) -> str:
        """The sentence at the right."""
        return self._facts

    def sizeHint(self) -> QSize:
        return QSize(320, ROW + 8)

    def _signs(self) -> list[tuple[str, str, str]]:
        """Sign, words and tone."""
        start, end = formats.clock(self._limits.day_from), formats.clock(self._limits.day_until)
        hours = {Shift.DAY: f"{start}\N{EN DASH}{end}", Shift.NIGHT: f"{end}\N{EN DASH}{start}"}
        found: list[tuple[str, str, str]] = []
        for shift in (Shift.DAY, Shift.NIGHT, Shift.LEADER, Shift.STANDBY, Shift.REST):
            words = hours.get(shift) or t(f"roster.shift.{shift.value}")
            found.append((t(f"roster.glyph.{shift.value}"), words, shift.value))
        over = t("duty_roster.legend_over", days=self._limits.limit)
        unfit = (f"{found[0][0]}{NOT_FIT}", t("duty_roster.legend_unfit"), "over")
        return [*found, (f"{found[0][0]}!", over, "over"), unfit]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        painter.fillRect(QRectF(0, 0, self.width(), 1), look.line)
        middle, left = self.height() / 2, 12.0
        facts = text_width(self._facts, SMALL)
        for sign, words, kind in self._signs():
            wide = max(22, text_width(sign, SMALL, True) + 8)
            after = left + wide + 6 + text_width(words, SMALL)
            if after > self.width() - 12:
                break
            tall = scaled(SMALL) + 10
            place = QRectF(left, middle - tall / 2, wide, tall)
            if kind == "over":
                box(painter, place, look.danger_bg, look.danger, 1.5, 3)
                write(painter, place, sign, look.danger, SMALL, True, CENTRE)
            elif kind == "rest":
                write(painter, place, sign, look.text3, SMALL, False, CENTRE)
            else:
                fore, back = look.tone(TONES[Shift(kind)])
                box(painter, place, back, None, 1, 3)
                write(painter, place, sign, fore, SMALL, True, CENTRE)
            write(painter, QRectF(left + wide + 6, 0, after - left, self.height()), words, look.text2, SMALL)
            left = after + 16
        room = QRectF(left, 0, self.width() - 12 - left, self.height())
        if facts <= room.width():
            write(painter, room, self._facts, look.text2, SMALL, False, Qt.AlignmentFlag(RIGHT))
