"""Takes a posted paper back: the reason, and a second officer where the rule asks for one (product rule S6)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.supplies import reversing
from ui.feature_tab import Shell
from ui.kit.buttons import Kind
from ui.views.act_panel import ActPanel


def reverse_panel(shell: Shell, document: int, number: str, parent: QWidget) -> ActPanel | None:
    """The form for it; None, with the reason told, when something stands in the way."""
    try:
        with shell.desk.read() as read:
            standing = reversing.obstacle(read, document)
            needed = reversing.needs_second(read, document)
            content = reversing.asked(read, document)
    except DutyDeskError as error:
        shell.refuse(error)
        return None
    if standing is not None:
        shell.refuse(standing)
        return None
    panel = ActPanel(
        shell,
        t("supplies_tab.reverse.title", number=number),
        t("supplies_tab.reverse.note"),
        t("supplies_tab.reverse.verb"),
        lambda work, values, second: reversing.reverse(
            work, document, reason=values["reason"], approval=second
        ),
        kind=Kind.DANGER_SOLID,
        icon="undo",
        parent=parent,
    )
    panel.ask_reason()
    panel.explain(t("supplies_tab.reverse.explain"))
    if needed:
        panel.ask_second(lambda values: content)
    return panel
