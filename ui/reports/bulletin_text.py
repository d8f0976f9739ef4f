"""The text of a section with its figures in it: each is one piece that can be moved or taken out, never half changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QMimeData, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from duty_desk.reports.bulletin_rows import parts_of
from duty_desk.strings import t
from ui.kit.paint import CENTRE, write
from ui.kit.tokens import BODY, font, scaled, text_width, tokens

_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
_ORDINAL = QTextFormat.Property.UserProperty.value + 1
_SIGN = "\ufffc"
_LINES = 2


class FigurePiece(QPyTextObject):
    """Draws a figure among the words: its number on a tint, dotted below."""

    def __init__(self, words: dict[int, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.words = words

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:
        wide = text_width(self._text(format), BODY) + 8
        return QSizeF(wide, scaled(BODY) * 1.3)

    def drawObject(
        self, painter: QPainter, rect: QRectF, doc: QTextDocument, posInDocument: int, format: QTextFormat
    ) -> None:
        look = tokens()
        painter.save()
        painter.fillRect(rect.adjusted(1, 0, -1, 0), look.info_bg)
        write(painter, rect, self._text(format), look.info, BODY, False, CENTRE)
        painter.setPen(QPen(look.info, 1, Qt.PenStyle.DotLine))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _text(self, format: QTextFormat) -> str:
        ordinal = int(format.property(_ORDINAL) or 0)
        return self.words.get(ordinal) or t("reports_bulletin.gone")


class SectionText(QTextEdit):
    """Plain words and figures. `text()` gives them as they are kept, a figure as `{3}`."""

    edited = Signal()
    entered = Signal()

    def __init__(
        self, text: str, words: Mapping[int, str], *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.words = dict(words)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setPlaceholderText(t("reports_bulletin.empty_section"))
        self.setFont(font(BODY))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._piece = FigurePiece(self.words, self)
        self.document().documentLayout().registerHandler(_OBJECT, self._piece)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self.put(text)
        self.document().contentsChanged.connect(self.edited)
        self._fit()

    def put(self, text: str) -> None:
        """Show another text."""
        self.clear()
        self._type(text)

    def insert_figure(self, ordinal: int, words: str) -> None:
        """Put a figure where the writing mark is."""
        self.words[ordinal] = words
        self._piece.words[ordinal] = words
        self._type(f"{{{ordinal}}}")

    def text(self) -> str:
        """Words as they are, figures by ordinal."""
        lines: list[str] = []
        block = self.document().begin()
        while block.isValid():
            line = ""
            step = block.begin()
            while not step.atEnd():
                piece = step.fragment()
                ordinal = piece.charFormat().property(_ORDINAL)
                for sign in piece.text():
                    line += f"{{{ordinal}}}" if sign == _SIGN and ordinal else sign
                step += 1
            lines.append(line.replace("\u2028", "\n"))
            block = block.next()
        return "\n".join(lines)

    def _type(self, text: str) -> None:
        cursor = self.textCursor()
        plain = QTextCharFormat()
        for part in parts_of(text):
            if isinstance(part, int):
                marked = QTextCharFormat()
                marked.setObjectType(_OBJECT)
                marked.setProperty(_ORDINAL, part)
                marked.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBottom)
                cursor.insertText(_SIGN, marked)
            else:
                cursor.insertText(part, plain)
        cursor.setCharFormat(plain)
        self.setTextCursor(cursor)

    def _fit(self) -> None:
        """As high as its text, three lines at least."""
        least = round(scaled(BODY) * 1.6) * _LINES + 12
        tall = max(least, round(self.document().size().height()) + 8)
        if tall != self.height():
            self.setFixedHeight(tall)

    def createMimeDataFromSelection(self) -> QMimeData:
        # A figure cannot be copied: it would stand in two places and be asked for once.
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(_SIGN, ""))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self._type(" ".join(source.text().replace("{", "(").replace("}", ")").splitlines()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()
