"""The sheet the papers are drawn on: a ReportLab canvas that speaks millimetres from the top edge.

The one module that imports ReportLab at its head; everything else imports it inside functions, so that opening the
window does not. Use it through `duty_desk.paper.writer.writing`.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from math import cos, radians, sin
from typing import Any, cast

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from duty_desk.paper import fonts, qr
from duty_desk.paper.fonts import Face
from duty_desk.paper.layout import INKS, MM, Ink

_FILLS = {ink: " ".join(f"{part / 255:.3g}" for part in rgb) + " rg" for ink, rgb in INKS.items()}
_FILLS["ink"] = "0 g"
_STROKES = {ink: operator.upper() for ink, operator in _FILLS.items()}


class Paper(Canvas):
    """Draws text, lines and codes by writing the page's own operators: one operator string for each thing drawn."""

    # The canvas's own page code, document and byte escaping, which its type information does not name.
    _code: list[str]
    _doc: Any
    _escape: Callable[[bytes], str]

    def __init__(self, buffer: BytesIO, title: str) -> None:
        super().__init__(
            buffer,
            pageCompression=1,
            invariant=1,
            initialFontName=cast(Any, fonts.font("sans").fontName),
            lang="zh-CN",
        )
        self.setTitle(title)
        self.setCreator("Duty Desk")
        self.setProducer("Duty Desk")
        self.setAuthor("")
        self.setSubject("")
        self._encoded: dict[tuple[str, Face], tuple[tuple[str, str, bool], ...]] = {}
        self._resources: dict[tuple[Face, int], str] = {}
        self._drawn_font: tuple[str, str] = ("", "")
        self._inks: list[str] = ["0 g", "0 G"]
        self._pen = ""
        self.missing: dict[str, None] = {}
        self.height_mm = 297.0
        self.width_mm = 210.0

    def page(self, width: float, height: float) -> None:
        """Begin a page of this size in mm; the one before must have been ended."""
        self.width_mm, self.height_mm = width, height
        self.setPageSize((width * MM, height * MM))
        self._fresh()

    def end_page(self) -> None:
        """End the page, also when nothing was drawn on it."""
        self._code.append("")
        self.showPage()
        self._fresh()

    def _fresh(self) -> None:
        self._drawn_font, self._inks, self._pen = ("", ""), ["0 g", "0 G"], ""

    def begin_stamp(self, name: str) -> None:
        """Begin something drawn once and stamped on many pages, for example a watermark or the number of pages."""
        self.beginForm(name)
        self._fresh()

    def end_stamp(self) -> None:
        self.endForm()
        self._fresh()

    def stamp(self, name: str) -> None:
        """Draw a stamp, which may also be made later, before the document is saved."""
        self._code.append("q")
        self.doForm(name)
        self._code.append("Q")

    def fill(self, ink: Ink) -> None:
        if self._inks[0] != _FILLS[ink]:
            self._inks[0] = _FILLS[ink]
            self._code.append(_FILLS[ink])

    def pen(self, width: float, ink: Ink, dash: tuple[float, float] | None = None) -> None:
        """Line width and dash in mm."""
        if self._inks[1] != _STROKES[ink]:
            self._inks[1] = _STROKES[ink]
            self._code.append(_STROKES[ink])
        pattern = f"{dash[0] * MM:.2f} {dash[1] * MM:.2f}" if dash else ""
        pen = f"{width * MM:.3g} w [{pattern}] 0 d"
        if pen != self._pen:
            self._pen = pen
            self._code.append(pen)

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        height = self.height_mm
        self._code.append(
            f"{x1 * MM:.2f} {(height - y1) * MM:.2f} m {x2 * MM:.2f} {(height - y2) * MM:.2f} l S"
        )

    def box(self, x: float, y: float, width: float, height: float, *, filled: bool) -> None:
        foot = (self.height_mm - y - height) * MM
        self._code.append(
            f"{x * MM:.2f} {foot:.2f} {width * MM:.2f} {height * MM:.2f} re {'f' if filled else 'S'}"
        )

    def operators(self, code: str) -> None:
        """Ready-made page operators in points, for tables that write many lines at once."""
        self._code.append(code)

    def _encode(self, text: str, face: Face) -> tuple[tuple[str, str, bool], ...]:
        """(font resource, escaped bytes, synthesise bold) for each run of `text`."""
        known = self._encoded.get((text, face))
        if known is not None:
            return known
        document = self._doc
        parts: list[tuple[str, str, bool]] = []
        runs = fonts.runs(text, face)
        if len(runs) != 1 or runs[0][1] != text:
            self.missing.update(dict.fromkeys(fonts.missing_characters(text)))
        for use, run in runs:
            ttf = fonts.font(use)
            thicken = use != face and face.endswith("bold")
            for subset, codes in ttf.splitString(run, document):
                name = self._resources.get((use, subset))
                if name is None:
                    name = self._resources[use, subset] = ttf.getSubsetInternalName(subset, document)
                parts.append((name, self._escape(codes), thicken))
        if len(self._encoded) > 20000:
            self._encoded.clear()
        encoded = self._encoded[text, face] = tuple(parts)
        return encoded

    def text(
        self, x: float, y: float, text: str, size: float, face: Face = "sans", angle: float = 0.0
    ) -> None:
        """One line of text whose baseline begins at x, y."""
        self._code.append(self.text_code(x * MM, (self.height_mm - y) * MM, text, size, face, angle))

    def text_code(
        self, x: float, y: float, text: str, size: float, face: Face = "sans", angle: float = 0.0
    ) -> str:
        """The operators for one line of text at x, y in points from the lower left corner."""
        parts = self._encode(text, face)
        points = f"{size:.4g}"
        if len(parts) == 1 and not angle and not parts[0][2]:  # nearly always
            name, escaped, _ = parts[0]
            if self._drawn_font == (name, points):
                return f"BT {x:.2f} {y:.2f} Td ({escaped}) Tj ET"
            self._drawn_font = (name, points)
            return f"BT {name} {points} Tf {x:.2f} {y:.2f} Td ({escaped}) Tj ET"
        if angle:
            turn = radians(angle)
            place = f"{cos(turn):.5f} {sin(turn):.5f} {-sin(turn):.5f} {cos(turn):.5f} {x:.2f} {y:.2f} Tm"
        else:
            place = f"{x:.2f} {y:.2f} Td"
        return self._runs_code(parts, points, size, place)

    def _runs_code(
        self, parts: tuple[tuple[str, str, bool], ...], points: str, size: float, place: str
    ) -> str:
        """Text of several fonts; a character taken from Regular for want of a bold one is thickened."""
        code = ["BT", place]
        thick = False
        for name, escaped, thicken in parts:
            if thicken != thick:
                stroke = self._inks[0].upper()
                code.append(f"2 Tr {size * 0.024:.3g} w [] 0 d {stroke}" if thicken else "0 Tr")
                thick, self._pen, self._inks[1] = thicken, "", stroke
            if self._drawn_font != (name, points):
                self._drawn_font = (name, points)
                code.append(f"{name} {points} Tf")
            code.append(f"({escaped}) Tj")
        if thick:
            code.append("0 Tr")
        code.append("ET")
        return " ".join(code)

    def code(self, x: float, y: float, size: float, payload: str) -> None:
        """A QR code as one filled path; size is that of the dark modules."""
        side, path = qr.path(payload)
        self.fill("ink")
        scale = size * MM / side
        foot = (self.height_mm - y - size) * MM
        self._code.append(f"q {scale:.5f} 0 0 {scale:.5f} {x * MM:.2f} {foot:.2f} cm\n{path} f Q")

    def picture(self, x: float, y: float, width: float, height: float, png: bytes) -> None:
        """A picture made by this program (a chart), never one named by data."""
        foot = (self.height_mm - y - height) * MM
        self.drawImage(ImageReader(BytesIO(png)), x * MM, foot, width * MM, height * MM)
