"""What is half typed outlives a crash, a power cut and a change of shift: it is kept every two seconds for its officer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from duty_desk.errors import DutyDeskError
from ui.kit.form import Form

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.drafts import DraftRow

# Counted from the first key, not from the last: whoever types on without a pause is kept too.
KEEP_EVERY_MS = 2000


class Typing(Protocol):
    """What is typed in: a form, or whatever says whether something half typed stands in it."""

    @property
    def dirty(self) -> bool:
        """Whether there is."""
        ...


class DraftKeeper(QObject):
    """Keeps `content()` of a form under `key` while something half typed stands in it, and forgets it when nothing does."""

    def __init__(self, desk: Desk, key: str, form: Typing, content: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__(form if isinstance(form, QObject) else None)
        self._desk, self._officer = desk, desk.officer
        self._key, self._form, self._content = key, form, content
        self._kept = False
        self._later = QTimer(self, singleShot=True, interval=KEEP_EVERY_MS)
        self._later.timeout.connect(self.keep)

    def load(self) -> DraftRow | None:
        """What this officer left here, None when nothing."""
        from duty_desk import drafts

        with self._desk.read(self._officer) as read:
            found = drafts.load(read, self._key)
        self._kept = found is not None
        return found

    def look(self) -> None:
        """Something was typed, or the form was saved or emptied."""
        if self._form.dirty:
            if not self._later.isActive():
                self._later.start()
        elif self._kept or self._later.isActive():
            self._later.stop()
            self._write(None)

    def keep(self) -> None:
        """Keep what stands in the form now."""
        if self._form.dirty:
            self._write(self._content())

    def _write(self, content: Mapping[str, Any] | None) -> None:
        from duty_desk import drafts

        if self._desk.read_only:
            return
        if self._desk.lost is not None:
            # Each try would keep the window waiting for a server that is away; the form holds it until then.
            self._later.start()
            return
        try:
            with self._desk.work(self._officer) as work:
                if content is None:
                    drafts.discard(work, self._key)
                else:
                    drafts.save(work, self._key, content)
        except DutyDeskError:
            # The form still holds it; what storage lacks is told where something is to be saved. The next key tries again.
            return
        self._kept = content is not None


def typed_in(form: Form) -> dict[str, Any]:
    """Every field as it stands, half-written days and all, in plain values; never a password."""
    found: dict[str, Any] = {}
    for name in form.names():
        control = form.control(name)
        if isinstance(control, QLineEdit) and control.echoMode() is not QLineEdit.EchoMode.Normal:
            continue
        if (kept := getattr(control, "kept", None)) is not None:
            found[name] = kept()
        elif isinstance(control, QLineEdit):
            found[name] = control.text()
        elif isinstance(control, QPlainTextEdit):
            found[name] = control.toPlainText()
        else:
            value = form.field(name).value()
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def type_in(form: Form, typed: Mapping[str, Any]) -> None:
    """Put what was kept back, as if it had been typed just now."""
    for name in form.names():
        if name not in typed:
            continue
        control, value = form.control(name), typed[name]
        if isinstance(value, str) and isinstance(control, QLineEdit):
            control.setText(value)
        elif isinstance(value, str) and isinstance(control, QPlainTextEdit):
            control.setPlainText(value)
        else:
            form.field(name).set_value(tuple(value) if isinstance(value, list) else value)
    form.mark_typed()
