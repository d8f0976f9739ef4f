"""Looking at a workbook file from outside, so that bombs and disguises are turned away before unpacking."""

from __future__ import annotations

import os
import zipfile

from duty_desk.sheets.book import MAX_FILE_BYTES, MAX_UNPACKED_BYTES

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS, TEXTS = (".xlsx",), (".csv", ".txt", ".tsv")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAX_RATIO = 150  # office workbooks stay below 1:40
_RATIO_FROM = 10 * 1024 * 1024  # a small file may repeat itself as it likes


class Refused(Exception):
    """The file cannot be read; `code` is the reason class, `values` fill its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def look(path: str) -> str:
    """ "workbook" or "text" by name and first bytes, or Refused."""
    suffix = os.path.splitext(path)[1].lower()
    size = os.path.getsize(path)
    if suffix not in WORKBOOKS + TEXTS:
        raise Refused("WRONG_SUFFIX", suffix=suffix or "-")
    if size == 0:
        raise Refused("EMPTY_FILE")
    if size > MAX_FILE_BYTES:
        raise Refused("TOO_LARGE", limit=MAX_FILE_BYTES // 1024 // 1024)
    with open(path, "rb") as file:
        start = file.read(512)
        if start.startswith(OLE):
            file.seek(0)
            raise Refused("ENCRYPTED" if _ENCRYPTED in file.read() else "NOT_EXCEL")
    zipped = start.startswith(ZIP)
    if suffix in WORKBOOKS:
        if not zipped:
            raise Refused("NOT_EXCEL")
        return "workbook"
    if zipped or (b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise Refused("WRONG_CONTENT")
    return "text"


def check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse from the directory alone: encrypted parts, too much inside, too tightly packed."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("ENCRYPTED")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > _RATIO_FROM and unpacked > _MAX_RATIO * max(packed, 1)):
        raise Refused("ZIP_BOMB", limit=MAX_UNPACKED_BYTES // 1024 // 1024)
    names = {part.filename for part in parts}
    if len(names) != len(parts):
        raise Refused("DAMAGED")
    if "[Content_Types].xml" not in names:
        raise Refused("NOT_EXCEL")
