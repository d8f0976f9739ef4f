"""Help for each screen, kept with the program as plain Markdown and found by any word in it.

A line `{says passes gate_tab.exempt storage.}` stands for every sentence by which those texts refuse something: of a file its tables
`error` and `refusal`, of a name with a dot whatever lies below it. `{print gate_card}` stands for a button that prints. `{also ...}`
has the words by which people look for a page that calls the thing otherwise; they are searched and not shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duty_desk.paths import resources
from duty_desk.search import normalise
from duty_desk.strings import catalogue

GAP = "\N{HORIZONTAL ELLIPSIS}"
_TABLES = frozenset({"error", "refusal"})
# A sentence pasted whole has values where the page has gaps; at least one part in so many must be words.
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page: `kind` is title, heading, item, text, says (a sentence that refuses), print (`text` names the paper) or also."""

    kind: str
    text: str

    def holds(self, typed: str) -> bool:
        """Whether every word typed is in it, or it is the sentence typed, with values in its gaps."""
        whole = normalise(self.text)
        return all(word in whole for word in normalise(typed).split()) or (
            self.kind == "says" and _is_said(whole, normalise(typed))
        )


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page; `key` is the screen or subject it belongs to."""

    key: str
    title: str
    blocks: tuple[Block, ...]

    def holds(self, typed: str) -> bool:
        """Whether every word typed is somewhere in the page, or one of its sentences is what was typed."""
        whole = normalise(" ".join(block.text for block in self.blocks))
        return all(word in whole for word in normalise(typed).split()) or any(
            block.kind == "says" and block.holds(typed) for block in self.blocks
        )

    def rank(self, typed: str) -> tuple[bool, int, int]:
        """How near the page is to what was typed, the nearest lowest.

        Called so, so called in its title, in a heading, spoken of in it; what lists refusals comes after what says how it is done.
        """
        holding = [block for block in self.blocks if block.holds(typed)]
        kinds = {block.kind for block in holding}
        names, whole = set(self._names()), normalise(typed)
        nearness = (
            whole in names or names.issuperset(whole.split()),
            "title" in kinds,
            "heading" in kinds,
            True,
        )
        lists = any(block.kind == "says" for block in self.blocks)
        return lists, nearness.index(True), -len(holding)

    def _names(self) -> Iterator[str]:
        """What the page is called: each part of its title, and the words it also goes by."""
        for part in re.split("[\uff1a:]", self.title):
            yield normalise(part).strip()
        for block in self.blocks:
            if block.kind == "also":
                yield from normalise(block.text).split()

    @property
    def group(self) -> str:
        """The screen whose part this is."""
        return self.key.partition(".")[0]


@cache
def pages(language: str) -> tuple[HelpPage, ...]:
    """All pages of a language by the order of their file names."""
    folder = resources() / "help" / language
    return tuple(_read(path, language) for path in sorted(folder.glob("*.md")))


def found(language: str, typed: str) -> list[HelpPage]:
    """The pages that hold what was typed, the nearest first."""
    return sorted((page for page in pages(language) if page.holds(typed)), key=lambda page: page.rank(typed))


def page_for(language: str, key: str) -> HelpPage:
    """The page of a screen, or of a part of it ("office.policy"); the general one when it has none of its own."""
    found = {page.key: page for page in pages(language)}
    while key and key not in found:
        key = key.rpartition(".")[0]
    return found.get(key) or pages(language)[0]


def said(language: str, names: str) -> Iterator[tuple[str, str]]:
    """Key and sentence of every refusal that `names` stands for, with gaps for values; once where two keys say the same."""
    texts = list(catalogue(language).items())
    known = _named(language)
    seen: set[str] = set()
    for place in sorted({place for name in names.split() for place in known.get(name, ())}):
        key, text = texts[place]
        sentence = gapped(text)
        if sentence.strip(GAP) and sentence not in seen:
            seen.add(sentence)
            yield key, sentence


@cache
def _named(language: str) -> dict[str, list[int]]:
    """Where in the catalogue the texts stand that each name stands for."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(catalogue(language)):
        file, *tables = key.split(".")
        if not _TABLES.isdisjoint(tables[:-1]):
            found[file].append(place)
        name = f"{file}."
        found[name].append(place)
        for part in tables:
            name += part
            found[name].append(place)
            name += "."
    return found


def gapped(text: str) -> str:
    """A sentence of the catalogue as the help lists it; of words that follow their number, the one for many."""
    text = re.sub(r"\{\w+:[^|}]*\|([^}]*)\}", r"\1", text)
    return re.sub(r"\{\w+\}", GAP, text).replace("\n", " ")


def _is_said(sentence: str, typed: str) -> bool:
    parts = [part for part in sentence.split(normalise(GAP)) if part.strip()]
    if normalise(GAP) not in sentence or sum(map(len, parts)) * _TELLING < len(typed):
        return False
    place = 0
    for part in parts:
        found = typed.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return True


def _read(path: Path, language: str) -> HelpPage:
    blocks: list[Block] = []
    joined = False
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text:
            joined = False
        elif text.startswith("# "):
            blocks.append(Block("title", text[2:]))
        elif text.startswith("## "):
            blocks.append(Block("heading", text[3:]))
        elif text.startswith("- "):
            blocks.append(Block("item", text[2:]))
            joined = True
        elif text.startswith("{says "):
            blocks += [Block("says", sentence) for _key, sentence in said(language, text[6:-1])]
            joined = False
        elif text.startswith("{print "):
            blocks.append(Block("print", text[7:-1]))
            joined = False
        elif text.startswith("{also "):
            blocks.append(Block("also", text[6:-1]))
            joined = False
        elif joined and blocks:
            blocks[-1] = Block(blocks[-1].kind, f"{blocks[-1].text}{text}")
        else:
            blocks.append(Block("text", text))
            joined = True
    # File names start with two digits for the order: 10-passes.md, 90-office.policy.md.
    return HelpPage(path.stem.partition("-")[2], blocks[0].text, tuple(blocks))
