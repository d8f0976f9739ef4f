"""Shows whom to call back: the whole number where it stood shortened, and copied. Who looked is on record first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QGuiApplication

from duty_desk import people
from duty_desk.strings import t


def show_number(view: Any, record: tuple[str, int], show: Callable[[str], object]) -> None:
    """`show` is given the number; it stays until the panel is drawn again."""
    phone = view.attempt(lambda work: people.dial(work, *record))
    if phone:
        show(phone)
        QGuiApplication.clipboard().setText(phone)
        view.shell.notify(t("people.dial.shown"))
