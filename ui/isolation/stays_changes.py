"""What can be decided about somebody under observation, each a small form: more or fewer days, another day to count from, another
room, a hospital, other food, what was brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import formats, isolation, rooms
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Kind
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.views.act_panel import ActPanel, Content, filled

MOST_DAYS = 60


def place_of(row: StayRow) -> str:
    """Building and room as the board says them."""
    return " ".join(part for part in (row.building or "", row.room_name or "") if part)


def _title(key: str, row: StayRow) -> tuple[str, str]:
    from duty_desk import masking

    note = "\N{IDEOGRAPHIC SPACE}".join(part for part in (place_of(row), row.number or "") if part)
    return t(f"isolation_forms.{key}.title", name=masking.mask_name(row.name)), note


def extend_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """More days."""
    return _days(shell, row, parent, "extend", isolation.extend)


def shorten_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """Fewer days."""
    return _days(shell, row, parent, "shorten", isolation.shorten)


def _days(shell: Shell, row: StayRow, parent: QWidget, key: str, act: Callable[..., date]) -> ActPanel:
    panel = ActPanel(
        shell,
        *_title(key, row),
        t(f"isolation_forms.{key}.verb"),
        lambda work, values, second: act(
            work,
            row.id,
            days=values["days"],
            reason=values["reason"],
            second=second,
            version=row.version,
        ),
        parent=parent,
    )
    panel.explain(_now(row))
    field = NumberField(None, unit=t("isolation_forms.days_unit"), least=1, most=MOST_DAYS)
    panel.form.add(
        "days",
        t(f"isolation_forms.{key}.days"),
        field,
        check=lambda value: None if value else field.problem() or t("isolation_forms.days_missing"),
    )
    _show_new_end(panel, row, key)
    panel.ask_reason()
    _ask_approver(
        panel,
        lambda values: isolation.countersigned(
            key, row.id, row.version, reason=values["reason"], days=values["days"]
        ),
    )
    return panel


def _ask_approver(panel: ActPanel, content: Content) -> None:
    panel.ask_second(content, permission=Permission.APPROVE_STAY, title=t("isolation_forms.approver"))


def _show_new_end(panel: ActPanel, row: StayRow, key: str) -> None:
    """The new last day beside the number of days, as it is typed."""
    from datetime import timedelta

    def show() -> None:
        days = panel.form.field("days").value()
        if isinstance(days, int) and row.due_on is not None:
            new = row.due_on + timedelta(days=days if key == "extend" else -days)
            panel.form.field("days").set_note(t("isolation_forms.new_end", day=formats.day(new)))
        else:
            panel.form.field("days").set_note("")

    panel.form.changed.connect(show)


def rebase_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """Another day to count from."""
    panel = ActPanel(
        shell,
        *_title("rebase", row),
        t("isolation_forms.rebase.verb"),
        lambda work, values, second: isolation.rebase(
            work,
            row.id,
            counted_from=values["counted_from"],
            reason=values["reason"],
            second=second,
            version=row.version,
        ),
        parent=parent,
    )
    panel.explain(_now(row))
    field = DateField(lambda: shell.desk.now, row.counted_from)
    panel.form.add(
        "counted_from",
        t("isolation_forms.rebase.from"),
        field,
        check=lambda value: None if value else field.problem() or t("isolation_forms.day_missing"),
    )
    panel.ask_reason()
    _ask_approver(
        panel,
        lambda values: isolation.countersigned(
            "rebase", row.id, row.version, reason=values["reason"], start=values["counted_from"]
        ),
    )
    return panel


def move_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """Another room: those that fit, best first; the one left waits for its terminal round."""
    with shell.desk.read() as read:
        options = room_options(isolation.proposals(read, row.id))
    panel = ActPanel(
        shell,
        *_title("move", row),
        t("isolation_forms.move.verb"),
        lambda work, values, _second: isolation.move(
            work, row.id, room=values["room"], reason=values["reason"], version=row.version
        ),
        icon="swap-horizontal",
        parent=parent,
    )
    panel.form.add(
        "room",
        t("isolation_forms.room"),
        ComboBox(options, options[0][0] if options else None, placeholder=t("isolation_forms.no_room")),
        check=filled(t("isolation_forms.room_missing")),
    )
    panel.ask_reason()
    panel.explain(t("isolation_forms.move.after", room=place_of(row)))
    return panel


def refer_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """To a hospital: the stay ends, passes go on resting."""
    panel = ActPanel(
        shell,
        *_title("refer", row),
        t("isolation_forms.refer.verb"),
        lambda work, values, _second: isolation.refer(
            work, row.id, place=values["place"], note=values["note"] or None, version=row.version
        ),
        kind=Kind.DANGER_SOLID,
        icon="phone-outline",
        parent=parent,
    )
    panel.form.add(
        "place",
        t("isolation_forms.refer.place"),
        LineEdit(placeholder=t("isolation_forms.refer.place_hint")),
        check=filled(t("isolation_forms.refer.place_missing")),
    )
    panel.form.add("note", t("isolation_forms.note"), LineEdit(placeholder=t("isolation_forms.optional")))
    panel.explain(t("isolation_forms.refer.after"))
    return panel


def withdraw_panel(shell: Shell, row: StayRow, parent: QWidget, *, refuse: bool = False) -> ActPanel:
    """A request is taken back, or decided against."""
    key = "refuse" if refuse else "withdraw"
    act = isolation.refuse if refuse else isolation.withdraw
    panel = ActPanel(
        shell,
        *_title(key, row),
        t(f"isolation_forms.{key}.verb"),
        lambda work, values, _second: act(work, row.id, reason=values["reason"], version=row.version),
        kind=Kind.DANGER_SOLID,
        parent=parent,
    )
    panel.ask_reason()
    return panel


def room_options(found: Any) -> list[tuple[object, ...]]:
    """Rooms for a drop-down: building and room, the zone beside it."""
    return [(room.id, f"{room.building} {room.name}", _about(room)) for room in found]


def _about(room: rooms.RoomRow) -> str:
    beds = t("isolation_forms.beds", beds=room.beds) if room.beds > 1 else ""
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in (room.zone.name, beds) if part)


def _now(row: StayRow) -> str:
    return t(
        "isolation_forms.now",
        start=formats.day(row.counted_from),
        days=row.days or 0,
        end=formats.day(row.due_on),
    )
