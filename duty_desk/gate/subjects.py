"""What comes to the gate and what the gate answers: attempts, subjects, verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from db.vocabulary import CrossingKind, CrossingOrigin, Direction, TemperatureMethod
from duty_desk.gate.answer_rules import LOOKS, RULINGS, Answer, Reason, Sound, Word, sound_of
from duty_desk.strings import t

LONGEST_SCAN = 400


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what stands at the gate. Identifiers only: it may be kept by the screen between a scan and a reading."""

    kind: CrossingKind
    pass_id: int | None = None
    person_id: int | None = None
    household_id: int | None = None
    visit_id: int | None = None
    vehicle_id: int | None = None
    origin: CrossingOrigin = CrossingOrigin.SCAN


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exit that uses no allowance (F6): reason of the office's list, who allowed it, and what was shown."""

    reason: str
    approver: int
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One scan or one line typed, with what the officer has added since.

    `direction` None: the one after the last passage. `subject` replaces `text` once it is known who it is (a choice, a reading after
    the scan). `person` and `plate` are who and what really stands there, where the officer saw that. `temperature` as it was typed.
    `purpose` is why a resident goes out. `confirmed` are the reasons to look closer that were looked at.
    """

    gate: int
    text: str = ""
    direction: Direction | None = None
    subject: Subject | None = None
    temperature: float | str | None = None
    method: TemperatureMethod | None = None
    purpose: str | None = None
    exemption: Exemption | None = None
    confirmed: frozenset[Reason] = frozenset()
    person: int | None = None
    plate: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """Who it should be, for comparing with the person and the document: numbers shortened, no telephone."""

    name: str
    kind: CrossingKind
    sex: str | None = None
    place: str = ""
    number: str = ""
    document: str = ""
    plate: str | None = None
    photo_id: int | None = None
    # Under 14 (check S-56).
    child: bool = False
    last_at: datetime | None = None
    last_direction: Direction | None = None
    last_gate: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several people that what was typed may mean."""

    subject: Subject
    name: str
    place: str
    number: str
    document: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `word` is GO only once the crossing is committed: `crossing_id` names it then."""

    word: Word
    reason: Reason
    headline: str
    detail: str
    next_step: str
    at: datetime
    gate_id: int
    gate: str
    direction: Direction
    subject: Subject | None = None
    card: Card | None = None
    choices: tuple[Choice, ...] = ()
    crossing_id: int | None = None
    refusal_id: int | None = None
    retest_id: int | None = None
    retest_due: datetime | None = None
    suggestion: float | None = None
    repeated: bool = False
    waiting: int = 0
    # Of a system trouble: what it was, for the technician. It may hold personal data; it is not shown as it is.
    fault: Exception | None = None

    @property
    def answer(self) -> Answer:
        """Its class: go, look closer, stop."""
        return LOOKS[self.word].answer

    @property
    def colour(self) -> str:
        """Name of the colour it fills the screen with."""
        return LOOKS[self.word].colour

    @property
    def icon(self) -> str:
        """Name of its icon."""
        return LOOKS[self.word].icon

    @property
    def sound(self) -> Sound:
        """What is heard."""
        return sound_of(self.word, self.direction.value)

    @property
    def word_text(self) -> str:
        """The large word in the language of the screen."""
        return t(f"gate.word.{self.word.value}")

    @property
    def direction_text(self) -> str:
        """In or out."""
        return t(f"gate.direction.{self.direction.value}")

    @property
    def may_force(self) -> bool:
        """Whether a chief may let in all the same (Ctrl+Shift+Enter)."""
        return self.subject is not None and RULINGS[self.reason].forcible

    @property
    def may_confirm(self) -> bool:
        """Whether the officer may go on after looking: give `reason` in `Attempt.confirmed`."""
        return RULINGS[self.reason].confirmable

    @property
    def asks_temperature(self) -> bool:
        """Whether digits typed now are a temperature."""
        return RULINGS[self.reason].word in (Word.MEASURE, Word.AGAIN)


def committed(verdict: Verdict) -> Verdict:
    """The verdict once its transaction has ended well: only now it is green."""
    if verdict.word is Word.READY and verdict.crossing_id is not None:
        return replace(verdict, word=Word.GO)
    return verdict
