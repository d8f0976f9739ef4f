"""Which office this PC opens when none is named: the one in its data folder, or one elsewhere that an administrator chose.

Kept in a file of its own beside the office, readable by its owner alone: it may hold the password of the shared database.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FILE = "elsewhere.json"


def chosen(folder: Path) -> Path | str:
    """The office of a PC whose data folder is `folder`: the folder itself, another one, or a database URL."""
    seen: set[Path] = set()
    place: Path | str = folder
    # An office that was moved home and away again leaves one such file in each folder.
    while isinstance(place, Path) and place not in seen:
        seen.add(place)
        place = _next(place)
    return place


def _next(folder: Path) -> Path | str:
    try:
        found: Any = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return str(found["database"]) if "database" in found else Path(found["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder


def choose(folder: Path, target: Path | str) -> None:
    """Open `target` from the next start on."""
    if isinstance(target, Path) and target.resolve() == folder.resolve():
        (folder / FILE).unlink(missing_ok=True)
        return
    content = {"folder": str(target.resolve())} if isinstance(target, Path) else {"database": target}
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f".{FILE}.part"
    part.unlink(missing_ok=True)
    # Never readable by others, not even for the moment between making and closing it.
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / FILE)
