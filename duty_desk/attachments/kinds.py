"""Recognises a file by its bytes, makes pictures harmless, and turns its old name into a label."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any

from duty_desk.errors import InputError

LARGEST = 20 * 1024 * 1024
# A photo of a phone has 12 to 50 million pixels; a picture made to fill the memory has more.
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 3000
_LONGEST_LABEL = 120
_CONTENT_TYPES = "[Content_Types].xml"
_LARGEST_CONTENT_TYPES = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: its ending is ours, whatever the name said."""

    media_type: str
    ending: str


PDF = Kind("application/pdf", "pdf")
JPEG = Kind("image/jpeg", "jpg")
PNG = Kind("image/png", "png")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
KINDS = {kind.media_type: kind for kind in (PDF, JPEG, PNG, DOCX, XLSX)}


def harmless(raw: bytes) -> tuple[Kind, bytes]:
    """The kind of a file and the bytes to keep: pictures are drawn anew, without place, time, camera or anything appended.

    Raises InputError("file", …) for what is too large or not of a known kind.
    """
    if not raw:
        raise InputError("file", "attachments.error.empty")
    if len(raw) > LARGEST:
        raise InputError("file", "attachments.error.too_large", megabytes=LARGEST // 1024 // 1024)
    if raw.startswith(b"%PDF-"):
        return PDF, raw
    if raw.startswith(b"\xff\xd8\xff"):
        return JPEG, _redraw(raw, JPEG)
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG, _redraw(raw, PNG)
    if raw.startswith(b"PK\x03\x04"):
        return _office_kind(raw), raw
    raise InputError("file", "attachments.error.unknown_kind")


def label(name: str) -> str:
    """The name a file came with, as text to be shown: no folders, no invisible or direction-turning characters."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c for c in bare if unicodedata.category(c)[0] != "C").strip(" .")
    if len(seen) > _LONGEST_LABEL:
        seen = seen[: _LONGEST_LABEL - 1] + "…"
    return seen


def _redraw(raw: bytes, kind: Kind) -> bytes:
    from PIL import Image, ImageOps

    name = "JPEG" if kind is JPEG else "PNG"
    try:
        with warnings.catch_warnings():
            # The library only warns of pictures that are a little too large.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Any = Image.open(io.BytesIO(raw), formats=[name])
        if picture.width * picture.height > _MOST_PIXELS:
            raise InputError("file", "attachments.error.too_many_pixels")
        if kind is JPEG:
            # Decodes at a fraction of the size where that is enough.
            picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        return _encode(picture, name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError("file", "attachments.error.too_many_pixels") from error
    except (OSError, ValueError, SyntaxError, IndexError, EOFError) as error:
        raise InputError("file", "attachments.error.damaged_picture") from error


def _encode(picture: Any, name: str) -> bytes:
    from PIL import Image

    mode = (
        "RGB" if name == "JPEG" or picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA") else picture.mode
    )
    # Pixels alone are carried over: remarks, profiles and thumbnails stay behind.
    plain = Image.new(mode if mode != "P" else "RGBA", picture.size)
    plain.paste(picture.convert(plain.mode))
    out = io.BytesIO()
    if name == "JPEG":
        plain.save(out, "JPEG", quality=88, optimize=True)
    else:
        plain.save(out, "PNG", optimize=True)
    return out.getvalue()


def _office_kind(raw: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as container:
            if container.getinfo(_CONTENT_TYPES).file_size > _LARGEST_CONTENT_TYPES:
                raise InputError("file", "attachments.error.unknown_kind")
            types = container.read(_CONTENT_TYPES)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise InputError("file", "attachments.error.unknown_kind") from error
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise InputError("file", "attachments.error.macros")
    for kind, word in ((DOCX, b"wordprocessingml.document.main"), (XLSX, b"spreadsheetml.sheet.main")):
        if word in types:
            return kind
    raise InputError("file", "attachments.error.unknown_kind")
