"""Three meals a day: what the kitchen makes, door after door who gets what, ticked singly or along a corridor (product rule I6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QMenu, QWidget

from duty_desk import formats
from duty_desk.isolation import meals as meal_rows
from duty_desk.isolation import papers_lists
from duty_desk.isolation.meals import DoorRow, MealSheet
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.isolation.care_list import ShortListView
from ui.isolation.stays_papers import print_list
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import DateField
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, GroupRow
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.views.tab import ViewsTab

GIVEN, DECLINED, AWAY = meal_rows.OUTCOMES
_MARKS = {
    GIVEN: (Tone.OK, "check-circle"),
    DECLINED: (Tone.WARN, "minus-circle-outline"),
    AWAY: (Tone.NEUTRAL, "minus-circle-outline"),
}


class Door:
    """A door under the number of the stay."""

    def __init__(self, row: DoorRow) -> None:
        self.id, self.row = row.stay, row


class MealsView(ShortListView):
    """Space ticks, G says given, D declined, W away; C gives to the whole corridor of the current door."""

    KEY = "meals"
    STRONG = "room"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"care_entry", "stay", "stay_room"})
    HINTS = (
        ("Space", "isolation_forms.meals.key_tick"),
        ("G", "isolation_forms.meals.key_given"),
        ("D", "isolation_forms.meals.key_declined"),
        ("W", "isolation_forms.meals.key_away"),
        ("C", "isolation_forms.meals.key_corridor"),
    )

    def __init__(self, tab: ViewsTab) -> None:
        self.sheet: MealSheet | None = None
        super().__init__(tab)

    def list_name(self) -> str:
        return t("isolation_forms.meals.name")

    def controls(self) -> Sequence[QWidget]:
        day, meal = meal_rows.next_meal(self.desk.now)
        self.meal = Segmented(
            [Choice(key, t(f"isolation_papers.meal.{key}")) for key in meal_rows.MEALS],
            meal,
            name=t("isolation_forms.meals.meal"),
            parent=self.head,
        )
        self.meal.chosen.connect(lambda _key: self.reload())
        self.day = DateField(
            lambda: self.desk.now, day, name=t("isolation_forms.meals.day"), parent=self.head
        )
        self.day.setFixedWidth(136)
        self.day.left.connect(self.reload)
        self.day.returnPressed.connect(self.reload)
        return self.meal, self.day

    def buttons(self) -> Sequence[QWidget]:
        paper = Button(t("isolation_forms.meals.print"), icon="printer-outline", parent=self.head)
        menu = QMenu(paper)
        menu.addAction(t("isolation_forms.meals.print_doors")).triggered.connect(lambda _=False: self.print())
        menu.addAction(t("isolation_forms.meals.print_kitchen")).triggered.connect(
            lambda _=False: self.print_kitchen()
        )
        paper.set_popup(menu)
        found: list[QWidget] = [paper]
        if self.tab.may(Permission.WORK_SITE):
            given = Button(
                t("isolation_forms.meals.given"), icon="check", kind=Kind.PRIMARY, parent=self.head
            )
            given.clicked.connect(lambda: self.record(GIVEN))
            found.append(given)
        return found

    def above(self) -> Sequence[QWidget]:
        self.totals = Label("", bold=True, wrap=True)
        self.buildings = Label("", colour="text2", wrap=True)
        return self.totals, self.buildings

    def columns(self) -> Sequence[Column]:
        return (
            Column("room", t("isolation_papers.doors.room"), width=96),
            Column("name", t("isolation_papers.doors.name"), width=96),
            Column("diet", t("isolation_papers.doors.diet"), width=96),
            Column("note", t("isolation_papers.doors.note"), width=160, stretch=True),
            Column("outcome", t("isolation_forms.meals.outcome"), width=120),
        )

    def rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            sheet = meal_rows.meals(read, self._day(), self._meal())
        self.sheet = sheet
        self._show_totals(sheet)
        found: list[Any] = []
        before: tuple[str, int] | None = None
        for row in sheet.doors:
            here = (row.building, row.floor)
            if here != before:
                count = sum(1 for each in sheet.doors if (each.building, each.floor) == here)
                title = t("isolation_forms.sheet.floor_named", building=row.building, floor=row.floor)
                found.append(GroupRow(-1 - len(found), title, t("isolation_forms.people", count=count)))
                before = here
            found.append(Door(row))
        return found

    def cell(self, column: ColumnLike, row: Door) -> Cell:
        door = row.row
        match column.key:
            case "room":
                return Cell(door.room, t("isolation_papers.bed", bed=door.bed) if door.bed > 1 else "")
            case "name":
                return Cell(door.name)
            case "diet":
                special = door.diet != "regular"
                return Cell(papers_lists.diet_words(door.diet), bold=special)
            case "note":
                return Cell("\N{IDEOGRAPHIC SPACE}".join(filter(None, (door.diet_note, door.note))))
            case _:
                if door.outcome is None:
                    return Cell(mark=Mark(t("isolation_forms.meals.open"), Tone.NEUTRAL, "clock-outline"))
                tone, icon = _MARKS[door.outcome]
                return Cell(mark=Mark(t(f"isolation_forms.meals.outcome_{door.outcome}"), tone, icon))

    def empty(self) -> QWidget:
        return EmptyState(
            t("isolation_forms.meals.empty"),
            t("isolation_forms.meals.empty_next"),
            icon="bed-outline",
            tone=None,
        )

    def letter(self, letter: str) -> None:
        if letter == "C":
            self.tick_corridor()
            return
        acts = {"G": GIVEN, "D": DECLINED, "W": AWAY}
        if letter in acts and self.tab.may(Permission.WORK_SITE):
            self.record(acts[letter])

    def record(self, outcome: str) -> None:
        """Write it for the ticked doors, else for the current one."""
        current = self.list.current_row()
        stays = list(self.list.ticked_ids()) or ([current.id] if isinstance(current, Door) else [])
        if stays:
            self._write(stays, outcome)

    def tick_corridor(self) -> None:
        """The whole corridor of the current door got the meal; what is written already stays."""
        current = self.list.current_row()
        if not isinstance(current, Door) or self.sheet is None or not self.tab.may(Permission.WORK_SITE):
            return
        here = (current.row.building, current.row.floor)
        stays = [row.stay for row in self.sheet.open if (row.building, row.floor) == here]
        if stays:
            self._write(stays, GIVEN)

    def print(self) -> None:
        """The list for the doors."""
        day, meal = self._day(), self._meal()
        print_list(
            self.shell,
            "doors",
            lambda read, target: papers_lists.draw_doors(read, target, day, meal),
            t("isolation_papers.doors.title", meal=t(f"isolation_papers.meal.{meal}")),
        )

    def print_kitchen(self) -> None:
        """What the kitchen makes."""
        day = self._day()
        print_list(
            self.shell,
            "kitchen",
            lambda read, target: papers_lists.draw_kitchen(read, target, day),
            t("isolation_papers.kitchen.title"),
        )

    def _write(self, stays: Sequence[int], outcome: str) -> None:
        day, meal = self._day(), self._meal()
        count = self.attempt(
            lambda work: meal_rows.record_meals(work, day=day, meal=meal, stays=stays, outcome=outcome)
        )
        if count:
            self.list.clear_ticks()
            self.shell.notify(
                t(
                    "isolation_forms.meals.done",
                    count=count,
                    outcome=t(f"isolation_forms.meals.outcome_{outcome}"),
                ),
                locked=t("isolation_forms.meals.locked"),
            )

    def _show_totals(self, sheet: MealSheet) -> None:
        kinds = "\N{IDEOGRAPHIC SPACE}".join(
            f"{papers_lists.diet_words(diet)} {sheet.portions[diet]}"
            for diet in papers_lists.DIETS
            if sheet.portions.get(diet)
        )
        total = t("isolation_papers.doors.total", count=len(sheet.doors), kinds=kinds)
        still = t("isolation_forms.meals.still", day=formats.day(sheet.day), count=len(sheet.open))
        self.totals.setText("\N{IDEOGRAPHIC SPACE}".join((total, still)))
        self.buildings.setText(
            "\N{IDEOGRAPHIC SPACE}".join(f"{row.building} {row.total}" for row in sheet.kitchen)
        )

    def _meal(self) -> str:
        return self.meal.value()

    def _day(self) -> date:
        value = self.day.value()
        return value if isinstance(value, date) else self.desk.now.date()
