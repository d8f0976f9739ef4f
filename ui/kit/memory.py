"""What an officer arranged (column widths) and finds again the next day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Memory(Protocol):
    """Where arrangements are kept: a small mapping for each key, empty when never saved."""

    def load(self, key: str) -> dict[str, Any]: ...

    def save(self, key: str, value: dict[str, Any]) -> None: ...


class BriefMemory:
    """Remembers while the window is open."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Any]] = {}

    def load(self, key: str) -> dict[str, Any]:
        return dict(self._kept.get(key, {}))

    def save(self, key: str, value: dict[str, Any]) -> None:
        self._kept[key] = dict(value)


class DeskMemory:
    """Arrangements through two functions, such as `recall` and `remember` of the window."""

    def __init__(self, recall: Callable[[str], Any], remember: Callable[[str, Any], Any]) -> None:
        self._recall, self._remember = recall, remember

    def load(self, key: str) -> dict[str, Any]:
        value = self._recall(key)
        return dict(value) if isinstance(value, dict) else {}

    def save(self, key: str, value: dict[str, Any]) -> None:
        self._remember(key, dict(value))
