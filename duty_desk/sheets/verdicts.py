"""What a judged row carries: a verdict, the reasons with their sentences, and the values to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from duty_desk.sheets.book import Cell, Row
from duty_desk.sheets.forms import Field
from duty_desk.sheets.values import Trouble
from duty_desk.strings import t


class Verdict(StrEnum):
    """Import it; let a person decide; it must not be imported."""

    ACCEPT = "accept"
    WARN = "warn"
    REFUSE = "refuse"

    @property
    def text(self) -> str:
        """The word for it in the language of the screen."""
        return t(f"sheets.verdict.{self.value}")


_RANK = {Verdict.ACCEPT: 0, Verdict.WARN: 1, Verdict.REFUSE: 2}

_HARMLESS = frozenset({"DATE_SERIAL", "NAME_INTERPUNCT", "NAME_INVISIBLE"})
_WARNS = frozenset(
    {
        "AMOUNT_MISMATCH", "BASE_MISMATCH", "BATCH_DUPLICATE", "COLUMN_SHORT", "DATE_TWO_DIGIT_YEAR",
        "EXPIRY_MISSING", "EXTERNAL_LINK", "GATE_CLOSED", "HIDDEN_ROW", "ID_KIND_UNKNOWN", "ITEM_NAME_MISMATCH",
        "MINOR", "NAME_PUA", "NEAR_EXPIRY", "PERIOD_TOO_LONG", "PLATE_FORMAT", "QTY_APPROX", "QTY_SUGGEST",
        "ROW_DUPLICATE", "SEX_MISMATCH", "STAFF_UNFIT", "TEMP_ABNORMAL", "TEMP_LOW", "TEMP_MISSING", "TEMP_SUGGEST",
        "TWO_PERSON_ISSUE", "UNIT_SUGGEST", "UNSAFE_TEXT",
    }
)  # fmt: skip

# Where several sentences of the identity rules belong to one reason class.
_CLASSES = {
    "ID_CHARACTERS": "ID_LENGTH",
    "ID_FOREIGN_PERMANENT": "ID_LENGTH",
    "ID_HKM_PERMIT": "ID_LENGTH",
    "ID_LENGTH_OLD": "ID_LENGTH",
    "ID_RESIDENCE_REGION": "ID_REGION",
    "ID_TAIWAN_PERMIT": "ID_LENGTH",
    "ID_TOO_LONG": "ID_LENGTH",
    "NAME_LINE_BREAK": "NAME_CHARACTERS",
    "PASSPORT_FORMAT": "ID_LENGTH",
    "SEX_MISMATCH_FEMALE": "SEX_MISMATCH",
    "SEX_MISMATCH_MALE": "SEX_MISMATCH",
    "USCC_CHECK_DIGIT": "USCC_FORMAT",
    "PLATE_MISSING": "FIELD_MISSING",
    "PLATE_TOO_LONG": "PLATE_FORMAT",
    "STAFF_NUMBER": "ID_LENGTH",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing the matter with a row: its class, the field it is about, how grave, and its sentence."""

    code: str
    field: str
    verdict: Verdict
    key: str
    values: Mapping[str, object]

    @property
    def text(self) -> str:
        """The sentence in the language of the screen."""
        return t(self.key, **self.values)


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A data row with its verdict. `values` are normalised and complete for accepted rows.

    Dates are `date`, moments `datetime`, times "HH:MM" (24:00 included), choices and sexes their code,
    lists tuples, empty texts "", other empty fields None.
    """

    sheet: str
    row: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    values: Mapping[str, Any]
    cells: Mapping[int, Cell]

    @property
    def codes(self) -> tuple[str, ...]:
        """The reason classes."""
        return tuple(reason.code for reason in self.reasons)


@dataclass(slots=True)
class Draft:
    """A row while it is judged."""

    row: Row
    cells: Mapping[str, Cell]
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    reasons: list[Reason] = field(default_factory=list[Reason])
    certain: bool = True

    def add(
        self, code: str, about: Field | None = None, verdict: Verdict | None = None, /, **values: object
    ) -> None:
        """Note a reason; `about` gives its field and the {title} of its sentence."""
        if about:
            values.setdefault("title", about.title)
        grave = verdict or verdict_of(code)
        self.reasons.append(Reason(code, about.key if about else "", grave, f"sheets.reason.{code}", values))

    def add_trouble(self, trouble: Trouble | None, about: Field) -> None:
        """Note what reading a value found."""
        if trouble:
            self.add(trouble.code, about, **trouble.values)

    def add_identity(self, key: str, values: Mapping[str, object], about: str, verdict: Verdict) -> None:
        """Note what the identity rules found, with their own sentence."""
        name = key.rpartition(".")[2].upper()
        self.reasons.append(Reason(_CLASSES.get(name, name), about, verdict, key, values))

    def has(self, *codes: str) -> bool:
        """Whether one of the reasons is already noted."""
        return any(reason.code in codes for reason in self.reasons)

    @property
    def verdict(self) -> Verdict:
        """The gravest of the reasons."""
        return max((reason.verdict for reason in self.reasons), key=_RANK.__getitem__, default=Verdict.ACCEPT)


def verdict_of(code: str) -> Verdict:
    """How grave a reason class is unless its field says otherwise."""
    return Verdict.ACCEPT if code in _HARMLESS else Verdict.WARN if code in _WARNS else Verdict.REFUSE
