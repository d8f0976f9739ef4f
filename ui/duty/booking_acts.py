"""What can be booked: facilities, their hours or sets from a day on, and days on which one is closed or open out of turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from duty_desk import bookings, formats
from duty_desk.bookings import FacilityKind, FacilityRow
from duty_desk.strings import t
from ui.duty.booking_rules import RulesPanel
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import ClockField
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.duty.booking import BookingsView


def menu(view: BookingsView) -> QMenu:
    """Everything about the facility in front."""
    made = QMenu(view.head)
    for words, act in (
        ("add", add),
        ("edit", edit),
        ("rules", edit_rules),
        ("close", close),
        ("open", reopen),
    ):
        made.addAction(t(f"duty_bookings.facility.{words}")).triggered.connect(
            lambda _=False, act=act: act(view)
        )
    return made


def add(view: BookingsView) -> ActPanel:
    """Something new that can be booked; its hours come next."""
    panel = _form(view, None)

    def done(facility: object) -> None:
        if isinstance(facility, int):
            view.open_record("facility", facility)
            edit_rules(view)

    panel.done.connect(done)
    return panel


def edit(view: BookingsView) -> ActPanel | None:
    """Name, place, cut-off."""
    if view.facility is None:
        return None
    panel = _form(view, view.facility)
    panel.done.connect(lambda _given: view.close_panel())
    return panel


def edit_rules(view: BookingsView) -> RulesPanel | None:
    """Hours or sets from a day on."""
    if view.facility is None:
        return None
    panel = RulesPanel(view.shell, view.facility, view.day, parent=view)
    panel.done.connect(view.close_panel)
    view.put_panel(panel)
    panel.start()
    return panel


def close(view: BookingsView) -> ActPanel | None:
    """The day in front is closed; whoever has booked is to be told."""
    if view.found is None:
        return None
    facility, day, count = view.found.facility, view.day, len(view.found.bookings)
    panel = _day_panel(
        view, "close", lambda work, why: bookings.close_day(work, facility.id, day=day, reason=why)
    )
    if count:
        panel.explain(t("duty_bookings.close.tell", count=count))
    return panel


def reopen(view: BookingsView) -> ActPanel | None:
    """The day in front is open whatever the weekday."""
    if view.found is None:
        return None
    facility, day = view.found.facility, view.day
    return _day_panel(
        view, "open", lambda work, why: bookings.open_day(work, facility.id, day=day, reason=why)
    )


def _day_panel(view: BookingsView, key: str, act: Any) -> ActPanel:
    assert view.found is not None
    panel = ActPanel(
        view.shell,
        t(f"duty_bookings.{key}.title", day=formats.day(view.day)),
        view.found.facility.name,
        t(f"duty_bookings.{key}.verb"),
        lambda work, values, _approval: act(work, values["reason"]),
        parent=view,
    )
    panel.ask_reason()

    def done(_given: object) -> None:
        view.close_panel()
        view.shell.notify(
            t(f"duty_bookings.{key}.done", day=formats.day(view.day)),
            locked=t(f"duty_bookings.{key}.locked"),
        )

    panel.done.connect(done)
    view.put_panel(panel)
    panel.start()
    return panel


def _form(view: BookingsView, row: FacilityRow | None) -> ActPanel:
    def act(work: Any, values: dict[str, Any], _approval: object) -> int:
        values = {**values, "kind": FacilityKind(values["kind"])} if row is None else values
        values["order_days"] = values["order_days"] or 0
        values["most_each"] = values["most_each"] or 1
        if row is None:
            return bookings.add_facility(work, **values)
        bookings.update_facility(work, row.id, version=row.version, **values)
        return row.id

    title = (
        t("duty_bookings.facility.add").removesuffix("\N{HORIZONTAL ELLIPSIS}") if row is None else row.name
    )
    panel = ActPanel(view.shell, title, "", t("duty_bookings.facility.keep"), act, parent=view)
    form = panel.form
    form.add(
        "name", t("duty_bookings.facility.title"), LineEdit(), check=filled(t("bookings.error.name_missing"))
    )
    if row is None:
        kinds = [Choice(kind.value, t(f"bookings.kind.{kind.value}")) for kind in FacilityKind]
        form.add("kind", t("duty_bookings.facility.kind"), Segmented(kinds, FacilityKind.SLOT.value))
    optional = t("duty_bookings.optional")
    form.add("place", t("duty_bookings.facility.place"), LineEdit(placeholder=optional))
    form.add("phone", t("duty_bookings.facility.phone"), LineEdit(placeholder=optional))
    form.add("order_until", t("duty_bookings.facility.until"), ClockField(placeholder=optional))
    form.add(
        "order_days",
        t("duty_bookings.facility.before"),
        NumberField(0, least=0, most=14, unit=t("duty_bookings.facility.days")),
        help=t("duty_bookings.facility.before_help"),
    )
    form.add("most_each", t("duty_bookings.facility.most"), NumberField(1, least=1, most=999))
    form.add("note", t("duty_bookings.facility.note"), LineEdit(placeholder=optional))
    if row is not None:
        form.set_values(
            {
                "name": row.name,
                "place": row.place,
                "phone": row.phone or "",
                "order_until": row.order_until,
                "order_days": row.order_days,
                "most_each": row.most_each,
                "note": row.note or "",
            }
        )
    view.put_panel(panel)
    panel.start()
    return panel
