"""Two people change places: asked on the board, where one was put down on the other, or of the list of stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from duty_desk import isolation, masking
from duty_desk.desk import Desk
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.isolation.stays_changes import place_of
from ui.isolation.tile_words import short_room
from ui.kit.combo import ComboBox
from ui.views.act_panel import ActPanel, Values, filled

if TYPE_CHECKING:
    from ui.isolation.board import BoardView


def ask_swap(view: BoardView, stay: int, other: int) -> ActPanel:
    """Only the reason is left to say; undone from the notice."""
    with view.desk.read() as read:
        one, two = (isolation.get_stay(read, each) for each in (stay, other))
    rooms = {"source": room_of(one), "room": room_of(two)}
    panel = ActPanel(
        view.shell,
        t("isolation_tab.swap.title", **rooms),
        t("isolation_tab.swap.names", one=_name(view, one), other=_name(view, two)),
        t("isolation_tab.swap.verb"),
        lambda work, values, _second: isolation.swap(
            work,
            one.id,
            two.id,
            reason=values["reason"],
            version=one.version,
            other_version=two.version,
        ),
        icon="swap-horizontal",
        width=view.panel_width,
        parent=view,
    )
    panel.explain(t("isolation_tab.swap.explain"))
    panel.ask_reason()

    def swapped(_given: object) -> None:
        view.show_person(stay)
        said = t("isolation_tab.swap.done", **rooms)
        view.shell.notify(said, undo=lambda: swap_back(view.desk, stay, other))
        view.canvas.setFocus()

    panel.done.connect(swapped)
    view.put_panel(panel)
    panel.start()
    return panel


def swap_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """With whom: those whose room fits this one, and whom this room fits. `done` carries the other stay."""
    with shell.desk.read() as read:
        ids = [each.stay for each in isolation.partners(read, row.id)]
        found = {each.id: each for each in isolation.fetch_stays(read, ids)}
    others = {each: found[each] for each in ids}
    options = [(each.id, f"{room_of(each)} {masking.mask_name(each.name)}") for each in others.values()]

    def act(work: Work, values: Values, _second: object) -> int:
        other = others[values["other"]]
        isolation.swap(
            work,
            row.id,
            other.id,
            reason=values["reason"],
            version=row.version,
            other_version=other.version,
        )
        return other.id

    panel = ActPanel(
        shell,
        t("isolation_forms.swap.title", name=masking.mask_name(row.name)),
        place_of(row),
        t("isolation_tab.swap.verb"),
        act,
        icon="swap-horizontal",
        parent=parent,
    )
    panel.form.add(
        "other",
        t("isolation_forms.swap.other"),
        ComboBox(
            options,
            None,
            placeholder=t("isolation_forms.swap.choose" if options else "isolation_forms.swap.nobody"),
        ),
        check=filled(t("isolation_forms.swap.missing")),
    )
    panel.ask_reason()
    panel.explain(t("isolation_tab.swap.explain"))
    return panel


def move_back(desk: Desk, stay: int) -> None:
    """Somebody has the old bed again."""
    with desk.work() as work:
        isolation.undo_move(work, stay, version=isolation.get_stay(work, stay).version)


def swap_back(desk: Desk, stay: int, other: int) -> None:
    """Both where they were."""
    with desk.work() as work:
        one, two = (isolation.get_stay(work, each) for each in (stay, other))
        isolation.undo_swap(work, stay, other, version=one.version, other_version=two.version)


def room_of(row: StayRow) -> str:
    """A room as the board says it."""
    return short_room(row.building or "", row.room_name or "")


def _name(view: BoardView, row: StayRow) -> str:
    return row.name if view.revealed else masking.mask_name(row.name)
