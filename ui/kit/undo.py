"""What the officer did last, so that Ctrl+Z can walk back up to twenty steps since signing in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

STEPS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One act. `undo` takes it back; without it, `locked` says in words what can be done instead."""

    text: str
    undo: Callable[[], object] | None = None
    locked: str = ""


class UndoStack:
    """The last acts, newest last."""

    def __init__(self, limit: int = STEPS) -> None:
        self._steps: deque[Step] = deque(maxlen=limit)

    def __len__(self) -> int:
        return len(self._steps)

    def push(self, step: Step) -> None:
        if step.undo is not None or step.locked:
            self._steps.append(step)

    def last(self) -> Step | None:
        return self._steps[-1] if self._steps else None

    def take(self) -> Step | None:
        """The newest step, which is off the stack now. One that cannot be undone stays and is returned."""
        if not self._steps:
            return None
        return self._steps[-1] if self._steps[-1].undo is None else self._steps.pop()

    def put_back(self, step: Step) -> None:
        """Undoing was refused: the step is still there to be undone."""
        self._steps.append(step)

    def clear(self) -> None:
        """Another officer signs in."""
        self._steps.clear()
