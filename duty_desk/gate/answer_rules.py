"""What the gate answers: every reason there is, with its word, colour, icon and sound, and whether somebody may overrule it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Answer(StrEnum):
    """The three classes of answer, and the one before there is any."""

    NONE = "none"
    GO = "go"
    LOOK = "look"
    STOP = "stop"


class Word(StrEnum):
    """The large word. `READY` is never shown as a verdict: nothing was written yet."""

    WAITING = "waiting"
    READY = "ready"
    MEASURE = "measure"
    GO = "go"
    AGAIN = "again"
    CHECK = "check"
    STOP = "stop"
    TROUBLE = "trouble"


class Sound(StrEnum):
    """What is heard, if sounds are on."""

    SILENT = "silent"
    ENTER = "enter"
    EXIT = "exit"
    ATTENTION = "attention"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Look:
    """How a word looks and sounds: `colour` and `icon` are names of the theme; `sound` of a GO is that of its direction."""

    answer: Answer
    colour: str
    icon: str
    sound: Sound


LOOKS: Mapping[Word, Look] = {
    Word.WAITING: Look(Answer.NONE, "surface", "qrcode-scan", Sound.SILENT),
    Word.READY: Look(Answer.NONE, "surface", "clipboard-check-outline", Sound.SILENT),
    Word.MEASURE: Look(Answer.LOOK, "info_bg", "thermometer", Sound.ATTENTION),
    Word.GO: Look(Answer.GO, "ok_solid", "check-circle", Sound.ENTER),
    Word.AGAIN: Look(Answer.LOOK, "warn_solid", "thermometer-alert", Sound.ATTENTION),
    Word.CHECK: Look(Answer.LOOK, "warn_solid", "alert", Sound.ATTENTION),
    Word.STOP: Look(Answer.STOP, "danger_solid", "cancel", Sound.ERROR),
    Word.TROUBLE: Look(Answer.LOOK, "warn_solid", "database-alert-outline", Sound.ATTENTION),
}


class Step(IntEnum):
    """The order of checks (domain rule A1.20). A chief may overrule steps 3 to 5, never the others."""

    IDENTIFY = 1
    PERMIT = 2
    PERIOD = 3
    PLACE = 4
    ALLOWANCE = 5
    PERSON = 6
    HEALTH = 7
    TEMPERATURE = 8
    LOG = 9


class Reason(StrEnum):
    """Why the gate answers as it does."""

    OK = "ok"
    EXEMPT = "exempt"
    FORCED = "forced"
    EMERGENCY = "emergency"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    ALTERED = "altered"
    INCOMPLETE = "incomplete"
    SAMPLE = "sample"
    NO_PASS = "no_pass"
    AMBIGUOUS = "ambiguous"
    NOT_APPROVED = "not_approved"
    NOT_GRANTED = "not_granted"
    VOIDED = "voided"
    LOST = "lost"
    RETURNED = "returned"
    REPLACED = "replaced"
    PERSON_MISMATCH = "person_mismatch"
    PLATE_MISMATCH = "plate_mismatch"
    VISIT_OVER = "visit_over"
    VISIT_NOT_ADMITTED = "visit_not_admitted"
    VISIT_RECALLED = "visit_recalled"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    OUT_OF_HOURS = "out_of_hours"
    OUTSIDE_WINDOW = "outside_window"
    GATE_CLOSED = "gate_closed"
    GATE_HOURS = "gate_hours"
    WRONG_GATE = "wrong_gate"
    INSIDE = "inside"
    OUTSIDE = "outside"
    ENTRIES_USED = "entries_used"
    QUOTA = "quota"
    MOVED_OUT = "moved_out"
    ISOLATION = "isolation"
    HOME_QUARANTINE = "home_quarantine"
    FEVER_OPEN = "fever_open"
    BLOCKED = "blocked"
    NO_CHECK = "no_check"
    BAD_CHECK = "bad_check"
    MISSED_CHECK = "missed_check"
    RUN_MISSING = "run_missing"
    STAGE_MISSING = "stage_missing"
    CREW_DIFFERS = "crew_differs"
    OUT_OF_ZONE = "out_of_zone"
    INSIDE_CHECK = "inside_check"
    OUTSIDE_CHECK = "outside_check"
    HOST_UNCONFIRMED = "host_unconfirmed"
    RETURN_EARLY = "return_early"
    RETURN_LATE = "return_late"
    RETURN_GATE = "return_gate"
    RETURN_RECORD = "return_record"
    RETURN_OBSERVE = "return_observe"
    PHOTO = "photo"
    MANUAL = "manual"
    MEASURE = "measure"
    IMPLAUSIBLE = "implausible"
    SUGGESTED = "suggested"
    LOW = "low"
    HIGH = "high"
    RETEST_WAITS = "retest_waits"
    FEVER = "fever"
    RECORDED = "recorded"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a reason leads to. `confirmable`: the officer looked and may go on."""

    word: Word
    step: Step
    confirmable: bool = False

    @property
    def forcible(self) -> bool:
        """Whether a chief may overrule it with a reason."""
        return self.word is Word.STOP and Step.PERIOD <= self.step <= Step.ALLOWANCE


def _stop(step: Step) -> Ruling:
    return Ruling(Word.STOP, step)


def _look(step: Step) -> Ruling:
    return Ruling(Word.CHECK, step, confirmable=True)


