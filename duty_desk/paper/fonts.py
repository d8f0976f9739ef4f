"""The bundled faces: every character of a name reaches paper, and one that cannot is known beforehand.

ReportLab is imported when the first face is loaded, never at start. Each face falls back, character by
character, to Noto Sans SC Regular; what no face has is written as its code, `[U+2B7D2]`, never as an empty box.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from duty_desk.paper.text import printable
from duty_desk.paths import resources

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

Face = Literal["sans", "bold", "serif", "serif_bold"]

FILES: Final[dict[Face, str]] = {
    "sans": "NotoSansSC-Regular.ttf",
    "bold": "NotoSansSC-Bold.ttf",
    "serif": "NotoSerifSC-Regular.ttf",
    "serif_bold": "NotoSerifSC-Bold.ttf",
}
CHAINS: Final[dict[Face, tuple[Face, ...]]] = {
    "sans": ("sans",),
    "bold": ("bold", "sans"),
    "serif": ("serif", "sans"),
    "serif_bold": ("serif_bold", "serif", "sans"),
}
_loading = threading.Lock()


def file_of(face: Face) -> Path:
    """The font file of a face."""
    return resources() / "fonts" / FILES[face]


@cache
def font(face: Face) -> TTFont:
    """The ReportLab font of a face, loaded and registered once for the process."""
    with _loading:
        return _load(face)


@cache
def _load(face: Face) -> TTFont:
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics, ttfonts

    # ReportLab 5.1 writes characters beyond the BMP as five hex digits, so that a rare name is found as another one.
    ttfonts.makeToUnicodeCMap = to_unicode_cmap
    rl_config.useA85 = 0  # plain binary streams: a quarter smaller, and faster
    loaded = ttfonts.TTFont(f"DutyDesk-{face}", str(file_of(face)))
    pdfmetrics.registerFont(loaded)
    return loaded


def to_unicode_cmap(fontname: str, subset: list[int]) -> str:
    """The table by which a reader searches and copies text: UTF-16, in blocks of at most 100 entries."""
    entries = [
        f"<{code:02X}> <{chr(value).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for code, value in enumerate(subset)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({fontname})",
        f"/Ordering ({fontname})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


@cache
def uncovered(face: Face) -> re.Pattern[str]:
    """Finds a character that this very face, without its fallbacks, cannot draw."""
    codes = sorted(code for code in font(face).face.charToGlyph if code not in (0xA0,) and code >= 0x20)
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return re.compile("[^" + "".join(f"{_class(a)}-{_class(b)}" for a, b in ranges) + "\xa0]")


def _class(code: int) -> str:
    return f"\\U{code:08x}"


def missing_characters(text: str) -> tuple[str, ...]:
    """The characters of `text` that no bundled face can draw, each once, in the order they occur.

    To be asked when a name is entered and again before a batch is printed. Regular, on which every face falls
    back, has them all, so it alone is asked.
    """
    return tuple(dict.fromkeys(uncovered("sans").findall(printable(text))))


@lru_cache(maxsize=8192)
def runs(text: str, face: Face) -> tuple[tuple[Face, str], ...]:
    """`text` cut into pieces that one face can draw; a character without a glyph becomes its code."""
    text = printable(text)
    if not uncovered(face).search(text):
        return ((face, text),) if text else ()
    chain = CHAINS[face]
    pieces: list[tuple[Face, list[str]]] = []
    for character in text:
        chosen: Face | None = next((f for f in chain if not uncovered(f).search(character)), None)
        drawn = character if chosen else f"[U+{ord(character):04X}]"
        use: Face = face if chosen is None else chosen
        if pieces and pieces[-1][0] == use:
            pieces[-1][1].append(drawn)
        else:
            pieces.append((use, [drawn]))
    return tuple((use, "".join(part)) for use, part in pieces)


def width(text: str, face: Face, size: float) -> float:
    """The width of `text` in points when set in `face` at `size` points."""
    parts = runs(text, face)
    if len(parts) == 1:
        return float(font(parts[0][0]).stringWidth(parts[0][1], size))
    return sum(float(font(use).stringWidth(part, size)) for use, part in parts)


def measure(text: str, face: Face, size: float) -> Callable[[str], float]:
    """A quick `width` for the parts of `text`, to break it into lines."""
    if uncovered(face).search(text):
        return lambda part: width(part, face, size)
    string_width = font(face).stringWidth
    return lambda part: float(string_width(part, size))
