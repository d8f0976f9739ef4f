"""The one large answer: solid colour, picture, word, why, and what now; beside it who it should be."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAccessibleWidget, QSizePolicy, QWidget

from duty_desk import formats, masking
from duty_desk.gate import LOOKS, Card, Reason, Verdict, Word
from duty_desk.strings import t
from ui.gate import verdict_access
from ui.gate.lines import broken
from ui.kit import icons
from ui.kit.faces import give_faces
from ui.kit.paint import CENTRE, box, set_tip, smooth, write
from ui.kit.tokens import BODY, DISPLAY, SMALL, TITLE, font, grown, scaled, text_width, tokens

HEIGHT = 208
CARD_WIDTH, CARD_EDGE = 272, 16
LEFT = 24
WORD_LEFT = 120
GAP = "\N{IDEOGRAPHIC SPACE}"


@dataclass(frozen=True, slots=True)
class Ink:
    """What a verdict is painted with: the fill, the text on it, the plate of the card and the text on that."""

    fill: QColor
    text: QColor
    plate: QColor
    plate_text: QColor
    edge: QColor | None = None


def ink_of(word: Word) -> Ink:
    """The colours of an answer in the theme in force."""
    look = tokens()
    fill = getattr(look, LOOKS[word].colour)
    if word is Word.MEASURE:
        return Ink(fill, look.info, look.surface, look.text, look.info)
    if word in (Word.WAITING, Word.READY):
        return Ink(fill, look.text, look.window, look.text, look.line)
    if fill == look.warn_solid:
        return Ink(fill, look.on_warn_solid, fill.darker(112), look.on_warn_solid)
    return Ink(fill, look.on_accent, fill.darker(130), look.on_accent)


class VerdictPanel(QWidget):
    """Shows one answer, or that the gate waits for a scan and who was last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # A locked desk shows no whole names (check S-14).
        self.names_hidden = False
        self._verdict: Verdict | None = None
        self._reading = ""
        self._note = ""
        self._more = ("", "")
        self._last = ""
        self._checking = False
        self.face: QAccessibleWidget | None = None
        give_faces(VerdictPanel, verdict_access.face_of)
        self._tell()

    @property
    def word(self) -> Word:
        """The large word shown."""
        return self._verdict.word if self._verdict is not None else Word.WAITING

    @property
    def is_checking(self) -> bool:
        """Whether an answer is on its way."""
        return self._checking

    @property
    def said(self) -> str:
        """Everything shown, as a screen reader says it."""
        return self.accessibleName()

    def show_verdict(self, verdict: Verdict, reading: str = "") -> None:
        """Show an answer; `reading` is what the thermometer said, in words."""
        self._verdict, self._reading, self._note, self._checking = verdict, reading, "", False
        self._more = ("", "")
        self._tell()

    def show_waiting(self, last: str = "") -> None:
        """Nobody stands there; `last` names who passed last."""
        self._verdict, self._last, self._note, self._checking = None, last, "", False
        self._tell()

    def show_checking(self) -> None:
        """The old answer goes before the new one is known: a green must never be read for the next person."""
        self._verdict, self._note, self._checking = None, "", True
        self._tell()

    def add_note(self, text: str) -> None:
        """One more thing said in the place of what to do next, such as that a code was scanned twice."""
        self._note = text
        self._tell()

    def add_more(self, why: str, next_step: str) -> None:
        """What was learned a moment later: why this one may pass, and what comes of it."""
        self._more = (why, next_step)
        self._tell()

    @property
    def reason_line(self) -> str:
        """Why, in one line."""
        verdict = self._verdict
        if verdict is None:
            return ""
        said = (verdict.headline, verdict.detail)
        if verdict.word is Word.GO and not verdict.repeated and (self._more[0] or verdict.detail):
            # That it was recorded stands in the next line, with the time.
            said = ("" if verdict.reason is Reason.OK else verdict.headline, self._more[0] or verdict.detail)
        parts = t("gate_tab.verdict.colon").join(part for part in said if part)
        return t("gate_tab.verdict.semicolon").join(part for part in (parts, self._reading) if part)

    @property
    def next_line(self) -> str:
        """What to do now."""
        if self._note:
            return self._note
        verdict = self._verdict
        if verdict is None:
            return ""
        if verdict.word is Word.GO:
            done = t("gate_tab.verdict.recorded", time=f"{verdict.at:%H:%M:%S}")
            rest = "" if verdict.next_step == t("gate.next.ok") else verdict.next_step
            return GAP.join(part for part in (done, self._more[1], rest) if part)
        return verdict.next_step

    def _tell(self) -> None:
        verdict = self._verdict
        if verdict is None:
            said = [
                t("gate_tab.verdict.checking") if self._checking else t("gate.word.waiting"),
                self._note or self._last,
            ]
        else:
            name = self._name(verdict.card) if verdict.card is not None else ""
            child = t("people.child") if verdict.card is not None and verdict.card.child else ""
            said = [verdict.word_text, self._way(verdict), self.reason_line, self.next_line, name, child]
        text = GAP.join(part for part in said if part)
        new = text != self.said
        self.setAccessibleName(text)
        if new and verdict is not None:
            verdict_access.tell(self)
        set_tip(self, text if verdict is not None else "")
        self.update()

    def _way(self, verdict: Verdict) -> str:
        return f"{verdict.direction_text}{GAP}{verdict.gate}"

    def _name(self, card: Card) -> str:
        plate = card.plate or ""
        name = masking.mask_name(card.name) if self.names_hidden else card.name
        return f"{plate}{GAP}{name}".strip(GAP) if plate else name

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        if self._verdict is None:
            self._paint_waiting(painter)
            return
        verdict, ink = self._verdict, ink_of(self._verdict.word)
        whole = QRectF(self.rect())
        box(painter, whole, ink.fill, ink.edge)
        right = whole.right() - LEFT
        if verdict.card is not None:
            plate = QRectF(
                whole.right() - grown(CARD_WIDTH) - CARD_EDGE,
                CARD_EDGE,
                grown(CARD_WIDTH),
                whole.height() - 2 * CARD_EDGE,
            )
            self._paint_card(painter, plate, verdict.card, ink)
            right = plate.left() - 16
        icons.draw(
            painter, verdict.icon, QRectF(LEFT, 20, icons.VERDICT, icons.VERDICT), ink.text, icons.VERDICT
        )
        self._paint_word(painter, verdict, ink, right)
        self._paint_lines(painter, ink, right)

    def _paint_word(self, painter: QPainter, verdict: Verdict, ink: Ink, right: float) -> None:
        room = right - WORD_LEFT
        size = DISPLAY
        # English words are longer than four hanzi.
        while size > 28 and text_width(verdict.word_text, size, True) > room:
            size -= 2
        write(painter, QRectF(WORD_LEFT, 12, room, 80), verdict.word_text, ink.text, size, True)
        write(painter, QRectF(WORD_LEFT + 4, 92, room, 24), self._way(verdict), ink.text, TITLE, True)

    def _paint_lines(self, painter: QPainter, ink: Ink, right: float) -> None:
        """Why in one line or two, what now in what is left; three lines in all."""
        room = right - LEFT
        reasons = broken(self.reason_line, font(TITLE), room, 2)
        steps = broken(self.next_line, font(BODY), room, 3 - len(reasons))
        high, low = QFontMetrics(font(TITLE)).height(), QFontMetrics(font(BODY)).height()
        free = self.height() - 14 - 116 - len(reasons) * high - len(steps) * low
        top = 116 + max(0.0, min(16.0, free / 3))
        for line in reasons:
            write(painter, QRectF(LEFT, top, room + 2, high), line, ink.text, TITLE)
            top += high
        top += max(2.0, min(6.0, free / 3))
        for line in steps:
            write(painter, QRectF(LEFT, top, room + 2, low), line, ink.text, BODY)
            top += low

    def _paint_card(self, painter: QPainter, plate: QRectF, card: Card, ink: Ink) -> None:
        box(painter, plate, ink.plate, ink.edge)
        left, room = plate.left() + 16, plate.width() - 32
        y = plate.top() + 12
        for text, px, bold, high in self._card_lines(card):
            if text:
                # A number is read to its last digit.
                size = SMALL if px == BODY and text_width(text, BODY) > room else px
                write(painter, QRectF(left, y, room, high), text, ink.plate_text, size, bold)
            y += high
        foot = QRectF(left, plate.bottom() - 12 - scaled(20), room, scaled(20))
        if y <= foot.top() + 4:
            write(painter, foot, t("gate_tab.card.compare"), ink.plate_text, SMALL, True)

    def _card_lines(self, card: Card) -> list[tuple[str, int, bool, int]]:
        sex = t(f"people.sex.{card.sex}") if card.sex else ""
        child = t("people.child") if card.child else ""
        place = "" if self.names_hidden else card.place
        kind = t(f"gate.kind.{card.kind.value}")
        number = card.number or ("" if self.names_hidden else card.document)
        last = ""
        if card.last_at is not None and card.last_direction is not None:
            way = t(f"gate.direction.{card.last_direction.value}")
            last = t("gate_tab.card.last", moment=formats.moment(card.last_at), way=way)
            last += f"{GAP}{card.last_gate or ''}"
        return [
            (self._name(card), TITLE, True, scaled(32)),
            (GAP.join(part for part in (sex, child, place) if part), BODY, False, scaled(26)),
            (GAP.join(part for part in (kind, number) if part), BODY, False, scaled(26)),
            (last.rstrip(GAP), SMALL, False, scaled(26)),
        ]

    def _paint_waiting(self, painter: QPainter) -> None:
        look = tokens()
        whole = QRectF(self.rect())
        box(painter, whole, look.surface, look.line)
        middle = whole.center().y()
        icon = "progress-clock" if self._checking else LOOKS[Word.WAITING].icon
        icons.draw(painter, icon, QRectF(0, middle - 58, whole.width(), icons.EMPTY), look.text2, icons.EMPTY)
        words = t("gate_tab.verdict.checking") if self._checking else t("gate.word.waiting")
        write(painter, QRectF(0, middle - 16, whole.width(), 32), words, look.text, TITLE, False, CENTRE)
        below = self._note or self._last
        if below and not self._checking:
            place = QRectF(LEFT, middle + 20, whole.width() - 2 * LEFT, 24)
            write(painter, place, below, look.text2, BODY, False, Qt.AlignmentFlag.AlignCenter)
