"""Sounds come from the PC's own means, at once, and a PC without any works as well (checks U-03, U-78c)."""

from __future__ import annotations

import time
import wave
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from duty_desk.gate import LOOKS, Sound, Word
from ui.gate.sounds import TONES, SystemPlayer, write_tones


def test_each_class_of_answer_has_its_own_sound() -> None:
    assert len({tuple(tones) for tones in TONES.values()}) == len(TONES) == 4
    assert {LOOKS[word].sound for word in Word} - {Sound.SILENT} <= set(TONES)


@pytest.mark.parametrize("sound", TONES)
def test_a_sound_is_a_short_plain_file(tmp_path: Path, sound: Sound) -> None:
    loud, low = tmp_path / "loud.wav", tmp_path / "low.wav"
    write_tones(loud, TONES[sound], 0.8)
    write_tones(low, TONES[sound], 0.1)
    with wave.open(str(loud)) as one, wave.open(str(low)) as other:
        assert 0.1 < one.getnframes() / one.getframerate() < 1
        frames = one.readframes(one.getnframes())
        quiet = other.readframes(other.getnframes())
    peak = max(memoryview(frames).cast("h"))
    assert peak > 5 * max(memoryview(quiet).cast("h"))


def test_playing_comes_back_at_once_whatever_the_pc_has(tmp_path: Path, qtbot: QtBot) -> None:
    player = SystemPlayer(tmp_path / "sounds")
    player.play(Sound.ENTER, True)
    begun = time.process_time()
    player.play(Sound.ENTER, True)
    assert time.process_time() - begun < 0.02


def test_a_folder_that_cannot_be_written_raises_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    SystemPlayer(blocked / "sounds").play(Sound.ERROR, True)
