"""Shows a finished paper on the screen: what is previewed is the very file that is printed and saved.

Needs no window: a page becomes plain bytes, three (red, green, blue) for each dot.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

from duty_desk.errors import StorageError

# The PDF library is one for the whole process and does not allow two threads inside it.
_inside: Final = threading.RLock()
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as dots: `data` holds `height` rows of `stride` bytes, RGB, white paper."""

    width: int
    height: int
    stride: int
    data: bytes


class Preview:
    """An open paper. Close it, or use it in a `with` block."""

    def __init__(self, source: str | os.PathLike[str] | bytes) -> None:
        import pypdfium2

        data = source if isinstance(source, bytes) else _content(Path(source))
        with _inside:
            try:
                self._document: Any = pypdfium2.PdfDocument(data)
            except pypdfium2.PdfiumError as error:
                raise StorageError("paper.error.cannot_read", str(error)) from error
            self.page_count: int = len(self._document)

    def size_mm(self, page: int) -> tuple[float, float]:
        """Width and height of a page, counted from 0, in mm."""
        with _inside:
            width, height = self._document.get_page_size(page)
        return width * 25.4 / 72, height * 25.4 / 72

    def render(self, page: int, dpi: float = 150) -> PageImage:
        """The page, counted from 0, at `dpi` dots an inch."""

        def draw(opened: Any) -> PageImage:
            bitmap = opened.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False)
            try:
                return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            finally:
                bitmap.close()

        return self._with_page(page, draw)

    def text(self, page: int) -> str:
        """The words on a page, as a reader would search and copy them."""

        def read(opened: Any) -> str:
            words = opened.get_textpage()
            try:
                return str(words.get_text_bounded())
            finally:
                words.close()

        return self._with_page(page, read)

    def close(self) -> None:
        with _inside:
            self._document.close()

    def __enter__(self) -> Preview:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _with_page(self, page: int, use: Callable[[Any], Result]) -> Result:
        with _inside:
            opened = self._document[page]
            try:
                return use(opened)
            finally:
                opened.close()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError("paper.error.cannot_read", str(error)) from error
