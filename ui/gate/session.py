"""What goes on at the gate: one subject at a time, from the scan to the answer, with what the officer adds in between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from duty_desk import gate
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.gate import (
    Attempt,
    Choice,
    Direction,
    Exemption,
    Reason,
    Subject,
    TemperatureMethod,
    Verdict,
    Word,
)
from duty_desk.gate.subjects import committed

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.people.approvals import Approval

# Somebody who scans twice within a minute did not go in and out.
SAME_WAY = timedelta(seconds=60)
_READING = re.compile(r"\d{2,4}(?:\.\d{0,2})?")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer with what was asked: `reading` is the temperature as a number, where one was given."""

    verdict: Verdict
    attempt: Attempt
    reading: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the crossing is in the log."""
        return self.verdict.word is Word.GO


def looks_like_reading(text: str) -> bool:
    """Digits that may be a temperature: 36.5, 365, in full width as well."""
    plain = unicodedata.normalize("NFKC", text).replace("\N{IDEOGRAPHIC FULL STOP}", ".")
    return _READING.fullmatch(plain) is not None


class Session(QObject):
    """The gate of one desk. Answers come as `answered`; what stands against a field as `refused_at`, anything else as `refused`."""

    asking = Signal()
    answered = Signal(object)
    refused_at = Signal(object)
    refused = Signal(object)
    turned = Signal()

    def __init__(self, desk: Desk, at_gate: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._gate = desk, at_gate
        # None: the way after the last one.
        self.direction: Direction | None = None
        self.method: TemperatureMethod | None = None
        self.shown: Shown | None = None
        self._last: tuple[str, datetime, Direction] | None = None
        # A chief's yes, kept while the temperature is still to be taken.
        self._allowed: tuple[str, Approval | None] | None = None

    @property
    def verdict(self) -> Verdict | None:
        """The last answer."""
        return self.shown.verdict if self.shown is not None else None

    def look_up(self, text: str) -> None:
        """A code was scanned, or a name, plate or number typed."""
        text = text.strip()
        if text:
            self.method, self._allowed = None, None
            self._ask(Attempt(self._gate(), text=text, direction=self._way_of(text)))

    def choose(self, choice: Choice) -> None:
        """One of several that were meant."""
        self._allowed = None
        self._ask(Attempt(self._gate(), subject=choice.subject, direction=self.direction))

    def measure(self, typed: str) -> None:
        """A temperature for the subject in front."""
        attempt = self._again()
        if attempt is not None:
            plain = unicodedata.normalize("NFKC", typed).replace("\N{IDEOGRAPHIC FULL STOP}", ".")
            self._ask(replace(attempt, temperature=plain, method=self.method))

    def sign_out(self, subject: Subject) -> None:
        """Somebody chosen from a list has gone."""
        self.method, self._allowed = None, None
        self._ask(Attempt(self._gate(), subject=subject, direction=Direction.OUT))

    def confirm(self) -> None:
        """The officer has looked at what the answer asks to look at."""
        attempt, verdict = self._again(), self.verdict
        if attempt is not None and verdict is not None and verdict.may_confirm:
            self._ask(replace(attempt, confirmed=attempt.confirmed | {verdict.reason}))

    def turn(self, direction: Direction | None) -> None:
        """Judge in this direction from now on; who stands there and has not passed yet is judged anew."""
        self.direction, self._allowed = direction, None
        self.turned.emit()
        attempt = self._again()
        if (
            attempt is not None
            and direction is not None
            and self.shown is not None
            and not self.shown.passed
            and self.shown.verdict.direction is not direction
        ):
            self._ask(replace(attempt, direction=direction))

    def exempt(self, exemption: Exemption) -> None:
        """Go out without using the allowance; an exit just logged is taken back and logged as exempt in one transaction.

        Raises InputError at the field that is wrong, Refusal when it cannot be done.
        """
        attempt = self._again()
        if attempt is None or self.shown is None:
            return
        wanted = replace(attempt, exemption=exemption, direction=Direction.OUT)
        if not self.shown.passed:
            self._put(gate.scan(self._desk, wanted), wanted)
            return
        crossing = self.shown.verdict.crossing_id
        assert crossing is not None
        with self._desk.work() as work:
            gate.withdraw(work, crossing)
            verdict = gate.pass_gate(work, wanted)
        self._put(committed(verdict), wanted)

    def force(self, reason: str, approval: Approval | None) -> None:
        """Let in against a rule. Raises what the dialog has to show."""
        attempt = self._again()
        if attempt is not None:
            verdict = gate.force_entry(self._desk, attempt, reason=reason, approval=approval)
            self._allowed = (reason, approval) if verdict.asks_temperature else None
            self._put(verdict, attempt)

    def ask_again(self) -> None:
        """Something has changed for whoever stands there."""
        attempt = self._again()
        if attempt is not None:
            self._ask(attempt)

    def ask_again_if_refused(self) -> None:
        """A missed passage was added: who was refused for it may pass now."""
        verdict = self.verdict
        if verdict is not None and verdict.reason in (Reason.INSIDE, Reason.OUTSIDE):
            self.ask_again()

    def forget(self) -> None:
        """Nobody stands there any more."""
        self.shown = None

    def _ask(self, attempt: Attempt) -> None:
        self.asking.emit()
        try:
            verdict = self._judge(attempt)
        except InputError as error:
            self.refused_at.emit(error)
        except DutyDeskError as error:
            self.shown = None
            self.refused.emit(error)
        else:
            self._put(verdict, attempt)

    def _judge(self, attempt: Attempt) -> Verdict:
        if self._allowed is None:
            return gate.scan(self._desk, attempt)
        reason, approval = self._allowed
        return gate.force_entry(self._desk, attempt, reason=reason, approval=approval)

    def _put(self, verdict: Verdict, attempt: Attempt) -> None:
        reading = gate.parse_temperature(attempt.temperature)
        self.shown = Shown(verdict, attempt, reading)
        if attempt.text:
            self._last = (attempt.text, verdict.at, verdict.direction)
        if verdict.asks_temperature and self.method is None:
            self.method = (
                TemperatureMethod.AXILLARY if verdict.retest_id is not None else TemperatureMethod.FOREHEAD
            )
        self.answered.emit(self.shown)

    def _again(self) -> Attempt | None:
        """What was asked last, with the subject known and in the direction that was judged."""
        if self.shown is None or self.shown.verdict.subject is None:
            return None
        verdict = self.shown.verdict
        return replace(
            self.shown.attempt, gate=self._gate(), subject=verdict.subject, direction=verdict.direction
        )

    def _way_of(self, text: str) -> Direction | None:
        if self.direction is not None or self._last is None:
            return self.direction
        before, at, way = self._last
        return way if before == text and self._desk.now - at < SAME_WAY else None
