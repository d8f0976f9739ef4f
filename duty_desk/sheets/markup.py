"""The XML parser for parts of a workbook: streaming, without document types, and so without entities."""

from __future__ import annotations

from xml.parsers import expat

from duty_desk.sheets.container import Refused

CHUNK = 1 << 16


def safe_parser() -> expat.XMLParserType:
    """A streaming parser that refuses any document type (the guard that defusedxml gives whole trees)."""

    def refuse(*_: object) -> None:
        raise Refused("DAMAGED")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
