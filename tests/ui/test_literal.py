"""Names that look like markup, rare names, pasted passwords: the screen shows what was typed (S-33, U-63, S-12)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QRawFont, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.duty_desk.paper.hostile import HOSTILE, RARE_NAMES
from ui.kit.cells import Cell
from ui.kit.dialogs import Dialog
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.form import Form
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn
from ui.kit.ledger_source import Column, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner
from ui.kit.paint import literal, set_tip
from ui.kit.toast import Toaster
from ui.kit.tokens import FAMILY, Tone
from ui.theme import Theme


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    yield made
    made.close()


def as_a_tip_shows_it(text: str) -> str:
    """What Qt's own tip makes of a text: it reads as markup what looks like it."""
    if not GuiQt.mightBeRichText(text):
        return text
    page = QTextDocument()
    page.setHtml(text)
    return page.toPlainText()


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_tip_shows_what_was_typed(window: QWidget, payload: str) -> None:
    set_tip(window, payload)
    assert as_a_tip_shows_it(window.toolTip()) == payload
    assert as_a_tip_shows_it(literal(payload)) == payload


def test_a_tip_would_have_read_it_as_markup() -> None:
    """The test above can see."""
    # Qt grumbles about the colour of one of them, which would end the test.
    quiet = [payload for payload in HOSTILE if "color" not in payload]
    assert sum(as_a_tip_shows_it(payload) != payload for payload in quiet) > 5


def labels_of(widget: QWidget) -> list[QLabel]:
    return [each for each in [widget, *widget.findChildren(QLabel)] if isinstance(each, QLabel)]


def test_notices_questions_and_fields_show_what_was_typed(window: QWidget, theme: Theme) -> None:
    toaster = Toaster(window)
    for payload in HOSTILE:
        banner = Banner(Tone.DANGER, payload, payload, parent=window)
        dialog = Dialog(window, payload, payload, act=payload, keep="x", note=payload)
        form = Form(parent=window)
        form.add("name", payload, LineEdit(), help=payload)
        form.warn("name", payload)
        toaster.say(payload)
        found = [label for owner in (banner, dialog, form, window) for label in labels_of(owner)]
        assert {label.textFormat() for label in found} == {Qt.TextFormat.PlainText}
        assert [label.text() for label in labels_of(banner)].count(payload) == 2
        assert payload in [label.text() for label in labels_of(dialog)]
        assert form.field("name").remark() == payload
        for made in (banner, dialog, form):
            made.deleteLater()
    QApplication.processEvents()


class Row:
    def __init__(self, number: int, text: str) -> None:
        self.id, self.text = number, text


def test_a_list_and_a_grid_show_and_copy_what_was_typed(window: QWidget, qtbot: QtBot, theme: Theme) -> None:
    source = ListSource(
        [Column("text", "备注", width=200)],
        [Row(number, payload) for number, payload in enumerate(HOSTILE, 1)],
        lambda _column, row: Cell(row.text, tip=row.text),
    )
    view = LedgerView(source, key="literal", parent=window)
    view.reload()
    for number, payload in enumerate(HOSTILE):
        index = view.model.index(number, 0)
        assert index.data() == payload
        assert as_a_tip_shows_it(index.data(Qt.ItemDataRole.ToolTipRole)) == payload
    grid = Grid(
        [GridColumn("text", "备注", 200, "left", lambda text, _row: text or None)], [[p] for p in HOSTILE]
    )
    qtbot.addWidget(grid)
    for number, payload in enumerate(HOSTILE):
        assert grid.grid.text(number, 0) == payload
        tip = grid.grid.index(number, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert as_a_tip_shows_it(tip) == payload


@pytest.mark.parametrize("bold", [False, True])
def test_no_rare_name_is_an_empty_box_on_the_screen(theme: Theme, bold: bool) -> None:
    """Acceptance check U-63: by the bundled font alone, so that no font of the system has to help out."""
    font = QFont(FAMILY)
    font.setBold(bold)
    raw = QRawFont.fromFont(font)
    assert raw.familyName() == FAMILY
    missing = {
        character for name in RARE_NAMES for character in name if not raw.supportsCharacter(ord(character))
    }
    assert missing == set()
    for name in RARE_NAMES:
        assert 0 not in raw.glyphIndexesForString(name)


def test_a_password_can_be_pasted(window: QWidget, qtbot: QtBot) -> None:
    """Acceptance check S-12: whoever keeps passwords in a book need not type them."""
    field = PasswordField(parent=window)
    field.show()
    field.setFocus()
    QApplication.clipboard().setText("tangerine boat 7，天冷了")
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "tangerine boat 7，天冷了"
    field.selectAll()
    QApplication.clipboard().setText("before")
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "before", "but nobody copies it out"
