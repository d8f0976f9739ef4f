"""Every slip, card, label and list of the office as PDF: one kit, the same frame, fonts embedded.

Everything here may be imported at start: ReportLab, matplotlib, pypdfium2 and zxing-cpp are loaded only when a paper
is drawn. Charts are in `duty_desk.paper.chart`, report pages in `duty_desk.paper.figures`, the parts of slips in
`duty_desk.paper.forms`, what to print in a power cut in `duty_desk.paper.fallback`, test sheets in
`duty_desk.paper.proofs`.
"""

from duty_desk.paper.amounts import in_words
from duty_desk.paper.fonts import missing_characters
from duty_desk.paper.frame import demo_mark, private_mark
from duty_desk.paper.layout import Box, Item, Layout, Line, Qr, Text, fitted, left_edge, middle, moved
from duty_desk.paper.lists import ListColumn, Printed, write_list
from duty_desk.paper.pass_card import PassCard
from duty_desk.paper.pass_pieces import layout_a6, layout_back, layout_stub
from duty_desk.paper.pass_sheets import PassForm, layout_pass, missing_on, print_passes
from duty_desk.paper.pass_small import layout_card, layout_receipt
from duty_desk.paper.preview import PageImage, Preview
from duty_desk.paper.writer import Progress, Target, write_layouts

__all__ = [
    "Box",
    "Item",
    "Layout",
    "Line",
    "ListColumn",
    "PageImage",
    "PassCard",
    "PassForm",
    "Preview",
    "Printed",
    "Progress",
    "Qr",
    "Target",
    "Text",
    "demo_mark",
    "fitted",
    "in_words",
    "layout_a6",
    "layout_back",
    "layout_card",
    "layout_pass",
    "layout_receipt",
    "layout_stub",
    "left_edge",
    "middle",
    "missing_characters",
    "missing_on",
    "moved",
    "print_passes",
    "private_mark",
    "write_layouts",
    "write_list",
]
