"""The keys of the program by group, for the sheet and the help of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.kit.key_sheet import KeyGroup

EVERYWHERE = (
    ("Ctrl+K", "search"),
    ("F1", "help"),
    ("Ctrl+/", "keys"),
    ("Ctrl+Z", "undo"),
    ("F10", "handover"),
    ("Ctrl+L", "lock"),
    ("Ctrl+1\N{HORIZONTAL ELLIPSIS}8", "screens"),
    ("F6", "region"),
    ("Esc", "back"),
)


def key_groups(own: Sequence[KeyHint]) -> tuple[KeyGroup, ...]:
    """Keys of the screen in front, then those that work everywhere."""
    everywhere = KeyGroup(
        t("shell.keys.everywhere"), tuple((key, t(f"shell.key.{what}")) for key, what in EVERYWHERE)
    )
    if not own:
        return (everywhere,)
    here = KeyGroup(t("shell.keys.here"), tuple((hint.key, hint.what) for hint in own))
    return (here, everywhere)
