"""What stands on a pass, whatever it is printed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duty_desk.paper import dates
from duty_desk.paper.layout import Box, Item, Text, middle
from duty_desk.paper.layout import Qr as Code
from duty_desk.strings import t, text_in


@dataclass(frozen=True, slots=True)
class PassCard:
    """A pass as it is printed. Texts are Chinese; the `…_en` ones are printed below them when `english` is set.

    `valid_from`, `valid_until` and `issued_on` may be days or moments; a day, or a midnight, ends at 24:00.
    `payload` is the 42 digits of the code. Without them the card is only looked at, and says in their place what `awaits` names:
    the issue, the first print, or that it cannot be printed any more ("issue", "print", "gone").
    """

    kind_title: str
    mark: str  # one character in the black square
    reason_label: str
    office: str
    holder: str
    holder_line: str  # unit or household, with the masked number
    valid_from: date | None
    valid_until: date
    hours: str
    gates: str
    reason: str
    number: str
    check_code: str | None
    issued_on: date
    issuer: str
    payload: str | None
    awaits: str = "issue"
    phone: str = ""
    english: bool = False
    reprint: int = 0
    demo: bool = False
    kind_title_en: str = ""
    office_en: str = ""
    reason_label_en: str = ""
    hours_en: str = ""
    gates_en: str = ""
    reason_en: str = ""

    @property
    def until(self) -> str:
        return dates.until(self.valid_until, self.issued_on)

    @property
    def until_en(self) -> str:
        last, clock = dates.end_of(self.valid_until)
        return f"{dates.full(last, dates.ENGLISH)} {clock}"

    @property
    def since(self) -> str:
        if self.valid_from is None:
            return ""
        moment = dates.since(self.valid_from, dates.end_of(self.valid_until)[0])
        return text_in(dates.CHINESE, "paper.pass.from", moment=moment)

    @property
    def code_text(self) -> str:
        return self.check_code or self.code_later

    @property
    def code_later(self) -> str:
        """What stands where the code will be: never on paper, so in the language of the screen."""
        return t(f"paper.pass.code_later.{self.awaits}")

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything a person typed that will stand on the pass."""
        chinese = (
            self.kind_title,
            self.mark,
            self.reason_label,
            self.office,
            self.holder,
            self.holder_line,
            self.hours,
            self.gates,
            self.reason,
            self.number,
            self.issuer,
        )
        english = (self.kind_title_en, self.office_en, self.reason_label_en, self.gates_en, self.reason_en)
        return (*chinese, *(english if self.english else ()))


def zh(key: str, /, **values: object) -> str:
    """Passes are Chinese whatever the language of the screen: the guard reads them."""
    return text_in(dates.CHINESE, key, **values)


def en(key: str, /, **values: object) -> str:
    return text_in(dates.ENGLISH, key, **values)


def mark(x: float, y: float, side: float, character: str, size: float) -> tuple[Item, ...]:
    """The black square that tells reasons apart without colour."""
    return (
        Box(x, y, side, side, line=0, fill="ink"),
        Text(
            x + side / 2,
            middle(y + side / 2, size),
            character,
            size,
            bold=True,
            align="centre",
            shrink_to=side - 2,
            ink="white",
        ),
    )


def code(card: PassCard, x: float, y: float, size: float) -> tuple[Item, ...]:
    """The QR code, or a frame that says when it comes."""
    if card.payload is not None:
        return (Code(x, y, size, card.payload),)
    centre = x + size / 2
    return (
        Box(x, y, size, size, line=0.3, dash=(1.0, 1.0)),
        Text(centre, middle(y + size / 2 - 2.5, 9), t("paper.pass.check_code"), 9, align="centre"),
        Text(centre, middle(y + size / 2 + 2.5, 9), card.code_later, 9, align="centre", shrink_to=size - 3),
    )
