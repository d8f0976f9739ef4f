"""How the screen looks and speaks: theme, type size, language, sounds, key hints; kept for the officer and for the sign-in box."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from duty_desk.strings import LANGUAGES, set_language
from ui.theme import SCALES, Mode, Theme

FILE = "screen.json"
# What an officer chooses; the rest of ScreenChoices belongs to the PC.
PERSONAL = ("language", "mode", "scale", "sounds", "key_hints")


@dataclass(frozen=True, slots=True)
class ScreenChoices:
    """How this PC was last set, so that the sign-in box already has the right language and look. No secrets, no persons' data."""

    language: str = "zh_CN"
    mode: str = Mode.SYSTEM.value
    scale: int = 100
    sounds: bool = True
    key_hints: bool = True
    # Identifier of the officer who signed in last, offered first.
    officer: int = 0
    # Printers of this PC by kind of paper: name, and whether without a preview.
    printers: Mapping[str, Any] = field(default_factory=dict)
    # Half-typed welcome steps, without the password.
    welcome: Mapping[str, str] = field(default_factory=dict)


class Appearance(QObject):
    """Applies a choice at once and remembers it."""

    # Names of the choices that changed.
    changed = Signal(str)

    def __init__(self, theme: Theme, folder: Path | None, language: str | None = None) -> None:
        super().__init__()
        self.theme = theme
        self._folder = folder
        self.choices = load(folder) if folder is not None else ScreenChoices()
        if language is not None:
            self.choices = replace(self.choices, language=language)
        self._apply()

    def choose(self, **values: Any) -> None:
        """Change some choices; they take effect at once."""
        before, self.choices = self.choices, sane(replace(self.choices, **values))
        if before == self.choices:
            return
        self._apply()
        if self._folder is not None:
            save(self._folder, self.choices)
        for name in values:
            if getattr(before, name) != getattr(self.choices, name):
                self.changed.emit(name)

    def personal(self) -> dict[str, Any]:
        """What is kept for the officer."""
        return {name: getattr(self.choices, name) for name in PERSONAL}

    def take_personal(self, kept: Mapping[str, Any]) -> None:
        """The officer who signed in had the screen like this last time."""
        usual = ScreenChoices()
        fitting = {
            name: kept[name]
            for name in PERSONAL
            if name in kept and type(kept[name]) is type(getattr(usual, name))
        }
        self.choose(**fitting)

    def _apply(self) -> None:
        set_language(self.choices.language)
        if self.theme.scale != self.choices.scale:
            self.theme.set_scale(self.choices.scale)
        if self.theme.mode.value != self.choices.mode:
            self.theme.set_mode(Mode(self.choices.mode))


def load(folder: Path) -> ScreenChoices:
    """What was kept; the defaults when nothing was or the file is damaged."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ScreenChoices()
    if not isinstance(kept, dict):
        return ScreenChoices()
    usual = ScreenChoices()
    known: dict[str, Any] = {
        each.name: kept[each.name]
        for each in fields(ScreenChoices)
        if type(kept.get(each.name)) is type(getattr(usual, each.name))
    }
    return sane(ScreenChoices(**known))


def save(folder: Path, choices: ScreenChoices) -> None:
    """Keep them; a folder that cannot be written is no reason to stop working."""
    target = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(choices), ensure_ascii=False), encoding="utf-8")
        fresh.replace(target)
    except OSError:
        return


def sane(choices: ScreenChoices) -> ScreenChoices:
    """The same with defaults for what this program does not know."""
    modes = {mode.value for mode in Mode}
    return replace(
        choices,
        language=choices.language if choices.language in LANGUAGES else "zh_CN",
        mode=choices.mode if choices.mode in modes else Mode.SYSTEM.value,
        scale=choices.scale if choices.scale in SCALES else 100,
        printers={
            str(kind): dict(kept) for kind, kept in choices.printers.items() if isinstance(kept, Mapping)
        },
        welcome={str(key): str(value) for key, value in choices.welcome.items()},
    )
