"""One description of a small piece of paper, drawn alike by the screen's live preview and by the PDF writer.

All lengths are millimetres, x from the left edge, **y from the top edge, downwards**. Type sizes are points.
`Text.y` is the **baseline**; `middle(y, size)` gives the baseline whose Chinese characters are centred on y.
Items are drawn in the order of the tuple, later ones over earlier ones.

A painter needs to know four things only: Text, Line, Box and Qr. Faces: `serif` and `bold` choose among the four
bundled ones. Angles turn counter-clockwise about (x, y).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from duty_desk.paper.text import ems, wrap

Align = Literal["left", "centre", "right"]
Ink = Literal["ink", "white", "red", "faint", "tint", "green", "amber", "blue"]

MM: Final = 72 / 25.4  # points in a millimetre
POINT: Final = 25.4 / 72  # millimetres in a point
RISE: Final = 0.38  # middle of a Chinese character above the baseline, in ems of the Noto faces

# What the inks are, as RGB: faint is for watermarks, tint for the head of a table, green, amber and blue for the gate's answers.
INKS: Final[dict[Ink, tuple[int, int, int]]] = {
    "ink": (0, 0, 0),
    "white": (255, 255, 255),
    "red": (192, 0, 0),
    "faint": (228, 228, 228),
    "tint": (230, 230, 230),
    "green": (46, 125, 50),
    "amber": (255, 179, 0),
    "blue": (21, 101, 192),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. When it is wider than `shrink_to` mm the painter reduces the size, never the words."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    align: Align = "left"
    shrink_to: float | None = None
    ink: Ink = "ink"
    serif: bool = False
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.25
    dash: tuple[float, float] | None = None
    ink: Ink = "ink"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; its stroke lies half inside, half outside. `line` 0 draws no stroke, `fill` None no fill."""

    x: float
    y: float
    width: float
    height: float
    line: float = 0.25
    dash: tuple[float, float] | None = None
    fill: Ink | None = None
    ink: Ink = "ink"


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code. x, y and size are of the dark modules; the quiet zone of 4 modules around it is left free."""

    x: float
    y: float
    size: float
    payload: str


Item = Text | Line | Box | Qr


@dataclass(frozen=True, slots=True)
class Layout:
    width: float
    height: float
    items: tuple[Item, ...]


def middle(y: float, size: float) -> float:
    """The baseline for text of `size` points whose characters are to be centred on y."""
    return y + RISE * size * POINT


def fitted(item: Text, width: float) -> tuple[float, float]:
    """Size in points and baseline of `item`, whose width at its full size is `width` mm.

    Shrunk text keeps its vertical middle. Both painters ask here, so that they shrink alike.
    """
    if item.shrink_to is None or width <= item.shrink_to or width <= 0:
        return item.size, item.y
    size = item.size * item.shrink_to / width
    return size, item.y - RISE * (item.size - size) * POINT


def left_edge(item: Text, width: float) -> float:
    """Where text of `width` mm begins, by its alignment (unturned)."""
    return item.x - {"left": 0.0, "centre": width / 2, "right": width}[item.align]


def moved(items: Iterable[Item], dx: float, dy: float) -> tuple[Item, ...]:
    """The same items `dx` mm to the right and `dy` mm further down."""
    result: list[Item] = []
    for item in items:
        if isinstance(item, Line):
            result.append(replace(item, x1=item.x1 + dx, x2=item.x2 + dx, y1=item.y1 + dy, y2=item.y2 + dy))
        else:
            result.append(replace(item, x=item.x + dx, y=item.y + dy))
    return tuple(result)


def lines_of(
    text: str, x: float, y: float, width: float, *, size: float, smallest: float, bold: bool = False
) -> tuple[Text, ...]:
    """`text` centred on y: in one line, shrunk as far as `smallest`; longer in two lines of that size.

    Works by estimate, without a font; each line is still told to shrink, so nothing can leave its place.
    """
    if ems(text) * smallest * POINT <= width:
        return (Text(x, middle(y, size), text, size, bold, shrink_to=width),)
    pitch = smallest * POINT * 1.2
    parts = halves(text, width, lambda part: ems(part) * smallest * POINT)
    top = y - pitch * (len(parts) - 1) / 2
    return tuple(
        Text(x, middle(top + i * pitch, smallest), part, smallest, bold, shrink_to=width)
        for i, part in enumerate(parts)
    )


def halves(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """At most two lines, parted at a wide space where both halves then fit; what does not fit is left to shrink."""
    if measure(text) > width:
        for place in (i for i, character in enumerate(text) if character == "\u3000"):
            first, second = text[:place], text[place + 1 :]
            if first and second and max(measure(first), measure(second)) <= width:
                return first, second
    parts = wrap(text, width, measure)
    if len(parts) == 2 and measure(parts[1]) < width / 5:
        # A character alone below is read as a mistake.
        narrower = wrap(text, measure(text) * 0.6, measure)
        return narrower if len(narrower) == 2 else parts
    if len(parts) <= 2:
        return parts
    wider = measure(text) / 2
    while len(parts) > 2:
        parts = wrap(text, wider, measure)
        wider *= 1.05
    return parts
