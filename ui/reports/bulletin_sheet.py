"""The bulletin on the screen: what it is, the paper, what stands against it, and the buttons for what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import Scroll, Surface
from ui.kit.tokens import PADDING, SMALL, Tone
from ui.reports.bulletin_paper import BulletinPaper

_TONES = {"draft": Tone.INFO, "issued": Tone.OK, "withdrawn": Tone.NEUTRAL}
_ICONS = {"draft": "pencil-outline", "issued": "check-circle", "withdrawn": "cancel"}
WIDEST = 860
MENU = ("head", "cutoff", "discard")
_FEW = 3


class BulletinSheet(Surface):
    """The buttons are connected by whoever shows it; `acts` are those of the menu."""

    def __init__(self, acts: Mapping[str, Callable[[], object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writing, self._may_issue = False, False
        self.paper = BulletinPaper()
        self.paper.moved.connect(self._bring)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._build_head(acts))
        column.addWidget(Line())
        self.banner = Banner(Tone.WARN, "")
        self.banner.hide()
        holder = QHBoxLayout()
        holder.setContentsMargins(PADDING, 8, PADDING, 0)
        holder.addWidget(self.banner)
        column.addLayout(holder)
        middle = QWidget()
        line = QHBoxLayout(middle)
        line.setContentsMargins(PADDING, 8, PADDING, 12)
        self.paper.setMaximumWidth(WIDEST)
        line.addStretch(1)
        line.addWidget(self.paper, 100)
        line.addStretch(1)
        self._middle = middle
        self.area = Scroll(middle)
        column.addWidget(self.area, 1)
        column.addWidget(Line())
        column.addLayout(self._build_foot())

    def show_detail(
        self, detail: BulletinDetail, number: str, may: Callable[[Permission], bool], has_draft: bool
    ) -> None:
        """What it is and what can be done with it."""
        self.name.setText(t("reports_bulletin.title", number=number))
        state = detail.state.value
        self.chip.set_mark(Mark(t(f"bulletins.state.{state}"), _TONES[state], _ICONS[state]))
        note = t(
            "reports_bulletin.note", cutoff=formats.end_moment(detail.cutoff_at), count=len(detail.placed)
        )
        if detail.anchor:
            note = t("reports_bulletin.note_issued", note=note, by=detail.issued_name, code=detail.anchor)
        self.note.setText(note)
        may_write, may_issue = (
            may(right) for right in (Permission.WRITE_BULLETIN, Permission.ISSUE_BULLETIN)
        )
        draft = detail.is_draft
        for button, on in (
            (self.refresh_button, draft and may_write),
            (self.more_button, draft and may_write),
            (self.edit_button, draft and may_write),
            (self.new_button, not draft and may_write and not has_draft),
            (self.draft_button, not draft and has_draft),
            (self.print_button, may(Permission.PRINT)),
        ):
            button.setVisible(on)
        self._may_issue = draft and may_issue
        self.writing = self._writing
        self.legend.setVisible(bool(detail.placed))

    @property
    def writing(self) -> bool:
        """Whether a form stands beside it, so that issuing has to wait."""
        return self._writing

    @writing.setter
    def writing(self, on: bool) -> None:
        self._writing = on
        self.issue_button.setVisible(self._may_issue and not on)

    def tell(self, key: str, said: Sequence[str]) -> None:
        """What stands against issuing (wrong), what counting anew made of it (changed), or what was entered late (drifted)."""
        if not said:
            self.banner.hide()
            return
        body = t("reports_bulletin.list_mark").join(said[:_FEW])
        if len(said) > _FEW:
            body = t("reports_bulletin.and_more", what=body, count=len(said) - _FEW)
        tone = Tone.INFO if key == "changed" else Tone.WARN
        self.banner.say(t(f"reports_bulletin.banner.{key}", count=len(said)), body, tone)
        self.banner.show()

    def _bring(self, place: QRect) -> None:
        at = self.paper.mapTo(self._middle, place.center())
        self.area.ensureVisible(at.x(), at.y(), 60, 80)

    def _build_head(self, acts: Mapping[str, Callable[[], object]]) -> QVBoxLayout:
        self.name, self.chip = Label(bold=True), Chip(Mark(" "))
        self.note = Label(px=SMALL, colour="text2", elide=True)
        self.legend = Chip(Mark(t("reports_bulletin.legend"), Tone.INFO, "file-chart-outline"))
        self.refresh_button = Button(t("reports_bulletin.refresh"), kind=Kind.TEXT, icon="history", key="F5")
        self.more_button = Button(t("reports_bulletin.more"), icon="dots-horizontal")
        menu = QMenu(self.more_button)
        for key in MENU:
            menu.addAction(t(f"reports_bulletin.menu.{key}")).triggered.connect(
                lambda _=False, key=key: acts[key]()
            )
        self.more_button.set_popup(menu)
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (self.name, self.chip):
            first.addWidget(widget)
        first.addStretch()
        for widget in (self.refresh_button, self.more_button):
            first.addWidget(widget)
        second.addWidget(self.note, 1)
        second.addWidget(self.legend)
        column = QVBoxLayout()
        column.setContentsMargins(PADDING, 8, 8, 8)
        column.setSpacing(0)
        for line in (first, second):
            line.setSpacing(8)
            column.addLayout(line)
        return column

    def _build_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(PADDING, 10, PADDING, 10)
        line.setSpacing(8)
        self.edit_button = Button(t("reports_bulletin.edit"), icon="pencil-outline", key="F2", bind=False)
        self.draft_button = Button(t("reports_bulletin.to_draft"), icon="pencil-outline")
        self.print_button = Button(
            t("reports_bulletin.print"), icon="printer-outline", key="Ctrl+P", bind=False
        )
        self.new_button = Button(
            t("reports_bulletin.begin"), kind=Kind.PRIMARY, icon="plus", key="F2", bind=False
        )
        self.issue_button = Button(t("reports_bulletin.issue.verb"), kind=Kind.PRIMARY, key="Ctrl+Return")
        for widget in (self.edit_button, self.draft_button):
            line.addWidget(widget)
        line.addStretch()
        for widget in (self.print_button, self.new_button, self.issue_button):
            line.addWidget(widget)
        return line


def spoken(detail: BulletinDetail) -> dict[int, str]:
    """Each figure in words, for a screen reader."""
    return {
        each.ordinal: t(
            "reports_bulletin.spoken",
            name=each.name,
            text=each.text,
            unit=each.unit,
            cutoff=formats.end_moment(each.cutoff),
        )
        for each in detail.figures
    }
