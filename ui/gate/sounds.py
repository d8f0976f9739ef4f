"""What the gate sounds like: in, out, look closer and stop are told apart by ear, and a silent PC works as well."""

from __future__ import annotations

import math
import sys
import wave
from array import array
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QProcess, QStandardPaths
from PySide6.QtWidgets import QApplication

from duty_desk.gate import Sound
from duty_desk.paths import cache_folder

# Nobody is woken for a green answer (check U-15).
QUIET_FROM, QUIET_UNTIL = time(23), time(6)
RATE = 8000
# Pairs of hertz and milliseconds; 0 hertz is a pause.
TONES: dict[Sound, tuple[tuple[int, int], ...]] = {
    Sound.ENTER: ((880, 180),),
    Sound.EXIT: ((1175, 90), (880, 110)),
    Sound.ATTENTION: ((587, 700),),
    Sound.ERROR: ((330, 220), (0, 80), (330, 220)),
}


class Player(Protocol):
    """Where sounds go."""

    def play(self, sound: Sound, loud: bool) -> None:
        """Begin to sound and come back at once; whatever the device does is no reason to stop work."""
        ...


class Sounds:
    """Asks the player for the sound of an answer, unless the officer switched sounds off; low at night except for a stop."""

    def __init__(self, player: Player, wanted: Callable[[], bool], now: Callable[[], datetime]) -> None:
        self.player = player
        self._wanted, self._now = wanted, now

    def say(self, sound: Sound) -> None:
        """Sound once."""
        if sound is not Sound.SILENT and self._wanted():
            self.player.play(sound, sound is Sound.ERROR or not is_quiet(self._now().time()))


def is_quiet(moment: time) -> bool:
    """Whether people sleep."""
    return moment >= QUIET_FROM or moment < QUIET_UNTIL


class SystemPlayer:
    """The PC's own means: Windows plays files itself, Linux has a small program for it, and a beep is left otherwise."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or cache_folder() / "sounds"

    def play(self, sound: Sound, loud: bool) -> None:
        path = self._file(sound, loud)
        if path is None or not _play_file(path):
            with suppress(RuntimeError):
                QApplication.beep()

    def _file(self, sound: Sound, loud: bool) -> Path | None:
        path = self._folder / f"{sound.value}-{'loud' if loud else 'low'}.wav"
        if not path.exists():
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_tones(path, TONES[sound], 0.8 if loud else 0.12)
            except OSError:
                return None
        return path


def write_tones(path: Path, tones: tuple[tuple[int, int], ...], strength: float) -> None:
    """Write tones as a small sound file, without clicks at their ends."""
    samples = array("h")
    for hertz, milliseconds in tones:
        count = RATE * milliseconds // 1000
        for number in range(count):
            edge = min(1.0, number / 80, (count - number) / 80)
            swing = math.sin(2 * math.pi * hertz * number / RATE) if hertz else 0.0
            samples.append(round(32_000 * strength * edge * swing))
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(samples.tobytes())


def _play_file(path: Path) -> bool:
    if sys.platform == "win32":
        import winsound

        try:
            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
        except RuntimeError:
            return False
        return True
    for program in ("paplay", "aplay"):
        found = QStandardPaths.findExecutable(program)
        if found:
            return QProcess.startDetached(found, [str(path)])[0]
    return False
