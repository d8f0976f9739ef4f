"""CSV for other programs: UTF-8 with a byte order mark or GB 18030, and GBK only when nothing would be lost."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from duty_desk.errors import InputError
from duty_desk.sheets.writing import FORMULA_STARTS, replacing

ENCODINGS = ("utf-8-sig", "gb18030", "gbk")
_SHOWN = 20


def unencodable(texts: Iterable[str], encoding: str) -> str:
    """The characters, each once, that `encoding` does not have."""
    lost: dict[str, None] = {}
    for text in texts:
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            for character in text:
                try:
                    character.encode(encoding)
                except UnicodeEncodeError:
                    lost[character] = None
    return "".join(lost)


def write_csv(
    path: str | os.PathLike[str],
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    encoding: str = "utf-8-sig",
    guard: bool = True,
) -> int:
    """Write rows (CRLF, comma) and return their number.

    With `guard` a text that a spreadsheet would calculate gets an apostrophe in front (ASVS 1.2.10). Raises
    InputError naming the characters that the encoding does not have; then no file is written.
    """
    if encoding not in ENCODINGS:
        raise ValueError(f"no such encoding here: {encoding}")
    count = 0
    lost: dict[str, None] = {}
    with replacing(path) as temporary:
        with open(temporary, "w", encoding=encoding, newline="", errors="replace") as file:
            writer = csv.writer(file)
            for row in chain((header,), rows):
                texts = [_text(value, guard) for value in row]
                if encoding != "utf-8-sig":
                    lost.update(dict.fromkeys(unencodable(texts, encoding)))
                writer.writerow(texts)
                count += 1
        if lost:
            shown = "".join(lost)[:_SHOWN]
            raise InputError(
                "encoding", "sheets.written.unencodable", encoding=encoding.upper(), characters=shown
            )
    return count - 1


def _text(value: Any, guard: bool) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    return f"'{text}" if guard and isinstance(value, str) and text.startswith(FORMULA_STARTS) else text
