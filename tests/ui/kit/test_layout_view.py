"""The live preview shows what will be printed: same shapes, same places, readable code."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from duty_desk.paper import Layout, PassCard, Preview, layout_a6, layout_receipt, write_layouts
from duty_desk.paper.layout import Box, Line, Text
from ui.kit.layout_view import LayoutView, paint_layout

PAYLOAD = "910000000000000000000000000000000000000042"
DPI = 150


def _card() -> PassCard:
    return PassCard(
        kind_title="临时通行证",
        mark="教",
        reason_label="教学科研",
        office="西岭理工大学 总务处",
        holder="贺志远𬭎",
        holder_line="土木工程学院　工号 ****0317",
        valid_from=datetime(2020, 2, 22, 6),
        valid_until=datetime(2020, 3, 7),
        hours="每日 06:00–22:00",
        gates="南湖南门、南湖东大门",
        reason="结构实验室设备维护",
        number="通字〔2020〕第0412号",
        check_code="K7P4-2M",
        issued_on=datetime(2020, 2, 22, 9, 52),
        issuer="周敏",
        payload=PAYLOAD,
        phone="6010",
    )


def _screen(layout: Layout) -> QImage:
    size = [math.ceil(length / 25.4 * DPI) for length in (layout.width, layout.height)]
    image = QImage(*size, QImage.Format.Format_RGB888)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_layout(painter, layout, QRectF(image.rect()))
    painter.end()
    return image


def _grey(data: bytes, width: int, height: int, stride: int) -> np.ndarray:
    rows = np.frombuffer(data, dtype=np.uint8).reshape(height, stride)[:, : width * 3]
    return rows.reshape(height, width, 3).mean(axis=2)


def _printed(layout: Layout) -> np.ndarray:
    made = io.BytesIO()
    write_layouts(made, "x", [layout])
    with Preview(made.getvalue()) as preview:
        page = preview.render(0, DPI)
    return _grey(page.data, page.width, page.height, page.stride)


def _blurred(picture: np.ndarray) -> np.ndarray:
    """Half a pixel to any side does not count."""
    padded = np.pad(picture, 1, mode="edge")
    rows, columns = picture.shape
    return sum(padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)) / 9


@pytest.mark.parametrize("make", [layout_a6, layout_receipt])
def test_screen_and_paper_are_the_same_picture(qapp, make) -> None:
    layout = make(_card())
    image = _screen(layout)
    screen = _grey(bytes(image.constBits()), image.width(), image.height(), image.bytesPerLine())
    paper = _printed(layout)
    assert screen.shape == paper.shape
    apart = np.abs(_blurred(screen) - _blurred(paper))
    assert (apart > 64).mean() < 0.005
    assert apart.mean() < 3


def test_code_on_the_screen_can_be_scanned(qapp) -> None:
    import zxingcpp

    image = _screen(layout_a6(_card()))
    grey = _grey(bytes(image.constBits()), image.width(), image.height(), image.bytesPerLine()).astype(
        np.uint8
    )
    assert [found.text for found in zxingcpp.read_barcodes(grey)] == [PAYLOAD]


def test_long_names_shrink_like_on_paper(qapp) -> None:
    short = Layout(100, 20, (Text(5, 10, "阿依古丽·买买提江·阿卜杜热合曼", 28, bold=True, shrink_to=90),))
    image = _screen(short)
    dark = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).lightness() < 128 for y in range(image.height()))
    ]
    assert (dark[-1] - dark[0]) / image.width() * 100 + 2 >= 90
    assert dark[-1] / image.width() * 100 <= 95.5


def test_every_kind_of_item_is_painted(qapp) -> None:
    layout = Layout(
        60,
        40,
        (
            Box(5, 5, 20, 10, fill="tint", dash=(1, 1)),
            Line(0, 20, 60, 20, width=0.7, ink="red"),
            Text(30, 30, "演示", 20, ink="faint", align="centre", angle=30, serif=True),
            Text(55, 38, "右", 12, align="right", bold=True, serif=True),
        ),
    )
    image = _screen(layout)
    at = image.width() / 60
    assert image.pixelColor(round(40 * at), round(20 * at)).red() > 150
    assert image.pixelColor(round(40 * at), round(20 * at)).green() < 120
    assert image.pixelColor(round(15 * at), round(10 * at)).lightness() in range(220, 240)


def test_preview_follows_every_keystroke(qtbot) -> None:
    view = LayoutView(name="票面预览")
    qtbot.addWidget(view)
    assert view.heightForWidth(105) == 148
    view.resize(248, view.heightForWidth(248))
    shown = []
    for name in ("欧", "欧阳", "欧阳珺"):
        view.put(layout_a6(replace(_card(), holder=name)))
        shown.append(view.grab().toImage())
        assert name in view.accessibleDescription()
    assert shown[0] != shown[1] != shown[2]
    view.put(None)
    assert view.accessibleDescription() == ""
