"""The words of the bulletin, section by section; figures are put in from the list and stand among the words as one piece each (F2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.reports import bulletin_rows, drafting, placing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.draft import DraftKeeper
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.panels import SidePanel, Surface
from ui.kit.tokens import SMALL, Tone
from ui.reports.bulletin_choice import FigureFields
from ui.reports.bulletin_text import SectionText

if TYPE_CHECKING:
    from ui.reports.bulletin import BulletinView

WIDTH = 480


class _Part(Surface):
    """Heading and text of one section with what can be done with it."""

    def __init__(self, editor: EditorPanel, heading: str, text: str) -> None:
        super().__init__()
        words = {each.ordinal: each.text for each in editor.detail.figures}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(4)
        self.heading = LineEdit(name=t("reports_bulletin.editor.heading"))
        self.heading.setText(heading)
        line.addWidget(self.heading, 1)
        self._buttons: list[Button] = []
        acts: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("chevron-up", "up", lambda: editor.move(self, -1)),
            ("chevron-down", "down", lambda: editor.move(self, 1)),
            ("delete-outline", "drop", lambda: editor.drop(self)),
        )
        for icon, key, act in acts:
            button = icon_button(icon, t(f"reports_bulletin.editor.{key}"))
            button.clicked.connect(lambda _=False, act=act: act())
            line.addWidget(button)
        column.addLayout(line)
        self.text = SectionText(text, words, name=t("reports_bulletin.editor.text"))
        column.addWidget(self.text)
        self.heading.textEdited.connect(lambda _text: editor.touch())
        self.text.edited.connect(editor.touch)
        self.text.entered.connect(lambda: editor.enter(self))


class EditorPanel(SidePanel):
    """`saved` after the text was written; figures put in meanwhile belong to the bulletin at once, their place with the text."""

    saved = Signal()

    def __init__(self, view: BulletinView, detail: BulletinDetail) -> None:
        super().__init__(WIDTH, parent=view)
        self.view, self.detail = view, detail
        self._version = detail.version
        self._dirty = False
        self.set_head(t("reports_bulletin.editor.title"), t("reports_bulletin.editor.note"))
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self.banner = Banner(Tone.DANGER, "")
        self.banner.hide()
        self._column.addWidget(self.banner)
        self._build_place()
        self.parts: list[_Part] = []
        self.keeper = DraftKeeper(view.desk, f"bulletin/{detail.id}", self, self._typed)
        kept = self.keeper.load()
        left = self._left(kept.content) if kept is not None else None
        for heading, text in left or [(each.heading, each.text) for each in detail.sections]:
            self._add(heading, text)
        self._current: _Part | None = self.parts[0] if self.parts else None
        self._column.addStretch()
        self.set_body(body, pad=False)
        more = Button(t("reports_bulletin.editor.add"), icon="plus", parent=self)
        more.clicked.connect(self.add_section)
        self.save_button = Button(
            t("reports_bulletin.editor.save"), kind=Kind.PRIMARY, key="Ctrl+Return", parent=self
        )
        self.save_button.clicked.connect(self.save)
        self.set_foot([more], [self.save_button])
        if kept is not None and left:
            # It is half typed again, and saved or thrown away like what is typed now.
            self._dirty = True
            note = t("reports_bulletin.editor.back", at=formats.moment(kept.saved_at))
            self.banner.say(note, "", Tone.INFO)
            self.banner.show()
        self.keeper.look()

    @property
    def dirty(self) -> bool:
        """As `unsaved`, for the keeper of drafts."""
        return self._dirty

    def forget(self) -> None:
        """What was typed is not wanted."""
        self._dirty = False
        self.keeper.look()

    @property
    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        return self._dirty

    def start(self) -> None:
        """The keyboard in the first text."""
        if self.parts:
            self.parts[0].text.setFocus()

    def touch(self) -> None:
        """Something was typed."""
        self._dirty = True
        self.keeper.look()

    def enter(self, part: _Part) -> None:
        """The writing mark is in this section."""
        self._current = part

    def add_section(self) -> None:
        """A further section at the end."""
        part = self._add(t("reports_bulletin.editor.new_heading"), "")
        self.touch()
        # It has no place before the next turn.
        QTimer.singleShot(0, part, part.heading.setFocus)
        part.heading.selectAll()

    def move(self, part: _Part, by: int) -> None:
        """One section up or down."""
        place = self.parts.index(part)
        other = place + by
        if not 0 <= other < len(self.parts):
            return
        self.parts[place], self.parts[other] = self.parts[other], self.parts[place]
        self._column.removeWidget(part)
        self._column.insertWidget(self._first + other, part)
        self.touch()

    def drop(self, part: _Part) -> None:
        """Take a section out; it comes back by closing without saving."""
        if len(self.parts) == 1:
            self._say(t("bulletins.error.no_section"))
            return
        self.parts.remove(part)
        if self._current is part:
            self._current = self.parts[0]
        self._column.removeWidget(part)
        part.hide()
        part.deleteLater()
        self.touch()

    def place(self) -> bool:
        """Put the figure that was chosen where the writing mark is."""
        if not self.fields.key:
            self._say(t("reports_bulletin.place.choose"))
            return False
        part = self._current
        if part is None:
            return False
        try:
            with self.view.desk.work() as work:
                ordinal = placing.place_figure(
                    work, self.detail.id, version=self._version, key=self.fields.key, **self.fields.values()
                )
                fresh = bulletin_rows.get_bulletin(work, self.detail.id)
        except DutyDeskError as error:
            self.fields.show_error(error)
            return False
        self._version = fresh.version
        placed = fresh.figure(ordinal)
        assert placed is not None
        for each in self.parts:
            each.text.words[ordinal] = placed.text
        part.text.insert_figure(ordinal, placed.text)
        part.text.setFocus()
        self.banner.hide()
        self.place_box.hide()
        self.place_button.show()
        return True

    def open_place(self) -> None:
        """Show the list of figures."""
        self.place_box.show()
        self.place_button.hide()
        assert self.fields.list is not None
        self.fields.list.setFocus()

    def save(self) -> bool:
        """Write the text; the panel closes after it."""
        sections = [(part.heading.text(), part.text.text()) for part in self.parts]
        try:
            with self.view.desk.work() as work:
                drafting.write_sections(work, self.detail.id, sections, version=self._version)
        except DutyDeskError as error:
            self._say(error.text)
            return False
        self.forget()
        self.saved.emit()
        return True

    def _build_place(self) -> None:
        self.place_button = Button(
            t("reports_bulletin.place.open"), icon="file-chart-outline", key="F4", parent=self
        )
        self.place_button.clicked.connect(self.open_place)
        self._column.addWidget(self.place_button)
        self.place_box = Surface(sunken=True)
        inner = QVBoxLayout(self.place_box)
        inner.setContentsMargins(12, 12, 12, 12)
        inner.setSpacing(8)
        inner.addWidget(Label(t("reports_bulletin.place.title"), px=SMALL, bold=True, colour="text2"))
        self.fields = FigureFields(self.view.shell)
        inner.addWidget(self.fields)
        put = Button(t("reports_bulletin.place.verb"), kind=Kind.DEFAULT)
        put.clicked.connect(self.place)
        inner.addWidget(put)
        self.place_box.hide()
        self._column.addWidget(self.place_box)
        self._first = self._column.count()

    def _add(self, heading: str, text: str) -> _Part:
        part = _Part(self, heading, text)
        self._column.insertWidget(self._first + len(self.parts), part)
        self.parts.append(part)
        return part

    def _typed(self) -> dict[str, object]:
        return {"sections": [[part.heading.text(), part.text.text()] for part in self.parts]}

    def _left(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What was half typed here; nothing of figures that the bulletin no longer has."""
        known = {each.ordinal for each in self.detail.figures}
        found = [(str(heading), str(text)) for heading, text in content.get("sections", ())]
        marks = {mark for _, text in found for mark in bulletin_rows.ordinals_in(text)}
        return found if marks <= known else []

    def _say(self, words: str) -> None:
        self.banner.say(words)
        self.banner.show()
