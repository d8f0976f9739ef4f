"""Every meaning has its picture, tinted, sharp and with its licence."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from ui.kit import icons

DESIGN = [
    "clipboard-check-outline",
    "card-account-details-outline",
    "boom-gate-outline",
    "package-variant-closed",
    "bed-outline",
    "spray-bottle",
    "calendar-account-outline",
    "file-chart-outline",
    "check-circle",
    "alert",
    "alert-octagon",
    "cancel",
    "clock-outline",
    "progress-clock",
    "minus-circle-outline",
    "timer-alert-outline",
    "history",
    "lock-outline",
    "thermometer",
    "thermometer-alert",
    "bed",
    "circle-outline",
    "bookmark-outline",
    "fan",
    "wrench-outline",
    "login",
    "logout",
    "truck-outline",
    "account-clock-outline",
    "barcode-scan",
    "printer-outline",
    "undo",
    "swap-horizontal",
    "phone-outline",
    "eye-off-outline",
]


@pytest.mark.parametrize("name", DESIGN)
def test_design_names_exist(name: str) -> None:
    assert name in icons.names()


def test_every_picture_draws_something() -> None:
    red = QColor("#B0201A")
    for name in icons.names():
        picture = icons.image(name, 24, red, 1.5)
        assert picture.width() == 36
        solid = [
            picture.pixelColor(x, y)
            for x in range(36)
            for y in range(36)
            if picture.pixelColor(x, y).alpha() == 255
        ]
        assert solid, name
        assert all(abs(colour.red() - 0xB0) < 3 and colour.green() < 0x25 for colour in solid), name


def test_same_picture_is_drawn_once() -> None:
    assert icons.image("bed", 18, QColor("red")) is icons.image("bed", 18, QColor("red"))
    assert icons.image("bed", 18, QColor("red")) is not icons.image("bed", 18, QColor("blue"))


def test_licence_is_beside_them() -> None:
    assert "Apache" in (icons.folder() / "LICENSE").read_text(encoding="utf-8")
