"""The answer can be read in every theme, in grey and at night, from the colours it is really painted with (checks U-01, U-02, U-15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.gate import RULINGS, Bands, Card, CrossingKind, Direction, Reason, Verdict, Word
from duty_desk.strings import set_language
from tests.security.seen import painted
from ui.gate.temperature_panel import TemperaturePanel
from ui.gate.verdict_panel import VerdictPanel, ink_of
from ui.kit.tokens import contrast, luminance, tokens
from ui.theme import Mode, install

SHOWN = (Word.MEASURE, Word.GO, Word.AGAIN, Word.CHECK, Word.STOP, Word.TROUBLE)
OF = {
    Word.MEASURE: Reason.MEASURE,
    Word.GO: Reason.OK,
    Word.AGAIN: Reason.HIGH,
    Word.CHECK: Reason.MANUAL,
    Word.STOP: Reason.QUOTA,
    Word.TROUBLE: Reason.TROUBLE,
}


@pytest.fixture(params=[Mode.LIGHT, Mode.DARK], ids=str)
def dressed(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Mode]:
    install(qapp, mode=request.param)
    yield request.param
    install(qapp, mode=Mode.LIGHT)


def verdict(word: Word, **more: object) -> Verdict:
    card = Card("阿依古丽·买买提", CrossingKind.HOUSEHOLD, "female", "12号楼 3-402", "", "**************4216")
    made = Verdict(
        word=word,
        reason=OF[word],
        headline="本户外出额度已用",
        detail="3月5日 09:12 已有 1 人外出",
        next_step="下次可外出 3月7日 00:00 起；就医、照护、值班按 F6 申请豁免",
        at=datetime(2020, 3, 6, 17, 20, 8),
        gate_id=1,
        gate="家属区西门",
        direction=Direction.OUT,
        card=card,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def picture(qtbot: QtBot, word: Word, width: int = 744) -> QImage:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(width, panel.height())
    panel.show_verdict(verdict(word))
    return panel.grab().toImage()


@pytest.mark.parametrize("child", [True, False])
def test_somebody_under_fourteen_is_marked_on_the_card(qtbot: QtBot, child: bool) -> None:
    """Acceptance check S-56: in words on the plate and for screen readers."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(744, panel.height())
    known = verdict(Word.GO)
    assert known.card is not None
    panel.show_verdict(replace(known, card=replace(known.card, child=child)))
    with painted() as written:
        panel.grab()
    assert any("未满 14 周岁" in line for line in written) is child
    assert ("未满 14 周岁" in panel.said) is child


def test_every_word_has_contrast_on_what_it_stands_on(dressed: Mode) -> None:
    for word in (Word.WAITING, *SHOWN):
        ink = ink_of(word)
        assert contrast(ink.text, ink.fill) >= 4.5, word
        assert contrast(ink.plate_text, ink.plate) >= 4.5, word


def test_words_and_pictures_tell_the_answers_apart_in_grey(dressed: Mode, qtbot: QtBot) -> None:
    seen: dict[bytes, Word] = {}
    for word in SHOWN:
        grey = picture(qtbot, word).convertToFormat(QImage.Format.Format_Grayscale8)
        sign = grey.copy(24, 12, 420, 90)
        # Only the shape counts: dark and light of each picture at its own middle.
        middle = (sign.pixelColor(0, 0).lightness()) / 2 + 64
        shape = bytes(
            int(abs(sign.pixelColor(x, y).lightness() - sign.pixelColor(0, 0).lightness()) > 60)
            for x in range(0, sign.width(), 3)
            for y in range(0, sign.height(), 3)
        )
        assert sum(shape) > 200, (word, middle)
        assert shape not in seen, (word, seen.get(shape))
        seen[shape] = word


def test_the_night_is_not_lit_up(qapp: QApplication, qtbot: QtBot) -> None:
    install(qapp, mode=Mode.DARK)
    try:
        look = tokens()
        assert luminance(look.ok_solid) < 0.35
        assert luminance(look.info_bg) < 0.35
        assert 0 < luminance(look.window) < 0.05
        image = picture(qtbot, Word.GO)
        light = [
            luminance(image.pixelColor(x, y))
            for x in range(0, image.width(), 9)
            for y in range(0, image.height(), 9)
        ]
        assert sum(light) / len(light) < 0.35
    finally:
        install(qapp, mode=Mode.LIGHT)


def test_the_verdict_is_as_it_was_drawn(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(830, panel.height())
    panel.show_verdict(verdict(Word.STOP))
    assert panel.height() == 208
    image = panel.grab().toImage()
    red = tokens().danger_solid.rgb()
    # The fill reaches every edge, the darker plate of the card lies 16 px inside it.
    for x, y in ((4, 104), (600, 4), (824, 104), (400, 203)):
        assert image.pixel(x, y) == red
    assert image.pixel(830 - 16 - 272 + 6, 100) == ink_of(Word.STOP).plate.rgb()


@pytest.mark.usefixtures("theme")
def test_long_words_are_cut_at_a_mark_and_never_lost(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(744, panel.height())
    detail = "3月6日 17:17 南湖东大门进，经办 常大伟"
    panel.show_verdict(verdict(Word.STOP, headline="已在校内（17:17 进）", detail=detail))
    assert detail in panel.said
    from ui.gate.lines import broken
    from ui.kit.tokens import TITLE, font

    lines = broken(panel.reason_line, font(TITLE), 416, 2)
    assert len(lines) == 2
    # After the mark, not within the time.
    assert lines[1] == "3月6日 17:17 南湖东大门进，经办 常大伟"


def test_english_words_fit(qtbot: QtBot) -> None:
    set_language("en")
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(744, panel.height())
    for word in SHOWN:
        panel.show_verdict(verdict(word))
        assert panel.grab().width() == 744


@pytest.mark.parametrize(
    ("typed", "shown", "band"), [("36.5", "36.5", "正常"), ("37.4", "37.4", "异常"), ("34.6", "34.6", "偏低")]
)
def test_a_reading_stands_in_its_band(qtbot: QtBot, typed: str, shown: str, band: str) -> None:
    panel = TemperaturePanel()
    qtbot.addWidget(panel)
    panel.put_bands(Bands())
    panel.ask()
    panel.type(typed)
    assert panel.digits.shown == shown
    assert panel.scale.value == float(shown)
    panel.show_reading(float(typed), None)
    assert panel.chip.mark.word == band


def test_every_reason_has_a_look(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    for reason in Reason:
        panel.show_verdict(replace(verdict(Word.STOP), reason=reason, word=RULINGS[reason].word))
        assert panel.said
