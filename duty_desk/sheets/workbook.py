"""Reading a workbook part by part: what is in each cell, how it was shown, what was hidden or merged.

Runs in the reading child only (see `child`). One streaming pass over each worksheet yields values,
formulas, hidden rows and merges together and stops at the first cell outside the limits, so that a far
cell costs nothing.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from defusedxml import ElementTree

from duty_desk.sheets.book import DATE, MAX_SHEETS, MAX_UNPACKED_BYTES, MOMENT, TIME
from duty_desk.sheets.container import Refused, check_parts
from duty_desk.sheets.markup import CHUNK, safe_parser
from duty_desk.sheets.worksheet import Limits, read_worksheet

_OFFICE = "officeDocument"
_WORKSHEET = "/worksheet"
_DATE_IDS = {14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}
_TIME_IDS = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """One worksheet to be read: its name, its place in the archive and whether it was hidden."""

    name: str
    path: str
    hidden: bool


@dataclass(slots=True)
class Parts:
    """What the workbook says about itself."""

    date1904: bool = False
    sheets: list[Part] = field(default_factory=list[Part])
    styles: dict[int, str] = field(default_factory=dict[int, str])
    texts: list[str] = field(default_factory=list[str])


def read_workbook(path: str, send: Callable[[list[Any]], None]) -> None:
    """Send the workbook at `path` as records (see `child`), or raise Refused."""
    with zipfile.ZipFile(path) as archive:
        check_parts(archive)
        parts = _parts(archive)
        send(["book", {"date1904": parts.date1904, "encoding": ""}])
        limits = Limits()
        for sheet in parts.sheets:
            send(["sheet", {"name": sheet.name, "hidden": sheet.hidden}])
            read_worksheet(_chunks(archive, sheet.path), parts.texts, parts.styles, limits, send)


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    left = MAX_UNPACKED_BYTES
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise Refused("ZIP_BOMB", limit=MAX_UNPACKED_BYTES // 1024 // 1024)
            yield chunk


def _tree(archive: zipfile.ZipFile, name: str) -> Any:
    return ElementTree.fromstring(b"".join(_chunks(archive, name)), forbid_dtd=True)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _relations(archive: zipfile.ZipFile, base: str, name: str) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, part name)."""
    found: dict[str, tuple[str, str]] = {}
    for element in _tree(archive, name):
        if element.get("TargetMode") == "External":
            continue
        target = str(element.get("Target", ""))
        target = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
        )
        found[str(element.get("Id"))] = (str(element.get("Type", "")), target)
    return found


def _parts(archive: zipfile.ZipFile) -> Parts:
    names = set(archive.namelist())
    roots = _relations(archive, "", "_rels/.rels") if "_rels/.rels" in names else {}
    main = next((target for kind, target in roots.values() if kind.endswith(_OFFICE)), "xl/workbook.xml")
    if main not in names:
        raise Refused("NOT_EXCEL")
    tree = _tree(archive, main)
    if _local(tree.tag) != "workbook":
        raise Refused("NOT_EXCEL")
    base, leaf = posixpath.split(main)
    relations = _relations(archive, base, f"{base}/_rels/{leaf}.rels".lstrip("/"))
    parts = Parts()
    for element in tree.iter():
        tag = _local(element.tag)
        if tag == "workbookPr":
            parts.date1904 = element.get("date1904") in ("1", "true")
        elif tag == "sheet":
            target = next((value for key, value in element.items() if _local(key) == "id"), "")
            kind, path = relations.get(str(target), ("", ""))
            if kind.endswith(_WORKSHEET) and path in names:
                hidden = element.get("state") in ("hidden", "veryHidden")
                parts.sheets.append(Part(str(element.get("name", "")), path, hidden))
    if len(parts.sheets) > MAX_SHEETS:
        raise Refused("TOO_MANY_SHEETS", limit=MAX_SHEETS)
    for kind, path in relations.values():
        if path in names and kind.endswith("/styles"):
            parts.styles = _styles(_tree(archive, path))
        elif path in names and kind.endswith("/sharedStrings"):
            parts.texts = _shared(archive, path)
    return parts


def _styles(tree: Any) -> dict[int, str]:
    """Cell style index → date, time or both, for the styles that show a number so."""
    formats: dict[int, str] = {}
    for element in tree.iter():
        if _local(element.tag) == "numFmt":
            formats[int(element.get("numFmtId", 0))] = str(element.get("formatCode", ""))
    styles: dict[int, str] = {}
    for group in tree:
        if _local(group.tag) == "cellXfs":
            for index, element in enumerate(group):
                number = int(element.get("numFmtId", 0))
                kind = format_kind(formats[number]) if number in formats else _builtin(number)
                if kind:
                    styles[index] = kind
    return styles


def _builtin(number: int) -> str:
    if number == 22:
        return MOMENT
    return DATE if number in _DATE_IDS else TIME if number in _TIME_IDS else ""


def format_kind(code: str) -> str:
    """Whether a number format shows a date, a time, both, or (empty) neither."""
    if code.lower() == "general":
        return ""
    bare = _LITERAL.sub("", code.split(";")[0]).lower().replace("am/pm", "h").replace("general", "")
    time = "h" in bare or "s" in bare
    day = "y" in bare or "d" in bare or ("m" in bare and not time)
    if bare.strip("0#?.,%e+- /()") and not (day or time):
        return ""
    return MOMENT if day and time else DATE if day else TIME if time else ""


def _shared(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The shared texts; phonetic guides left out."""
    texts: list[str] = []
    pieces: list[str] = []
    state = {"take": False, "guide": False}

    def start(tag: str, _: object) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            state["guide"] = True
        elif tag == "t":
            state["take"] = not state["guide"]

    def end(tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            texts.append("".join(pieces))
        elif tag == "rPh":
            state["guide"] = False
        elif tag == "t":
            state["take"] = False

    def data(text: str) -> None:
        if state["take"]:
            pieces.append(text)

    parser = safe_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    for chunk in _chunks(archive, name):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return texts
