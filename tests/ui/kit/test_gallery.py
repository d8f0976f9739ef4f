"""The whole kit on one page: drawn in both themes and scales, reachable, named, large enough, and light on memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from duty_desk import strings
from ui.kit.buttons import Button
from ui.kit.gallery import Gallery, Page
from ui.kit.tokens import DARK, LIGHT, tokens
from ui.theme import Mode, Theme

RENDER = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
from ui.theme import Mode, install
install(application, mode=Mode(sys.argv[1]))
from ui.kit.gallery import Page
page = Page()
page.show()
application.processEvents()
assert page.grab().save(sys.argv[2])
"""


@pytest.fixture
def page(qtbot, shown) -> Page:
    made = Page()
    qtbot.addWidget(made)
    shown(made)
    return made


@pytest.mark.parametrize("factor", ["1", "1.5"])
@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_page_is_drawn_in_both_themes_and_scales(tmp_path: Path, factor: str, theme_name: str) -> None:
    target = tmp_path / "gallery.png"
    surroundings = os.environ | {"QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"}
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", RENDER, theme_name, str(target)],
        cwd=root, env=surroundings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    image = QImage(str(target))
    assert image.width() >= 960 * float(factor) - 1
    window = LIGHT.window if theme_name == "light" else DARK.window
    assert image.pixelColor(2, 2) == window
    used = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(used) > 200


def _reachable(page: QWidget) -> list[QWidget]:
    return [each for each in page.findChildren(QWidget) if each.isVisible() and each.width() > 1]


def test_every_target_is_at_least_32_square(page: Page) -> None:
    for each in _reachable(page):
        if isinstance(each, QAbstractButton | QLineEdit):
            assert each.width() >= 32, (each, each.accessibleName())
            assert each.height() >= 32, (each, each.accessibleName())


def test_everything_that_takes_the_keyboard_has_a_name(page: Page) -> None:
    for each in _reachable(page):
        if each.focusPolicy().value & 1 and each.isEnabled() and not isinstance(each.parent(), QLineEdit):
            face = QAccessible.queryAccessibleInterface(each)
            assert face.text(QAccessible.Text.Name).strip(), each


def test_buttons_with_a_picture_only_say_what_they_do(page: Page) -> None:
    lone = [
        each for each in page.findChildren(QAbstractButton) if isinstance(each, Button) and not each.text()
    ]
    for each in lone:
        assert each.accessibleName(), each
        assert each.toolTip() or each.isHidden(), each


def test_labels_are_literal(page: Page) -> None:
    from PySide6.QtCore import Qt

    for label in page.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_tab_reaches_every_control_once_round(page: Page) -> None:
    page.setFocus()
    seen: list[QWidget] = []
    for _step in range(200):
        page.focusNextChild()
        now = QApplication.focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
    stops = {each for each in _reachable(page) if each.focusPolicy().value & 1 and each.isEnabled()}
    stops -= {each for each in stops if each.focusProxy() is not None}
    missed = [each for each in stops if each not in seen and not each.objectName().startswith("qt_")]
    assert missed == []


def test_nothing_is_cut_at_any_type_scale(page: Page, theme: Theme) -> None:
    for scale in (100, 110, 125):
        theme.set_scale(scale)
        QApplication.processEvents()
        for each in page.findChildren(QAbstractButton):
            if each.isVisible():
                assert each.width() >= each.sizeHint().width(), (scale, each.accessibleName())
    theme.set_scale(100)


def test_theme_switch_reaches_every_pixel(qtbot, theme: Theme) -> None:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.show()
    for mode, look in ((Mode.DARK, DARK), (Mode.LIGHT, LIGHT)):
        theme.set_mode(mode)
        QApplication.processEvents()
        image = gallery.grab().toImage()
        counts: dict[str, int] = {}
        for x in range(0, image.width(), 4):
            for y in range(0, image.height(), 4):
                name = QColor(image.pixel(x, y)).name()
                counts[name] = counts.get(name, 0) + 1
        other = LIGHT if look is DARK else DARK
        assert counts.get(look.window.name(), 0) > 5000
        assert counts.get(other.window.name(), 0) == 0
        assert tokens() is look


def test_a_switched_theme_looks_like_one_put_on_anew(qtbot, qapp: QApplication, theme: Theme) -> None:
    """Qt keeps the colours of rules it has worked out; none of them may outlive the switch."""
    shown = QWidget()
    column = QVBoxLayout(shown)
    column.addWidget(Page())
    table = QTableWidget(3, 3)
    menu = QMenu(shown)
    menu.addAction("a")
    menu.addAction("b").setEnabled(False)
    for each in (table, menu, QPlainTextEdit("c"), QComboBox(), QScrollBar()):
        column.addWidget(each)
    qtbot.addWidget(shown)
    shown.show()

    def put_on_anew() -> QImage:
        sheet = qapp.styleSheet()
        qapp.setStyleSheet("")
        qapp.setStyleSheet(sheet)
        QApplication.processEvents()
        return shown.grab().toImage()

    # What is shown for the first time may still move.
    put_on_anew()
    shown.setFixedSize(shown.size())
    for mode in (Mode.DARK, Mode.LIGHT):
        clear_focus(qapp)
        theme.set_mode(mode)
        QApplication.processEvents()
        switched = shown.grab().toImage()
        assert put_on_anew() == switched


def clear_focus(application: QApplication) -> None:
    """A caret that blinks would be a difference."""
    focused = application.focusWidget()
    if focused is not None:
        focused.clearFocus()


def test_english_labels_take_more_room(qtbot) -> None:
    strings.set_language("en")
    try:
        page = Page()
        qtbot.addWidget(page)
        page.show()
        assert not page.grab().isNull()
        from ui.kit.form_field import usual_label_width

        assert usual_label_width() == 112
    finally:
        strings.set_language("zh_CN")


def test_painting_gives_none_back_no_oftener_than_it_takes(qapp) -> None:
    """PySide6 6.12.0 on Python 3.11 lost one reference to None a call and killed the process after some thousands."""
    image = QImage(20, 20, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _call in range(10_000):
        painter.drawLine(0, 0, 19, 19)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 100
