"""Writes a paper whole or not at all: a cancelled or failed print leaves no half file behind."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from duty_desk.errors import StorageError
from duty_desk.paper.layout import Layout

if TYPE_CHECKING:
    from duty_desk.paper.canvas import Paper

Target = str | os.PathLike[str] | BinaryIO
# Called with (done, all); all is 0 while unknown. An exception it raises cancels the print.
Progress = Callable[[int, int], None]


@contextmanager
def writing(target: Target, title: str) -> Generator[Paper]:
    """A sheet to draw on; what was drawn goes to `target` when the block is left without an error.

    A file appears, or is replaced, in one step. StorageError when it cannot be written.
    """
    from duty_desk.paper.canvas import Paper

    drawn = BytesIO()
    paper = Paper(drawn, title)
    yield paper
    paper.save()
    deliver(target, drawn.getbuffer())


def deliver(target: Target, data: bytes | memoryview) -> None:
    """Hand over finished bytes: into a buffer, or to a file in one step."""
    if not isinstance(target, str | os.PathLike):
        target.write(data)
        return
    path = Path(target)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise StorageError("paper.error.cannot_write", str(error), name=path.name) from error


def write_layouts(
    target: Target, title: str, layouts: Iterable[Layout], progress: Progress | None = None
) -> int:
    """One page for each layout. Gives the number of pages."""
    from duty_desk.paper.pieces import draw_page

    pages = 0
    with writing(target, title) as paper:
        for layout in layouts:
            draw_page(paper, layout)
            pages += 1
            if progress:
                progress(pages, 0)
    return pages
