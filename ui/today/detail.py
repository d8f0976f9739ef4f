"""In a wide window: the form of the line in front where it can be dealt with here, else its facts and the verb that goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.agenda.rules import Verb
from duty_desk.agenda.shapes import Part
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel, dismiss
from ui.kit.tokens import SMALL
from ui.today.looks import TONES
from ui.today.rows import SPACE, QueueRow

WIDE = 408
# A form is built when the bar has come to rest.
REST_MS = 150
# So many parts of a line are named in full.
MOST = 30


class LinePanel(SidePanel):
    """The facts of one line. Its verb goes to the record; Z puts it aside."""

    acted = Signal()
    put_aside = Signal()
    called = Signal()

    def __init__(self, row: QueueRow, parent: QWidget) -> None:
        super().__init__(WIDE, parent=parent)
        self.close_button.hide()
        line = row.line
        self.set_head(row.title, t(f"agenda.kind.{line.kind}"), _mark(row))
        self.act = Button(
            t(f"agenda.verb.{line.verb.value}"), kind=Kind.PRIMARY, key="Enter", bind=False, parent=self
        )
        self.act.clicked.connect(self.acted)
        later = Button(t("today_tab.later"), key="Z", bind=False, parent=self)
        later.clicked.connect(self.put_aside)
        call = Button(t("today_tab.call.verb"), icon="phone-outline", key="P", bind=False, parent=self)
        call.clicked.connect(self.called)
        self.set_foot([later, call], [self.act])
        self.set_body(self._facts(row))

    def _facts(self, row: QueueRow) -> QWidget:
        line, facts = row.line, Facts()
        facts.add("what", t("today_tab.column.what"), row.detail)
        facts.add("where", t("today_tab.fact.where"), line.where)
        facts.add("who", t("today_tab.column.who"), line.who)
        phones = SPACE.join(f"{hand.name} {hand.phone}" for hand in line.hands if hand.phone)
        facts.add("phone", t("today_tab.fact.phone"), phones)
        if row.is_heap:
            facts.add("parts", t("today_tab.fact.parts", count=len(line.parts)), _named(line.parts))
        facts.finish()
        return facts


class ReadingPanel(SidePanel):
    """The temperatures of one line, room after room; `saved` tells that nothing of it is left."""

    saved = Signal()
    put_aside = Signal()

    def __init__(self, shell: Shell, row: QueueRow, parent: QWidget) -> None:
        super().__init__(WIDE, parent=parent)
        self.close_button.hide()
        self.set_head(t("today_tab.reading.title"), row.detail, _mark(row))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Label(t("today_tab.reading.how"), px=SMALL, colour="text2", wrap=True))
        from ui.today.reading_form import ReadingForm

        self.form = ReadingForm(shell, row.parts)
        self.form.finished.connect(self.saved)
        column.addWidget(self.form)
        self.set_body(body)
        later = Button(t("today_tab.later"), key="Z", bind=False, parent=self)
        later.clicked.connect(self.put_aside)
        self.set_foot([later])

    @property
    def unsaved(self) -> bool:
        return self.form.unsaved

    def holds(self, row: QueueRow) -> bool:
        """Whether everything of the row has its line here."""
        return self.form.stays >= {part.item.subject[1] for part in row.parts}

    def take_focus(self) -> None:
        self.form.take_focus()


class Detail(QWidget):
    """Holds the panel of the line in front. What is half typed in a form is kept as its draft when the bar moves on."""

    acted = Signal(object)
    put_aside = Signal(object)
    called = Signal(object)
    saved = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setFixedWidth(WIDE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.panel: QWidget | None = None
        self.row: QueueRow | None = None
        self._shown: tuple[object, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.show_now)

    def show_row(self, row: QueueRow | None) -> None:
        """The bar is on another row, or its facts have changed."""
        self.row = row
        self._rest.start()

    def show_now(self) -> None:
        """Without waiting for the bar to rest."""
        self._rest.stop()
        row = self.row
        shown = _what_is_shown(row)
        if row is not None and (shown == self._shown or self._still_serves(row, shown)):
            # Only the time has gone on, or a part of it is done.
            if isinstance(self.panel, SidePanel):
                self.panel.chip.set_mark(_mark(row))
            return
        self._shown = shown
        self._put(self._make(row) if row is not None else self._nothing())

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return bool(getattr(self.panel, "unsaved", False))

    def take_focus(self) -> bool:
        """Into the form; False where the panel has none."""
        self.show_now()
        take = getattr(self.panel, "take_focus", None)
        if take is None:
            return False
        take()
        return True

    def clear(self) -> None:
        """Nothing is shown; what is half typed is kept as a draft."""
        self._rest.stop()
        self._shown = ()
        self._put(None)

    def _still_serves(self, row: QueueRow, shown: tuple[object, ...]) -> bool:
        if shown[:2] != self._shown[:2]:
            return False
        return self.unsaved or (isinstance(self.panel, ReadingPanel) and self.panel.holds(row))

    def _make(self, row: QueueRow) -> QWidget:
        item = row.parts[0].item
        form = None
        if row.line.verb is Verb.RECORD:
            form = self._shell.form_of(*item.subject, self)
        if form is not None:
            form.setFixedWidth(WIDE)
            form.close_button.hide()
            form.chip.set_mark(_mark(row))
            form.chip.show()
            form.saved.connect(self._form_saved)  # type: ignore[attr-defined]
            return form
        if row.line.verb is Verb.READ and item.feature == "isolation" and item.what.startswith("reading_"):
            with self._shell.desk.read() as read:
                allowed = may(read, Permission.WORK_SITE)
            panel = ReadingPanel(self._shell, row, self) if allowed else None
            if panel is not None and panel.holds(row):
                panel.saved.connect(self.saved)
                panel.put_aside.connect(lambda: self.put_aside.emit(self.row))
                return panel
        facts = LinePanel(row, self)
        facts.acted.connect(lambda: self.acted.emit(self.row))
        facts.put_aside.connect(lambda: self.put_aside.emit(self.row))
        facts.called.connect(lambda: self.called.emit(self.row))
        return facts

    def _nothing(self) -> QWidget:
        panel = SidePanel(WIDE, parent=self)
        panel.close_button.hide()
        panel.set_body(
            EmptyState(
                t("today_tab.detail.none"),
                t("today_tab.detail.none_next"),
                icon="clipboard-check-outline",
                tone=None,
            )
        )
        return panel

    def _form_saved(self, _saved: object) -> None:
        self._shown = ()
        self.saved.emit()

    def _put(self, panel: QWidget | None) -> None:
        old = self.panel
        self.panel = panel
        if old is not None:
            dismiss(old, self._column)
        if panel is not None:
            self._column.addWidget(panel)
            panel.show()


def _mark(row: QueueRow) -> Mark:
    return Mark(row.line.chip, TONES[row.line.tone])


def _what_is_shown(row: QueueRow | None) -> tuple[object, ...]:
    if row is None:
        return ("",)
    return row.line.key, row.part is None, [part.item.subject for part in row.parts], row.title, row.detail


def _named(parts: Sequence[Part]) -> str:
    names = [SPACE.join(text for text in (part.title, part.detail) if text) for part in parts[:MOST]]
    if len(parts) > MOST:
        names.append(t("today_tab.fact.more", count=len(parts) - MOST))
    return "\n".join(names)
