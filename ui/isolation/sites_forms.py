"""Forms of the register of rooms: a zone, a room, and why a room is taken out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duty_desk import rooms
from duty_desk.rooms import RoomRow, ZoneRow
from duty_desk.rooms.rows import RoomState, ZoneKind
from duty_desk.rooms.rules import AIRCON, MOST_BEDS, MOST_FLOORS, PARTS
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.isolation.sites import SitesView

Saved = tuple[int, bool]
# As deep as a cellar goes.
LOWEST = -9


def saved(given: object) -> Saved:
    """What a form of a room or zone gave: its identifier, and whether it is new."""
    assert isinstance(given, tuple)
    return int(given[0]), bool(given[1])


def zones_to_choose(view: SitesView) -> list[tuple[object, ...]]:
    """Zones in use for a drop-down, with their site."""
    with view.desk.read() as read:
        return [(row.id, row.name, row.site) for row in rooms.list_zones(read, active_only=True)]


def add_what_is_inside(panel: ActPanel, row: RoomRow | None) -> None:
    """Beds, bathroom, window and air conditioning."""
    form = panel.form
    form.add(
        "beds",
        t("rooms.column.beds"),
        NumberField(row.beds if row else 1, unit=t("rooms.sites.bed_unit"), least=1, most=MOST_BEDS),
        check=filled(t("rooms.error.beds", most=MOST_BEDS)),
    )
    options = [(each, t(f"rooms.aircon.{each}")) for each in AIRCON]
    form.add("aircon", t("rooms.column.aircon"), ComboBox(options, row.aircon if row else AIRCON[0]))
    form.add(
        "own_bath",
        t("rooms.sites.inside"),
        CheckBox(t("rooms.column.own_bath"), row.own_bath if row else True),
    )
    form.add("window", "", CheckBox(t("rooms.column.window"), row.window if row else True))


def room_form(view: SitesView, row: RoomRow | None, zone: int | None) -> ActPanel:
    """A new room in a zone, or what the register says of a known one."""

    def act(work: Work, values: dict[str, Any], _second: object) -> Saved:
        if row is None:
            return rooms.add_room(work, **values), True
        rooms.edit_room(work, row.id, version=row.version, **values)
        return row.id, False

    panel = ActPanel(
        view.shell,
        t("rooms.sites.room.new") if row is None else row.code,
        "" if row is None else t("rooms.sites.edit"),
        t("rooms.sites.save"),
        act,
        parent=view,
    )
    form = panel.form
    form.add(
        "zone",
        t("rooms.column.zone"),
        ComboBox(zones_to_choose(view), zone, placeholder=t("rooms.sites.choose_zone")),
        check=filled(t("rooms.error.zone_unknown")),
    )
    for name, missing in (("building", "building"), ("code", "code"), ("name", "name")):
        form.add(
            name,
            t(f"rooms.column.{name}"),
            LineEdit(getattr(row, name) if row else ""),
            check=filled(t(f"rooms.error.{missing}_missing")),
        )
    form.add(
        "floor",
        t("rooms.column.floor"),
        NumberField(
            row.floor if row else 1, unit=t("rooms.sites.floor_unit"), least=LOWEST, most=MOST_FLOORS
        ),
        check=lambda value: None if value is not None else t("rooms.error.floors", most=MOST_FLOORS),
    )
    add_what_is_inside(panel, row)
    note = (row.note or "") if row else ""
    form.add("note", t("rooms.column.note"), LineEdit(note, placeholder=t("rooms.sites.optional")))
    return panel


def zone_form(view: SitesView, row: ZoneRow | None) -> ActPanel:
    """A new zone, or a known one; whether its rooms are shared stays while somebody is there."""

    def act(work: Work, values: dict[str, Any], _second: object) -> Saved:
        form: dict[str, Any] = {**values, "kind": ZoneKind(values["kind"])}
        if row is None:
            return rooms.add_zone(work, **form), True
        rooms.edit_zone(work, row.id, version=row.version, **form)
        return row.id, False

    panel = ActPanel(
        view.shell,
        t("rooms.sites.zone.new") if row is None else row.name,
        "" if row is None else t("rooms.sites.zone.edit"),
        t("rooms.sites.save"),
        act,
        parent=view,
    )
    with view.desk.read() as read:
        sites = rooms.list_sites(read)
    form = panel.form
    site = row.site if row else (sites[0].name if sites else "")
    for name, text in (("site", site), ("name", row.name if row else "")):
        form.add(
            name,
            t(f"rooms.sites.zone.{name}"),
            LineEdit(text),
            check=filled(t(f"rooms.error.zone_{name}_missing")),
        )
    kinds = [(each.value, t(f"rooms.zone_kind.{each.value}")) for each in ZoneKind]
    kind = row.kind.value if row else ZoneKind.OBSERVATION.value
    form.add("kind", t("rooms.sites.zone.kind"), ComboBox(kinds, kind))
    form.add(
        "single",
        t("rooms.sites.zone.sharing"),
        CheckBox(t("rooms.sites.single"), row.single if row else True),
        help=t("rooms.sites.zone.sharing_help"),
    )
    parts = [(each, t(f"rooms.part.{each}")) for each in PARTS]
    form.add("part", t("rooms.sites.zone.part"), ComboBox(parts, row.part if row else "observed"))
    for name in ("way_in", "phone"):
        text = (getattr(row, name) or "") if row else ""
        form.add(name, t(f"rooms.sites.zone.{name}"), LineEdit(text, placeholder=t("rooms.sites.optional")))
    if row is not None:
        form.add(
            "is_active",
            t("rooms.sites.zone.use"),
            CheckBox(t("rooms.sites.zone.is_active"), row.is_active),
        )
    return panel


def close_form(view: SitesView, row: RoomRow) -> ActPanel:
    """Why a room is taken out of use."""

    def act(work: Work, values: dict[str, Any], _second: object) -> None:
        rooms.close(work, row.id, reason=str(values["reason"]), version=row.version)

    panel = ActPanel(
        view.shell, row.code, row.building, t("rooms.sites.close"), act, icon="wrench-outline", parent=view
    )
    panel.ask_reason(label=t("rooms.column.reason"), missing=t("rooms.error.reason_missing"))
    key = "close_dirty" if row.state is RoomState.TO_CLEAN else "close_free"
    panel.explain(t(f"rooms.sites.{key}"))
    return panel
