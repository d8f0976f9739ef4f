"""What the two commands tell the person who started them, in that person's language."""

from __future__ import annotations

import locale
import os
import sys
import tomllib
from pathlib import Path
from typing import NoReturn

STRINGS = Path(__file__).resolve().parent.parent / "resources" / "strings"


def language() -> str:
    """Chinese where the system is Chinese, else English."""
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return "zh_CN" if chosen.lower().startswith(("zh", "chinese")) else "en"


def sentence(key: str, **values: object) -> str:
    """The text of `setup.<key>`; the desk's own catalogue needs libraries that are not there yet."""
    text: str = tomllib.loads((STRINGS / language() / "setup.toml").read_text(encoding="utf-8"))[
        key.removeprefix("setup.")
    ]
    return text.format(**values)


def say(key: str, **values: object) -> None:
    print(sentence(key, **values), file=sys.stderr, flush=True)


def fail(key: str, **values: object) -> NoReturn:
    """Say why it goes no further, and end."""
    sys.exit(sentence(key, **values))
