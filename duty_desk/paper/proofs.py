"""Sheets that prove the devices: one to scan when a scanner is set up, one to measure when a printer is.

The payloads are known to the set-up page, so that it can name what a scanner loses or alters. The digits begin with
9: no pass begins so, and a test sheet can never open a gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from duty_desk.codes import PROOF_LETTERS
from duty_desk.paper.layout import Box, Item, Layout, Line, Qr, Text, middle
from duty_desk.paper.writer import Target, write_layouts
from duty_desk.strings import t

A4: Final = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class ScannerTest:
    """One code of the test sheet: what a faultless scanner types, and how large it is printed."""

    key: str
    payload: str
    size: float


SCANNER_TESTS: Final = (
    ScannerTest("digits", "901234567890123456789012345678901234567899", 25.0),
    ScannerTest("letters", PROOF_LETTERS, 32.0),
    ScannerTest("small", "987654321098765432109876543210987654321099", 15.0),
    ScannerTest("repeat", "955555555555555555555555555555555555555599", 25.0),
)
PRINTER_PAYLOAD: Final = "977777777777777777777777777777777777777799"
# Rare characters of real given names: extensions A, B, C, E and the newest of the basic block.
RARE: Final = tuple(
    map(
        chr,
        (
            0x36C3,
            0x4DAE,
            0x9FCD,
            0x9FCF,
            0x7228,
            0x9F98,
            0x20164,
            0x2CC56,
            0x2CB4E,
            0x2B5AF,
            0x23C98,
            0x2A7DD,
        ),
    )
)


def layout_scanner_sheet() -> Layout:
    """Four codes from top to bottom, each with what it checks."""
    items: list[Item] = [
        Text(20, middle(22, 20), t("paper.proof.scanner_title"), 20, bold=True),
        Text(20, middle(33, 11), t("paper.proof.scanner_lead"), 11, shrink_to=170),
        Line(20, 39, 190, 39, 0.4),
    ]
    words = (
        (t("paper.proof.digits"), t("paper.proof.digits_hint")),
        (t("paper.proof.letters"), t("paper.proof.letters_hint")),
        (t("paper.proof.small"), t("paper.proof.small_hint")),
        (t("paper.proof.repeat"), t("paper.proof.repeat_hint")),
    )
    for i, (test, (name, hint)) in enumerate(zip(SCANNER_TESTS, words, strict=True)):
        top = 48 + i * 57.0
        items += [
            Qr(28 + (32 - test.size) / 2, top + (32 - test.size) / 2, test.size, test.payload),
            Text(78, middle(top + 9, 13), name, 13, bold=True, shrink_to=112),
            Text(78, middle(top + 18, 11), hint, 11, shrink_to=112),
            Text(78, middle(top + 26, 9), test.payload, 9, shrink_to=112),
        ]
    items.append(Text(20, middle(282, 10.5), t("paper.proof.scanner_foot"), 10.5, shrink_to=170))
    return Layout(*A4, tuple(items))


def layout_printer_page() -> Layout:
    """A frame 6 mm from the edge, a square of 100 mm, lines, sizes, greys, rare characters and a code."""
    width, height = A4
    items: list[Item] = [
        Box(6, 6, width - 12, height - 12, line=0.25),
        Text(16, middle(18, 18), t("paper.proof.printer_title"), 18, bold=True),
        Text(16, middle(27, 10.5), t("paper.proof.printer_lead"), 10.5, shrink_to=176),
        Text(16, middle(34, 10.5), t("paper.proof.edge"), 10.5, shrink_to=176),
        Box(16, 44, 100, 100, line=0.3),
        Text(66, middle(94, 11), t("paper.proof.square"), 11, align="centre", shrink_to=92),
    ]
    for i in range(101):
        tick = 4 if i % 10 == 0 else 2.5 if i % 5 == 0 else 1.5
        items += [Line(16 + i, 44, 16 + i, 44 + tick, 0.1), Line(16, 44 + i, 16 + tick, 44 + i, 0.1)]
    items += [
        Qr(142, 52, 36, PRINTER_PAYLOAD),
        Text(160, middle(96, 9.5), t("paper.proof.code"), 9.5, align="centre", shrink_to=62),
        Text(16, middle(152, 11), t("paper.proof.lines"), 11, bold=True),
    ]
    for i, line in enumerate((0.1, 0.2, 0.35, 0.5, 0.7)):
        y = 160 + i * 6.0
        items += [Text(16, middle(y, 9), f"{line:g}", 9), Line(28, y, 116, y, line)]
    items.append(Text(126, middle(152, 11), t("paper.proof.greys"), 11, bold=True, shrink_to=70))
    # five greys made of lines: also a printer that knows only black shows them
    for i, gap in enumerate((2.0, 1.2, 0.8, 0.55, 0.4)):
        left = 126 + i * 13.5
        items.append(Box(left, 158, 12, 28, line=0.2))
        items += [
            Line(left, 158 + step * gap, left + 12, 158 + step * gap, 0.2) for step in range(1, int(28 / gap))
        ]
    items.append(Text(16, middle(198, 11), t("paper.proof.sizes"), 11, bold=True))
    x = 16.0
    title = t("paper.proof.printer_title")
    for size in (6, 7.5, 9, 10.5, 14):
        sample = f"{size:g} {title}"
        items.append(Text(x, middle(207, size), sample, size, shrink_to=34))
        x += 36
    items += [
        Text(16, middle(222, 11), t("paper.proof.rare"), 11, bold=True),
        Text(16, middle(234, 24), "".join(RARE), 24, shrink_to=178),
        Text(16, middle(248, 24), "".join(RARE), 24, bold=True, shrink_to=178),
    ]
    return Layout(width, height, tuple(items))


def write_scanner_sheet(target: Target) -> int:
    """The sheet to scan when a scanner is set up."""
    return write_layouts(target, t("paper.proof.scanner_title"), [layout_scanner_sheet()])


def write_printer_page(target: Target) -> int:
    """The page to measure when a printer is set up."""
    return write_layouts(target, t("paper.proof.printer_title"), [layout_printer_page()])
