"""Hours or sets of a facility from a day on, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import bookings, formats
from duty_desk.bookings import FacilityKind, FacilityRow, Opening
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.date_fields import DateField
from ui.kit.date_input import parse_clock
from ui.kit.form import Form
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn
from ui.kit.labels import Label
from ui.kit.number_fields import parse_number
from ui.kit.panels import SidePanel
from ui.kit.tokens import PADDING, SMALL

WIDE = 520
WEEK = range(1, 8)


class RulesPanel(SidePanel):
    """`done` when they are kept."""

    done = Signal()

    def __init__(self, shell: Shell, facility: FacilityRow, day: date, *, parent: QWidget) -> None:
        super().__init__(WIDE, parent=parent)
        self.shell, self.facility = shell, facility
        self.set_head(facility.name, t("duty_bookings.rules.note"))
        with shell.desk.read() as read:
            openings = bookings.list_openings(read, facility.id, day)
        self.slots = facility.kind is FacilityKind.SLOT
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(8)
        self.form = Form()
        self.form.add(
            "valid_from",
            t("duty_bookings.rules.from"),
            DateField(lambda: shell.desk.now, shell.desk.now.date()),
        )
        column.addWidget(self.form)
        key = "slots" if self.slots else "orders"
        column.addWidget(Label(t(f"duty_bookings.rules.{key}"), px=SMALL, colour="text2", wrap=True))
        self.grid = Grid(_columns(self.slots), [_cells(each, self.slots) for each in openings], body)
        self.grid.setAccessibleName(t(f"duty_bookings.rules.{key}"))
        column.addWidget(self.grid, 1)
        self.set_body(body, pad=False)
        self.button = Button(t("duty_bookings.rules.keep"), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self)
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    @property
    def unsaved(self) -> bool:
        """Whether a line was changed."""
        return self.grid.grid.stack.canUndo()

    def start(self) -> None:
        """The keyboard in the first line."""
        self.grid.setFocus()
        self.grid.go_to(0, 0)

    def submit(self) -> bool:
        """Keep the lines from the day on."""
        if self.grid.next_problem():
            self.grid.setFocus()
            return False
        day = self.form.values()["valid_from"]
        try:
            with self.shell.desk.work() as work:
                bookings.set_rules(
                    work,
                    self.facility.id,
                    valid_from=day or self.shell.desk.now.date(),
                    openings=[self._opening(row) for row in self.grid.grid.rows()],
                    version=self.facility.version,
                )
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.grid.grid.stack.setClean()
        self.done.emit()
        return True

    def _opening(self, row: dict[str, str]) -> Opening:
        starts, ends = (parse_clock(row.get(key, "")) for key in ("starts", "ends"))
        minutes = parse_number(row.get("minutes", ""))
        capacity = parse_number(row.get("capacity", ""))
        return Opening(
            row.get("option", "").strip(),
            _weekdays(row.get("weekdays", "")),
            starts[0] if starts else None,
            ends[0] if ends else None,
            int(minutes) if minutes is not None else None,
            int(capacity) if capacity is not None else 0,
        )


def _columns(slots: bool) -> Sequence[GridColumn]:
    days = GridColumn("weekdays", t("duty_bookings.rules.weekdays"), 96, judge=_judge_days)
    capacity = GridColumn("capacity", t("duty_bookings.rules.capacity"), 64, "right", judge=_judge_number)
    if not slots:
        return (GridColumn("option", t("duty_bookings.rules.set"), 160, stretch=True), days, capacity)
    return (
        GridColumn("option", t("duty_bookings.rules.option"), 72, stretch=True),
        days,
        GridColumn("starts", t("duty_bookings.rules.starts"), 72, judge=_judge_clock),
        GridColumn("ends", t("duty_bookings.rules.ends"), 72, judge=_judge_clock),
        GridColumn("minutes", t("duty_bookings.rules.minutes"), 64, "right", judge=_judge_number),
        capacity,
    )


def _cells(each: Opening, slots: bool) -> list[str]:
    signs = t("duty_bookings.rules.signs").split()
    days = "".join(signs[day - 1] for day in each.weekdays)
    capacity = str(each.capacity)
    if not slots:
        return [each.option, days, capacity]
    minutes = "" if each.slot_minutes is None else str(each.slot_minutes)
    return [each.option, days, formats.clock(each.starts), formats.clock(each.ends), minutes, capacity]


def _weekdays(text: str) -> tuple[int, ...]:
    """1 to 7, or the signs of the week; nothing is every day."""
    signs = t("duty_bookings.rules.signs").split()
    found = [
        int(sign) if sign.isdigit() else signs.index(sign) + 1
        for sign in text
        if sign.isdigit() or sign in signs
    ]
    return tuple(sorted({day for day in found if day in WEEK}))


def _judge_days(text: str, _row: Sequence[str]) -> str | None:
    signs = t("duty_bookings.rules.signs").split()
    wrong = [sign for sign in text if not sign.isspace() and sign not in signs and sign not in "1234567"]
    return t("duty_bookings.rules.days_wrong") if wrong else None


def _judge_clock(text: str, _row: Sequence[str]) -> str | None:
    return None if parse_clock(text) else t("bookings.error.hours")


def _judge_number(text: str, _row: Sequence[str]) -> str | None:
    try:
        value = parse_number(text)
    except ValueError:
        value = None
    return None if value is not None and value > 0 else t("bookings.error.number", least=1)
