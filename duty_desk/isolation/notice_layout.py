"""Parts of the notices given to people under observation: a sheet that is filled from above, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from duty_desk.paper import dates, fonts
from duty_desk.paper.layout import POINT, Box, Item, Line, Text, lines_of, middle
from duty_desk.paper.text import wrap
from duty_desk.strings import text_in

A4: Final = (210.0, 297.0)
LEFT: Final = 22.0
RIGHT: Final = 188.0
WIDTH: Final = RIGHT - LEFT
CHINESE, ENGLISH = dates.CHINESE, dates.ENGLISH
Say = Callable[..., str]


def words_in(language: str) -> Say:
    """The texts of one language: these papers are Chinese or English whatever the screen is."""
    return partial(text_in, language)


@dataclass(slots=True)
class Sheet:
    """What stands on one page so far; `y` is where it goes on, in mm from the top."""

    language: str
    y: float = 18.0
    items: list[Item] = field(default_factory=list)

    @property
    def is_chinese(self) -> bool:
        return self.language == CHINESE

    def title(self, words: str, part: str, number: str, office: str) -> None:
        """The head: whose paper it is, what it is called, its number, and which of the copies."""
        centre = (LEFT + RIGHT) / 2
        size = 20 if self.is_chinese else 15
        self.items += [
            Text(RIGHT, middle(12, 9), part, 9, align="right", shrink_to=70),
            Text(centre, middle(20, 11), office, 11, align="centre", shrink_to=WIDTH),
            Text(centre, middle(29, size), words, size, bold=True, align="centre", shrink_to=WIDTH),
            Text(RIGHT, middle(37, 9.5), number, 9.5, align="right", shrink_to=90),
        ]
        self.y = 41

    def table(self, rows: Sequence[Sequence[tuple[str, str]]], *, label: float = 24.0, row: float = 7.4) -> None:  # fmt: skip
        """Labels and values in cells; the pairs of a row share its width."""
        top = self.y
        for pairs in rows:
            wide = WIDTH / len(pairs)
            for place, (name, value) in enumerate(pairs):
                x = LEFT + place * wide
                self.items += [
                    Box(x, self.y, label, row, line=0, fill="tint"),
                    Line(x, self.y, x, self.y + row, 0.25),
                    Line(x + label, self.y, x + label, self.y + row, 0.25),
                    Text(x + label / 2, middle(self.y + row / 2, 9.5), name, 9.5, True, "centre", label - 2),
                    *lines_of(
                        value, x + label + 1.5, self.y + row / 2, wide - label - 3, size=10, smallest=7.2
                    ),
                ]
            self.items.append(Line(LEFT, self.y, RIGHT, self.y, 0.25))
            self.y += row
        self.items.append(Box(LEFT, top, WIDTH, self.y - top, line=0.35))
        self.y += 2.5

    def heading(self, words: str) -> None:
        """A bold line over paragraphs."""
        self.y += 1.2
        self.items.append(Text(LEFT, middle(self.y + 2.6, 10.5), words, 10.5, bold=True, shrink_to=WIDTH))
        self.y += 5.6

    def paragraph(self, words: str, *, indent: bool = True, size: float = 10.0, bold: bool = False) -> None:
        """Text in as many lines as it takes."""
        pitch = size * POINT * (1.52 if self.is_chinese else 1.3)
        text = f"\N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}{words}" if indent and self.is_chinese else words
        face: fonts.Face = "bold" if bold else "sans"
        for line in wrap(text, WIDTH / POINT, fonts.measure(text, face, size)):
            self.items.append(
                Text(LEFT, middle(self.y + pitch / 2, size), line, size, bold, shrink_to=WIDTH + 1)
            )
            self.y += pitch
        self.y += 0.3 if self.is_chinese else 0.7

    def gap(self, height: float) -> None:
        """Room."""
        self.y += height


def sex_of(say: Say, sex: str) -> str:
    """The word for it, as far as it is known."""
    return {"male": say("isolation_papers.sex.male"), "female": say("isolation_papers.sex.female")}.get(
        sex, sex
    )
