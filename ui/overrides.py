"""An error in a method that Qt calls by name is reported, and the desk goes on.

Before 3.12, Python hands on an error of a function written in C (`int("x")`, a call on a widget already deleted) in a form which PySide
cannot read when it leaves such a method; the process ends there, with no word to the officer. Raised once more in Python
it has its usual form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import ParamSpec, TypeVar

from PySide6.QtCore import QObject

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=type)


def guard_from_now_on() -> None:
    """Every class that is made from `QObject` after this has its overrides guarded."""
    QObject.__init_subclass__ = classmethod(_made)  # type: ignore[assignment]


def guard(cls: C) -> C:
    """Guard the overrides of a class; as a decorator, of one that is no `QObject`."""
    of_qt = [above for above in cls.__mro__ if above.__module__.startswith("PySide6.")]
    for name, method in list(vars(cls).items()):
        called_by_qt = not name.startswith("__") and any(name in vars(above) for above in of_qt)
        if called_by_qt and isinstance(method, FunctionType):
            setattr(cls, name, _raised_in_python(method))
    return cls


def _made(cls: type[QObject], **words: object) -> None:
    super(QObject, cls).__init_subclass__(**words)
    guard(cls)


def _raised_in_python(method: Callable[P, R]) -> Callable[P, R]:
    @wraps(method)
    def guarded(*given: P.args, **named: P.kwargs) -> R:
        try:
            return method(*given, **named)
        except BaseException:
            raise  # not superfluous: see above

    return guarded
