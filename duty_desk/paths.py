"""Where the program's own files and the office's data lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs


def resources() -> Path:
    """Folder of fonts, icons, strings, defaults and help; inside the bundle when packaged."""
    bundled = getattr(sys, "_MEIPASS", None)
    root = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return root / "resources"


def default_data_folder() -> Path:
    """`DUTY_DESK_DATA`, else the platform's usual folder. Not created here."""
    named = os.environ.get("DUTY_DESK_DATA")
    return Path(named) if named else Path(platformdirs.user_data_dir("DutyDesk", appauthor=False))


def cache_folder() -> Path:
    """`DUTY_DESK_CACHE`, else the platform's folder for what can be made again. Not created here."""
    named = os.environ.get("DUTY_DESK_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("DutyDesk", appauthor=False))