RULINGS: Mapping[Reason, Ruling] = {
    Reason.OK: Ruling(Word.GO, Step.LOG),
    Reason.EXEMPT: Ruling(Word.GO, Step.LOG),
    Reason.FORCED: Ruling(Word.GO, Step.LOG),
    Reason.EMERGENCY: Ruling(Word.GO, Step.LOG),
    Reason.UNKNOWN: _stop(Step.IDENTIFY),
    Reason.FOREIGN: _stop(Step.IDENTIFY),
    Reason.ALTERED: _stop(Step.IDENTIFY),
    Reason.INCOMPLETE: _stop(Step.IDENTIFY),
    Reason.SAMPLE: _stop(Step.IDENTIFY),
    Reason.NO_PASS: _stop(Step.IDENTIFY),
    # Which of them it is is chosen, not confirmed.
    Reason.AMBIGUOUS: Ruling(Word.CHECK, Step.IDENTIFY),
    Reason.NOT_APPROVED: _stop(Step.PERMIT),
    Reason.NOT_GRANTED: _stop(Step.PERMIT),
    Reason.VOIDED: _stop(Step.PERMIT),
    Reason.LOST: _stop(Step.PERMIT),
    Reason.RETURNED: _stop(Step.PERMIT),
    Reason.REPLACED: _stop(Step.PERMIT),
    Reason.PERSON_MISMATCH: _stop(Step.PERMIT),
    Reason.PLATE_MISMATCH: _stop(Step.PERMIT),
    Reason.VISIT_OVER: _stop(Step.PERMIT),
    Reason.VISIT_NOT_ADMITTED: _stop(Step.PERMIT),
    Reason.VISIT_RECALLED: _stop(Step.PERMIT),
    Reason.NOT_YET: _stop(Step.PERIOD),
    Reason.EXPIRED: _stop(Step.PERIOD),
    Reason.OUT_OF_HOURS: _stop(Step.PERIOD),
    Reason.OUTSIDE_WINDOW: _stop(Step.PERIOD),
    Reason.GATE_CLOSED: _stop(Step.PLACE),
    Reason.GATE_HOURS: _stop(Step.PLACE),
    Reason.WRONG_GATE: _stop(Step.PLACE),
    Reason.INSIDE: _stop(Step.ALLOWANCE),
    Reason.OUTSIDE: _stop(Step.ALLOWANCE),
    Reason.ENTRIES_USED: _stop(Step.ALLOWANCE),
    Reason.QUOTA: _stop(Step.ALLOWANCE),
    Reason.MOVED_OUT: _stop(Step.PERSON),
    Reason.ISOLATION: _stop(Step.PERSON),
    Reason.HOME_QUARANTINE: _stop(Step.PERSON),
    Reason.FEVER_OPEN: _stop(Step.PERSON),
    Reason.BLOCKED: _stop(Step.PERSON),
    Reason.NO_CHECK: _stop(Step.HEALTH),
    Reason.BAD_CHECK: _stop(Step.HEALTH),
    Reason.MISSED_CHECK: _stop(Step.HEALTH),
    Reason.RUN_MISSING: _stop(Step.HEALTH),
    Reason.STAGE_MISSING: _stop(Step.HEALTH),
    Reason.CREW_DIFFERS: _stop(Step.HEALTH),
    Reason.OUT_OF_ZONE: _look(Step.PLACE),
    Reason.INSIDE_CHECK: _look(Step.ALLOWANCE),
    Reason.OUTSIDE_CHECK: _look(Step.ALLOWANCE),
    Reason.HOST_UNCONFIRMED: _look(Step.IDENTIFY),
    # Somebody of a return batch, but not as it was planned: told to the officer, who decides.
    Reason.RETURN_EARLY: _look(Step.PERIOD),
    Reason.RETURN_LATE: _look(Step.PERIOD),
    Reason.RETURN_GATE: _look(Step.PLACE),
    Reason.RETURN_RECORD: _look(Step.HEALTH),
    Reason.RETURN_OBSERVE: _look(Step.HEALTH),
    Reason.PHOTO: _look(Step.IDENTIFY),
    Reason.MANUAL: _look(Step.IDENTIFY),
    Reason.MEASURE: Ruling(Word.MEASURE, Step.TEMPERATURE),
    Reason.IMPLAUSIBLE: Ruling(Word.AGAIN, Step.TEMPERATURE),
    Reason.SUGGESTED: Ruling(Word.AGAIN, Step.TEMPERATURE),
    Reason.LOW: Ruling(Word.AGAIN, Step.TEMPERATURE),
    Reason.HIGH: Ruling(Word.AGAIN, Step.TEMPERATURE),
    Reason.RETEST_WAITS: Ruling(Word.AGAIN, Step.TEMPERATURE),
    Reason.FEVER: _stop(Step.TEMPERATURE),
    # Turned away by an officer for something no rule knows of.
    Reason.RECORDED: _stop(Step.LOG),
    Reason.TROUBLE: Ruling(Word.TROUBLE, Step.LOG),
}


def sound_of(word: Word, direction: str) -> Sound:
    """The sound of a word; going in and going out sound differently."""
    if word is Word.GO:
        return Sound.EXIT if direction == "out" else Sound.ENTER
    return LOOKS[word].sound
