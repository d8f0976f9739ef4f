"""The code on a pass: as few and as large squares as its digits allow, readable after a bad print.

42 digits in numeric mode at level Q make version 2, 25 × 25 modules. zxing-cpp makes the symbol (0.4 ms);
segno makes it where that library is missing.
"""

from __future__ import annotations

import re
from typing import Final, cast

QUIET = 4  # modules left free on every side
LEVEL = "Q"
_DARK: Final = bytes([1]) + bytes(255)  # pixel 0 is dark, every other value light
_RUN: Final = re.compile(b"\x01+")


def matrix(payload: str, level: str = LEVEL) -> tuple[bytes, ...]:
    """The rows of the symbol without quiet zone, one byte a module, 1 = dark."""
    try:
        import zxingcpp
    except ImportError:
        return segno_matrix(payload, level)
    barcode = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    image = memoryview(cast(bytes, barcode.to_image(scale=1, add_quiet_zones=False)))
    side = image.shape[0] if image.shape else 0
    flat = image.tobytes().translate(_DARK)
    return tuple(flat[row * side : (row + 1) * side] for row in range(side))


def segno_matrix(payload: str, level: str = LEVEL) -> tuple[bytes, ...]:
    """The same by segno."""
    import segno

    return tuple(
        bytes(row) for row in segno.make(payload, error=level, micro=False, boost_error=False).matrix
    )


def path(payload: str, level: str = LEVEL) -> tuple[int, str]:
    """Modules on a side, and the symbol as PDF rectangles on a grid of whole modules, y upwards from its foot."""
    rows = matrix(payload, level)
    side = len(rows)
    parts: list[str] = []
    growing: dict[tuple[int, int], int] = {}  # runs that go on from the row above, with the row they began in
    for number, row in enumerate((*rows, b"")):
        runs = {run.span() for run in _RUN.finditer(row)}
        for start, end in growing.keys() - runs:
            parts.append(f"{start} {side - number} {end - start} {number - growing.pop((start, end))} re")
        for run in runs:
            growing.setdefault(run, number)
    return side, "\n".join(sorted(parts))
