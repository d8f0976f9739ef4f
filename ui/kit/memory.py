"""What an officer arranged (column widths, splitter positions) and finds again the next day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget


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


class Splitter(QSplitter):
    """A gap of 16 px that can be dragged; its position is remembered under `key`. A damaged memory is ignored."""

    def __init__(
        self,
        key: str,
        memory: Memory,
        upright: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal, parent)
        self._key, self._memory = key, memory
        self.setHandleWidth(16)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._save)

    def restore(self) -> None:
        """Call once all parts are added."""
        sizes = self._memory.load(self._key).get("sizes")
        if (
            isinstance(sizes, list)
            and len(sizes) == self.count()
            and all(isinstance(size, int) and size > 0 for size in sizes)
        ):
            self.setSizes(sizes)

    def _save(self) -> None:
        self._memory.save(self._key, {"sizes": self.sizes()})
