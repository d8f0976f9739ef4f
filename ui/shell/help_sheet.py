"""F1: the keys of the screen in front and what it is for, over the screen; Esc takes it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.strings import language, t
from ui.cards import print_gate_card
from ui.feature_tab import Shell
from ui.kit.buttons import Button, icon_button, pressed_by_enter
from ui.kit.fields import LineEdit
from ui.kit.key_sheet import KeyGroup
from ui.kit.labels import Label, Line
from ui.kit.paint import box, draw_hint, hint_width, key_text, set_tip, smooth, write
from ui.kit.panels import Scroll, Surface, scroll_to
from ui.kit.tokens import BODY, CONTROL, SMALL, TITLE, text_width, tokens
from ui.shell.help_pages import Block, HelpPage, found, page_for, pages

WIDTH, HEIGHT = 880, 560
LIST_WIDTH = 200
# What a page offers to print, by the name it stands under there.
PAPERS: Mapping[str, Callable[[Shell], object]] = {"gate_card": print_gate_card}


class KeyCap(QWidget):
    """One key as the keyboard has it."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._hint = key_text(key)
        self.setFixedSize(hint_width(self._hint) + 14, 24)
        self.setAccessibleName(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        box(painter, self.rect(), look.sunken, look.line)
        draw_hint(painter, QRectF(self.rect()).adjusted(7, 0, 0, 0), self._hint, look.text)


class PageLink(QAbstractButton):
    """One page in the list; the one shown is filled and has the accent bar."""

    def __init__(self, title: str, *, part: bool = False) -> None:
        super().__init__()
        self._indent = 24 if part else 12
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFixedHeight(CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(LIST_WIDTH - 24, CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look, shown = tokens(), self.isChecked()
        if shown:
            painter.fillRect(self.rect(), look.selected)
            painter.fillRect(0, 0, 3, self.height(), look.accent)
        elif self.underMouse():
            painter.fillRect(self.rect(), look.hover)
        place = QRectF(self._indent, 0, self.width() - self._indent - 4, self.height())
        write(painter, place, self.text(), look.accent_text if shown else look.text, BODY, shown)
        set_tip(self, self.text() if text_width(self.text(), BODY, shown) > place.width() + 1 else "")


class HelpSheet(QWidget):
    """Covers the window; the page list and its search stand left, the page right.

    Without a word to search for, the list has a line for each screen, and the parts of the one that is shown. What pages offer to
    print is shown by `shell`.
    """

    def __init__(
        self,
        window: QWidget,
        key: str,
        groups: Sequence[KeyGroup],
        shell: Shell,
    ) -> None:
        super().__init__(window)
        self._groups, self._shell = tuple(groups), shell
        self._back_to = window.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(t("help.title"))
        self.own = page_for(language(), key)
        self.shown = self.own
        self.sheet = Surface(self)
        self._lay_out()
        self._list()
        self.show_page(self.own)
        window.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self.search.setFocus()

    def show_page(self, page: HelpPage) -> None:
        """Show one page; the keys stand above the one of the screen in front."""
        moved, self.shown = page.group != self.shown.group, page
        typed = self.search.text().strip()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        first: QWidget | None = None
        for block in page.blocks:
            held = bool(typed) and block.kind != "title" and block.holds(typed)
            if block.kind == "also" or (typed and block.kind == "says" and not held):
                continue
            words = self._print(block.text) if block.kind == "print" else _words(block, held)
            column.addWidget(words)
            first = first or (words if held else None)
            if block.kind == "title" and page is self.own and not typed:
                for group in self._groups:
                    column.addWidget(_keys(group))
        column.addStretch()
        self.view.hold(inside)
        self.view.verticalScrollBar().setValue(0)
        if first is not None:
            scroll_to(first)
        if moved and not typed:
            self._list()
        for button, each in self._buttons:
            button.setChecked(each is page)
            if each is page:
                scroll_to(button)

    def dismiss(self) -> None:
        """Close and give the keyboard back to where it was."""
        self.close()
        if self._back_to is not None:
            self._back_to.setFocus(Qt.FocusReason.OtherFocusReason)

    def titles(self) -> list[str]:
        """Pages listed now."""
        return [page.title for _button, page in self._buttons]

    def _lay_out(self) -> None:
        self.search = LineEdit(placeholder=t("help.search"), icon="magnify", name=t("help.search"))
        self.search.changed.connect(self._list)
        self.search.returnPressed.connect(self._first)
        self._buttons: list[tuple[PageLink, HelpPage]] = []
        inside = QWidget()
        self._places = QVBoxLayout(inside)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.setSpacing(2)
        self._places.setAlignment(Qt.AlignmentFlag.AlignTop)
        # There are more pages than a small screen is high.
        listed = Scroll(inside)
        left = QVBoxLayout()
        left.setContentsMargins(16, 16, 16, 16)
        left.addWidget(self.search)
        left.addSpacing(8)
        left.addWidget(listed, 1)
        holder = QWidget()
        holder.setFixedWidth(LIST_WIDTH + 32)
        holder.setLayout(left)
        self.view = Scroll()
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setAccessibleName(t("help.title"))
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 8, 0)
        head.addWidget(Label(t("help.title"), px=SMALL, bold=True, colour="text2"), 1)
        close = icon_button("close", t("kit.panel.close"), "Esc")
        close.clicked.connect(self.dismiss)
        head.addWidget(close)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(head)
        right.addWidget(self.view, 1)
        row = QHBoxLayout(self.sheet)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        row.addWidget(holder)
        row.addWidget(Line(upright=True))
        row.addLayout(right, 1)

    def _list(self) -> None:
        for button, _page in self._buttons:
            self._places.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        typed = self.search.text().strip()
        for page in found(language(), typed) if typed else pages(language()):
            part = page.key != page.group and not typed
            if typed or not part or page.group == self.shown.group:
                button = PageLink(page.title, part=part)
                button.setChecked(page is self.shown)
                button.clicked.connect(lambda _=False, page=page: self.show_page(page))
                self._places.addWidget(button)
                self._buttons.append((button, page))

    def _print(self, name: str) -> QWidget:
        """The button of a paper that a page offers."""
        button = Button(t("help.print"), icon="printer-outline")
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self.dismiss)
        button.clicked.connect(lambda: PAPERS[name](self._shell))
        return button

    def _first(self) -> None:
        if self._buttons:
            self.show_page(self._buttons[0][1])

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        self.setGeometry(window.rect())
        wide, tall = min(WIDTH, self.width() - 48), min(HEIGHT, self.height() - 48)
        self.sheet.setGeometry((self.width() - wide) // 2, (self.height() - tall) // 2, wide, tall)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.sheet.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = QColor(tokens().window)
        veil.setAlpha(200)
        QPainter(self).fillRect(self.rect(), veil)


def _words(block: Block, found: bool) -> QWidget:
    """A piece of the page; what was searched for stands out."""
    match block.kind:
        case "title":
            return Label(block.text, px=TITLE, bold=True, wrap=True)
        case "heading":
            return Label(block.text, bold=True, wrap=True)
        case "item" | "says":
            text = f"\N{BULLET} {block.text}"
        case _:
            text = block.text
    return Label(text, px=BODY, bold=found, colour="accent_text" if found else "text", wrap=True)


def _keys(group: KeyGroup) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 4, 0, 8)
    column.setSpacing(4)
    column.addWidget(Label(group.title, px=SMALL, bold=True, colour="text2"))
    widest = max((hint_width(key_text(key)) for key, _what in group.keys), default=0) + 14
    for key, what in group.keys:
        row = QHBoxLayout()
        row.setSpacing(12)
        cap = KeyCap(key)
        row.addWidget(cap)
        row.addSpacing(widest - cap.width())
        row.addWidget(Label(what), 1)
        column.addLayout(row)
    return holder
