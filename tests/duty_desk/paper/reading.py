"""How other programs read our papers: text by three readers, dots, embedded fonts, QR codes."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from PIL import Image

from duty_desk.paper import Preview

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def squeezed(text: str) -> str:
    """Without blanks: readers differ in where they see one."""
    return re.sub(r"\s", "", text)


def pypdf_pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def pdfium_pages(pdf: bytes) -> list[str]:
    with Preview(pdf) as preview:
        return [preview.text(page) for page in range(preview.page_count)]


def poppler_text(pdf: bytes, folder: Path) -> str:
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True)
    return done.stdout.decode("utf-8")


def poppler_image(pdf: bytes, folder: Path, page: int, dpi: int) -> Image.Image:
    path = folder / "draw.pdf"
    path.write_bytes(pdf)
    number = str(page + 1)
    done = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", number, "-l", number, str(path)], check=True, capture_output=True
    )
    return Image.open(BytesIO(done.stdout)).convert("RGB")


def image(pdf: bytes, page: int = 0, dpi: float = 300) -> Image.Image:
    """A page as our preview shows it."""
    with Preview(pdf) as preview:
        dots = preview.render(page, dpi)
    return Image.frombuffer("RGB", (dots.width, dots.height), dots.data, "raw", "RGB", dots.stride)


def codes(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def fonts_not_embedded(pdf: bytes) -> set[str]:
    """Names of fonts that a reader would have to find on its own machine."""
    loose: set[str] = set()
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            descriptor = font.get("/FontDescriptor")
            if descriptor is None or "/FontFile2" not in descriptor.get_object():
                loose.add(str(font["/BaseFont"]))
    return loose


def pictures_and_links(pdf: bytes) -> tuple[int, int]:
    pictures = links = 0
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        links += len(page.get("/Annots", ()))
        for stored in page["/Resources"].get("/XObject", {}).values():
            pictures += stored.get_object()["/Subtype"] == "/Image"
    return pictures, links
