"""Help for each screen, kept with the program as plain Markdown and found by any word in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duty_desk.paths import resources
from duty_desk.search import normalise


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page: `kind` is title, heading, item or text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page; `key` is the screen or subject it belongs to."""

    key: str
    title: str
    blocks: tuple[Block, ...]

    def holds(self, typed: str) -> bool:
        """Whether every word typed is somewhere in the page."""
        whole = normalise(" ".join(block.text for block in self.blocks))
        return all(word in whole for word in normalise(typed).split())


@cache
def pages(language: str) -> tuple[HelpPage, ...]:
    """All pages of a language by the order of their file names."""
    folder = resources() / "help" / language
    return tuple(_read(path) for path in sorted(folder.glob("*.md")))


def page_for(language: str, key: str) -> HelpPage:
    """The page of a screen, or of a part of it ("office.policy"); the general one when it has none of its own."""
    found = {page.key: page for page in pages(language)}
    while key and key not in found:
        key = key.rpartition(".")[0]
    return found.get(key) or pages(language)[0]


def _read(path: Path) -> HelpPage:
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
        elif joined and blocks:
            blocks[-1] = Block(blocks[-1].kind, f"{blocks[-1].text}{text}")
        else:
            blocks.append(Block("text", text))
            joined = True
    # File names start with two digits for the order: 10-passes.md, 90-office.policy.md.
    return HelpPage(path.stem.partition("-")[2], blocks[0].text, tuple(blocks))
