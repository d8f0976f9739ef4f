"""Draws a layout on the PDF sheet: the other half is the screen's painter, which draws the same list."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians, sin

from duty_desk.paper import fonts
from duty_desk.paper.canvas import Paper
from duty_desk.paper.fonts import Face
from duty_desk.paper.layout import POINT, Box, Item, Layout, Line, Text, fitted, left_edge


def face_of(item: Text) -> Face:
    """The face a text is set in."""
    if item.serif:
        return "serif_bold" if item.bold else "serif"
    return "bold" if item.bold else "sans"


def draw(paper: Paper, items: Iterable[Item], dx: float = 0.0, dy: float = 0.0) -> None:
    """Draw `items` on the current page, moved by dx, dy mm."""
    for item in items:
        if isinstance(item, Text):
            _text(paper, item, dx, dy)
        elif isinstance(item, Line):
            paper.pen(item.width, item.ink, item.dash)
            paper.rule(item.x1 + dx, item.y1 + dy, item.x2 + dx, item.y2 + dy)
        elif isinstance(item, Box):
            if item.fill:
                paper.fill(item.fill)
                paper.box(item.x + dx, item.y + dy, item.width, item.height, filled=True)
            if item.line:
                paper.pen(item.line, item.ink, item.dash)
                paper.box(item.x + dx, item.y + dy, item.width, item.height, filled=False)
        else:
            paper.code(item.x + dx, item.y + dy, item.size, item.payload)


def _text(paper: Paper, item: Text, dx: float, dy: float) -> None:
    if not item.text:
        return
    face = face_of(item)
    size, x, y = item.size, item.x, item.y
    if item.shrink_to is not None or item.align != "left":
        width = fonts.width(item.text, face, size) * POINT
        size, y = fitted(item, width)
        x = left_edge(item, width * size / item.size)
        if item.angle:  # turn about the point itself, wherever the text begins
            back = item.x - x
            x = item.x - back * cos(radians(item.angle))
            y += back * sin(radians(item.angle))
    paper.fill(item.ink)
    paper.text(x + dx, y + dy, item.text, size, face, item.angle)


def draw_page(paper: Paper, layout: Layout) -> None:
    """A page that holds just this layout."""
    paper.page(layout.width, layout.height)
    draw(paper, layout.items)
    paper.end_page()
