"""Every reason leads to a word, a colour, a sound, a short headline and what to do now; none to a generic text (check U-04)."""

from __future__ import annotations

from pathlib import Path

import pytest

from duty_desk.gate import LOOKS, RULINGS, Answer, Reason, Sound, Step, Word
from duty_desk.strings import catalogue

ROOT = Path(__file__).resolve().parents[3]
# Values as long as they get.
LONGEST = {
    "when": "昨日 24:00",
    "clock": "12月31日",
    "count": "88",
    "state": "在隔离观察，至 12月31日",
    "day": "12月31日",
    "value": "37.55",
}
# Checks U-04 names fourteen; the gate has more.
FOURTEEN = {
    "不认识": Reason.UNKNOWN,
    "已撤销": Reason.VOIDED,
    "已补办作废": Reason.REPLACED,
    "未到时间": Reason.NOT_YET,
    "已过期": Reason.EXPIRED,
    "时段外": Reason.OUT_OF_HOURS,
    "非本门": Reason.WRONG_GATE,
    "已在校内": Reason.INSIDE,
    "已离校": Reason.OUTSIDE,
    "本户两日内已出": Reason.QUOTA,
    "未审批": Reason.NOT_APPROVED,
    "人员停用": Reason.BLOCKED,
    "资料需核对": Reason.MANUAL,
    "系统故障": Reason.TROUBLE,
}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_worded(reason: Reason) -> None:
    ruling = RULINGS[reason]
    look = LOOKS[ruling.word]
    headline = catalogue("zh_CN")[f"gate.headline.{reason.value}"].format(**LONGEST)
    assert 2 <= len(headline) <= 16, headline
    for language in ("zh_CN", "en"):
        texts = catalogue(language)
        assert texts[f"gate.headline.{reason.value}"].strip()
        assert texts[f"gate.next.{reason.value}"].strip()
        assert texts[f"gate.word.{ruling.word.value}"].strip()
    assert (ROOT / "resources" / "icons" / f"{look.icon}.svg").is_file()
    theme = (ROOT / "ui" / "kit" / "tokens.py").read_text(encoding="utf-8")
    assert f"    {look.colour}: QColor" in theme


def test_no_two_reasons_share_a_headline() -> None:
    texts = catalogue("zh_CN")
    refusals = [reason for reason in Reason if RULINGS[reason].word is Word.STOP]
    restricted = {Reason.ISOLATION, Reason.HOME_QUARANTINE, Reason.FEVER_OPEN, Reason.BLOCKED}
    headlines = [texts[f"gate.headline.{reason.value}"] for reason in refusals if reason not in restricted]
    assert len(headlines) == len(set(headlines)) >= 14


def test_the_fourteen_of_the_checks_are_there() -> None:
    answers = {name: LOOKS[RULINGS[reason].word].answer for name, reason in FOURTEEN.items()}
    assert len(FOURTEEN) == 14
    assert {name for name, answer in answers.items() if answer is Answer.LOOK} == {"资料需核对", "系统故障"}
    assert Answer.GO not in answers.values()


def test_the_three_classes_differ_in_colour_icon_and_sound() -> None:
    seen = [
        (LOOKS[word].colour, LOOKS[word].icon, LOOKS[word].sound) for word in (Word.GO, Word.CHECK, Word.STOP)
    ]
    for part in zip(*seen, strict=True):
        assert len(set(part)) == 3
    assert [word for word in Word if LOOKS[word].answer is Answer.GO] == [Word.GO]
    assert LOOKS[Word.TROUBLE].colour == "warn_solid"
    assert {LOOKS[word].sound for word in Word} >= {Sound.ENTER, Sound.ATTENTION, Sound.ERROR}


def test_what_a_chief_may_overrule_is_period_place_and_allowance() -> None:
    forcible = {reason for reason in Reason if RULINGS[reason].forcible}
    assert forcible == {
        Reason.NOT_YET,
        Reason.EXPIRED,
        Reason.OUT_OF_HOURS,
        Reason.OUTSIDE_WINDOW,
        Reason.GATE_CLOSED,
        Reason.GATE_HOURS,
        Reason.WRONG_GATE,
        Reason.INSIDE,
        Reason.OUTSIDE,
        Reason.ENTRIES_USED,
        Reason.QUOTA,
    }
    assert all(RULINGS[reason].step not in (Step.PERSON, Step.TEMPERATURE) for reason in forcible)
