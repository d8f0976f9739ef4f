"""The kinds of pass as the head of a form offers them: another one opens its own form."""

from __future__ import annotations

from collections.abc import Callable

from duty_desk.passes import PassKind
from duty_desk.strings import t
from ui.kit.combo import ComboBox


def kind_box(kind: PassKind, choose: Callable[[PassKind], object]) -> ComboBox:
    """A drop-down of the kinds; `choose` is told when another is wanted."""
    box = ComboBox(
        [(one.value, t(f"passes.kind.{one.value}")) for one in PassKind],
        kind.value,
        name=t("passes_tab.series"),
    )
    # Told after the choice is made and its list is closed, because the box goes with its form.
    box.activated.connect(lambda _row: _tell(box, kind, choose))
    return box


def _tell(box: ComboBox, kind: PassKind, choose: Callable[[PassKind], object]) -> None:
    from PySide6.QtCore import QTimer

    wanted = PassKind(str(box.value()))
    if wanted is not kind:
        QTimer.singleShot(0, box, lambda: choose(wanted))
