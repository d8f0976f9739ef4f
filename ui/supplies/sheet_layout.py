"""How a sheet of goods stands on the screen: the form at the left, its lines at the right, below them what is wrong and what saves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.form import Form
from ui.kit.grid import Grid
from ui.kit.labels import Line
from ui.kit.panels import Panel, Scroll
from ui.kit.regions import Regions
from ui.kit.tokens import GAP, PADDING

FORM_WIDTH = 336


def lay_out(
    sheet: QWidget,
    form: Form,
    grid: Grid,
    *,
    title: str,
    lines: tuple[str, str],
    notes: Sequence[QWidget],
    words: QWidget,
) -> QHBoxLayout:
    """Put the parts of a sheet in their places; `lines` is the title of the table and the note beside it.

    Returns the foot. Its buttons are made after this, so that Tab comes to them last.
    """
    left = Panel(title, parent=sheet)
    left.setFixedWidth(FORM_WIDTH)
    left.body.setContentsMargins(PADDING, 0, 8, 8)
    left.body.addWidget(Line())
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 8, 0)
    column.addWidget(form)
    column.addStretch()
    left.body.addWidget(Scroll(holder), 1)
    right = Panel(*lines, pad=False, parent=sheet)
    right.body.setSpacing(0)
    right.body.addWidget(grid, 1)
    above = QVBoxLayout()
    above.setContentsMargins(PADDING, 8, PADDING, 0)
    above.setSpacing(8)
    for each in notes:
        above.addWidget(each)
    right.body.addLayout(above)
    foot = QHBoxLayout()
    foot.setContentsMargins(PADDING, 8, PADDING, 12)
    foot.setSpacing(8)
    foot.addWidget(words, 1)
    foot.addWidget(form.problem_chip())
    right.body.addLayout(foot)
    row = QHBoxLayout(sheet)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    row.addWidget(left)
    row.addWidget(right, 1)
    Regions(sheet, lambda: [form, grid])
    return foot
