"""The chips over the board: the legend of its colours, how many rooms are in each state, and what is wrong, as filters."""

from __future__ import annotations

from collections.abc import Iterable

from duty_desk.isolation.board import Board, Mark
from duty_desk.rooms.rows import RoomState
from duty_desk.strings import t
from ui.isolation.tile_words import LOOKS, MARKS, state_word
from ui.kit.choices import Choice
from ui.kit.tokens import Tone

ALL = "all"
PROBLEMS = (Mark.MISSING, Mark.FEVER, Mark.RELEASE_TODAY)


def choices(board: Board | None) -> list[Choice]:
    """All chips; states first, then people about whom something must be done."""
    counts = board.counts if board is not None else {}
    problems = board.problems if board is not None else {}
    found = [Choice(ALL, t("isolation_tab.chip.all"), sum(counts.values()))]
    for state in RoomState:
        icon, tone = LOOKS[state]
        found.append(Choice(state.value, state_word(state), counts.get(state, 0), icon, tone))
    for mark in PROBLEMS:
        if mark is Mark.FEVER and board is not None and not board.health:
            continue
        icon, tone = MARKS[mark]
        number = problems.get(mark, 0)
        words = t(f"isolation_tab.chip.{mark.value}")
        found.append(Choice(mark.value, words, number, icon, tone if number else Tone.NEUTRAL))
    return found


def spoken_counts(board: Board) -> str:
    """The counts in one line, for whoever does not see the chips."""
    said: Iterable[str] = (f"{state_word(state)} {board.counts.get(state, 0)}" for state in RoomState)
    return t("isolation_tab.comma").join(said)
