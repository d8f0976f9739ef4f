"""Draws up the rooms of a building: so many floors, so many rooms on each, with the codes that come of it before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from duty_desk import rooms
from duty_desk.errors import DutyDeskError
from duty_desk.rooms import Planned
from duty_desk.rooms.rules import MOST_FLOORS, MOST_PER_FLOOR
from duty_desk.strings import t
from duty_desk.work import Work
from ui.isolation.sites_forms import LOWEST, add_what_is_inside, zones_to_choose
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.number_fields import NumberField
from ui.kit.tokens import SMALL
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.isolation.sites import SitesView

# More floors than that are shown by the first and the last.
FLOORS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn up."""

    building: str
    rooms: tuple[int, ...]


class DrawPanel(ActPanel):
    """The codes follow what is typed; those that exist already are said at the field of the prefix."""

    def __init__(self, view: SitesView, zone: int | None) -> None:
        super().__init__(
            view.shell,
            t("rooms.sites.draw.title"),
            t("rooms.sites.draw.note"),
            t("rooms.sites.draw.verb"),
            self._draw,
            icon="plus",
            parent=view,
        )
        self._view = view
        form = self.form
        form.add(
            "zone",
            t("rooms.column.zone"),
            ComboBox(zones_to_choose(view), zone, placeholder=t("rooms.sites.choose_zone")),
            check=filled(t("rooms.error.zone_unknown")),
        )
        form.add(
            "building",
            t("rooms.column.building"),
            LineEdit(),
            check=filled(t("rooms.error.building_missing")),
        )
        self._number("from_floor", 1, t("rooms.sites.floor_unit"), LOWEST, MOST_FLOORS)
        self._number("floors", 4, t("rooms.sites.floor_unit"), LOWEST, MOST_FLOORS)
        self._number("per_floor", 11, t("rooms.sites.room_unit"), 1, MOST_PER_FLOOR)
        self._number("first", 1, "", 0, MOST_PER_FLOOR)
        form.add("prefix", t("rooms.sites.draw.prefix"), LineEdit(), help=t("rooms.sites.draw.prefix_help"))
        self.total = Label("", bold=True, wrap=True)
        self.codes = Label("", px=SMALL, colour="text2", wrap=True)
        form.add_section(t("rooms.sites.draw.preview"))
        form.add_widget(self.total)
        form.add_widget(self.codes)
        form.add_section(t("rooms.sites.draw.inside"))
        add_what_is_inside(self, None)
        form.changed.connect(self.show_preview)
        self.show_preview()

    def planned(self) -> tuple[Planned, ...]:
        """The rooms that what stands in the form comes to; none while something is missing or cannot be."""
        values = self.form.values()
        wanted = ("from_floor", "floors", "per_floor", "first")
        if not values["building"] or any(values[name] is None for name in wanted):
            return ()
        try:
            with self._view.desk.read() as read:
                return rooms.preview(
                    read,
                    building=values["building"],
                    floors=floors_of(values),
                    per_floor=values["per_floor"],
                    first=values["first"],
                    prefix=values["prefix"],
                )
        except DutyDeskError:
            return ()

    def show_preview(self) -> None:
        """How many rooms, and the first and last code of each floor."""
        building = str(self.form.control("building").value() or "")
        with self._view.desk.read() as read:
            usual = rooms.prefix_of(read, building) if building else ""
        self.form.control("prefix").setPlaceholderText(usual)
        found = self.planned()
        taken = [room.code for room in found if room.taken]
        if taken:
            self.form.warn("prefix", t("rooms.error.codes_taken", code=taken[0], count=len(taken)))
        else:
            self.form.warn("prefix", "")
        if not found:
            self.set_head(t("rooms.sites.draw.title"), t("rooms.sites.draw.note"))
            self.total.setText(t("rooms.sites.draw.nothing"))
            self.codes.setText("")
            return
        floors = len({room.floor for room in found})
        total = t("rooms.sites.draw.total", floors=floors, count=len(found))
        # Said at the head too: that never scrolls away.
        self.set_head(t("rooms.sites.draw.title"), total)
        self.total.setText(total)
        self.codes.setText("\n".join(_lines(found)))

    def _number(self, name: str, value: int, unit: str, least: int, most: int) -> None:
        missing = t("rooms.sites.draw.missing")
        self.form.add(
            name,
            t(f"rooms.sites.draw.{name}"),
            NumberField(value, unit=unit, least=least, most=most),
            check=lambda typed: None if typed is not None else missing,
        )

    def _draw(self, work: Work, values: dict[str, Any], _second: object) -> Drawn:
        plan = {name: values[name] for name in ("building", "per_floor", "first", "prefix")}
        inside = {name: values[name] for name in ("beds", "aircon", "own_bath", "window")}
        floors = floors_of(values)
        codes = {room.code for room in rooms.preview(work, floors=floors, **plan)}
        rooms.draw_up(work, zone=values["zone"], floors=floors, **plan, **inside)
        made = rooms.list_rooms(work, building=str(values["building"]).strip())
        return Drawn(str(values["building"]).strip(), tuple(row.id for row in made if row.code in codes))


def floors_of(values: dict[str, Any]) -> Sequence[int]:
    """From the lowest to the highest floor; there is none between the first and the cellar."""
    return [floor for floor in range(values["from_floor"], values["floors"] + 1) if floor]


def _lines(found: Sequence[Planned]) -> list[str]:
    lines = [
        t("rooms.sites.draw.floor", floor=floor, first=each[0].code, last=each[-1].code, count=len(each))
        for floor, each in ((floor, list(group)) for floor, group in groupby(found, lambda room: room.floor))
    ]
    if len(lines) > FLOORS_SHOWN:
        lines[FLOORS_SHOWN - 1 : -1] = ["\N{HORIZONTAL ELLIPSIS}"]
    return lines
