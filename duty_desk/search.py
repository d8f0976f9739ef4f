"""Makes what is stored findable the way an office types: hanzi, pinyin, initials, number tails, plates.

`document` builds a record's search tokens when it is written; `terms` turns what was typed into groups of terms, of which
every group must match (see `db.search`). Text is literal: `%`, `_`, quotes and brackets are ordinary characters.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

# One Latin letter or digit alone would match a large part of any ledger.
SHORTEST_LATIN = 2
_MAX_READINGS = 6

# Nearly every name: characters that stand for themselves in every form of Unicode.
_HAN_ONLY = re.compile(r"[\u4e00-\u9fff]+").fullmatch
# The marks of the four tones, standing by themselves.
_TONES: dict[int, None] = dict.fromkeys((0x300, 0x301, 0x304, 0x30C))
_UNMARKED = str.maketrans({"\u0111": "d", "\u00f8": "o", "\u0142": "l", "\u0131": "i"})


def normalise(text: str) -> str:
    """Full width to half width, lower case, without accents; middle dots and spaces inside names do not matter for finding."""
    if text.isascii():
        return text.lower()
    if _HAN_ONLY(text):
        return text
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        return plain
    marked = unicodedata.normalize("NFD", plain).translate(_UNMARKED)
    return unicodedata.normalize("NFC", "".join(c for c in marked if unicodedata.category(c) != "Mn"))


def document(
    *, names: Iterable[str | None] = (), codes: Iterable[str | None] = (), texts: Iterable[str | None] = ()
) -> str:
    """Search tokens: `names` also by pinyin and initials, `codes` also by their tail, `texts` by words only."""
    tokens: dict[str, None] = {}
    for name in names:
        if name:
            tokens.update(dict.fromkeys(_words(name)))
            tokens.update(dict.fromkeys(_pinyin_tokens(name)))
    for text in texts:
        if text:
            tokens.update(dict.fromkeys(_words(text)))
    for code in codes:
        if code:
            latin = normalise(code)
            if not (latin.isascii() and latin.isalnum()):
                latin = "".join(c for c in latin if c.isalnum() and not is_han(c))
            tokens.update(dict.fromkeys(_words(code)))
            if latin:
                tokens[latin] = None
                tokens["x" + latin[::-1]] = None
    return " ".join(tokens)


def terms(typed: str) -> tuple[tuple[str, ...], ...]:
    """Groups of terms for what was typed; empty when there is nothing to search for (or one lone Latin letter)."""
    groups: list[tuple[str, ...]] = []
    for run in runs(typed):
        if is_han(run[0]):
            pieces = [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
            groups.extend((piece,) for piece in pieces)
        elif len(run) >= SHORTEST_LATIN:
            options = [f"{run}*", f"x{run[::-1]}*"]
            if not run.isdigit():
                options += [f"p{run}*", f"q{run}*"]
            groups.append(tuple(options))
    return tuple(groups)


def sort_key(name: str) -> str:
    """Pinyin of a name for sorting lists, surname readings first."""
    return " ".join(_usual(_letters(name)))


def initials(name: str) -> str:
    """The usual pinyin initials of a name."""
    return "".join([reading[:1] for reading in _usual(_letters(name))])


def matched_length(name: str, typed: str, *, usual: bool = False) -> int:
    """How many leading characters of `name` the typed hanzi, pinyin or initials stand for; for the bold part of a suggestion.

    `usual` takes each character in its usual reading only.
    """
    wanted = "".join(_letters(typed))
    return _covered(_letters(name), 0, wanted, usual) if wanted else 0


def _usual(letters: Sequence[str]) -> list[str]:
    return [_readings(c, first=i == 0)[0] for i, c in enumerate(letters)]


def _covered(letters: Sequence[str], position: int, rest: str, usual: bool) -> int:
    if not rest:
        return position
    if position == len(letters):
        return 0
    # No pinyin begins with a digit or a character: its table, the largest thing of the program, is left alone.
    plain = rest[0].isdigit() or is_han(rest[0])
    readings = () if plain else _readings(letters[position], first=position == 0)
    for reading in (letters[position], *(readings[:1] if usual else readings)):
        if reading.startswith(rest):
            return position + 1
        for piece in (reading, reading[:1]):
            if rest.startswith(piece) and (
                found := _covered(letters, position + 1, rest[len(piece) :], usual)
            ):
                return found
    return 0


def is_han(character: str) -> bool:
    """Whether it is a Chinese character, rare ones beyond the basic plane included."""
    point = ord(character)
    return (
        0x4E00 <= point <= 0x9FFF
        or 0x3400 <= point <= 0x4DBF
        or 0x20000 <= point <= 0x3FFFF
        or 0xF900 <= point <= 0xFAFF
        or point == 0x3007
    )


def runs(text: str) -> list[str]:
    """Runs of hanzi or of letters and digits; everything else separates, except dots and spaces between hanzi."""
    plain = normalise(text)
    if _HAN_ONLY(plain) or (plain.isascii() and plain.isalnum()):
        return [plain]
    found: list[str] = []
    previous = ""
    for character in plain:
        if is_han(character):
            kind = "han"
        elif character.isalnum():
            kind = "latin"
        elif previous == "han" and (
            character.isspace() or unicodedata.category(character) in ("Po", "Pd", "Sm")
        ):
            continue
        else:
            kind = ""
        if kind and kind == previous:
            found[-1] += character
        elif kind:
            found.append(character)
        previous = kind
    return found


def _words(text: str) -> list[str]:
    tokens: list[str] = []
    for run in runs(text):
        if is_han(run[0]):
            tokens.extend(run)
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            tokens.append(run)
    return tokens


def _letters(name: str) -> list[str]:
    plain = normalise(name)
    return list(plain) if plain.isalnum() else [c for c in plain if c.isalnum()]


def _pinyin_tokens(name: str) -> list[str]:
    """`p`+initials (every reading of the surname's first character) and `q`+full pinyin; also for each part after a dot.

    The rest of a name from its second, third … character has its pinyin too, so that "zhang wei" is found by both words. A name
    in letters has its words without apostrophes, and their initials.
    """
    plain = normalise(name)
    if _HAN_ONLY(plain):
        return _tokens_of(list(plain))
    if not any(is_han(c) for c in plain):
        words = ["".join(c for c in word if c.isalnum()) for word in plain.split()]
        return [word for word in words if word] + ["p" + "".join(word[:1] for word in words)]
    whole = _letters(name)
    parts = [part for part in _parts(name) if part]
    pieces = [whole, *parts] if len(parts) > 1 else [whole]
    return [token for piece in pieces if any(is_han(c) for c in piece) for token in _tokens_of(piece)]


def _tokens_of(part: Sequence[str]) -> list[str]:
    rest = [_readings(c, first=False) for c in part[1:]]
    usual = [readings[0] for readings in rest]
    letters = [reading[:1] for reading in usual]
    tails = {"".join(letters): None}
    # Given names with two readings are found by either, one at a time: all combinations would be many.
    for position, readings in enumerate(rest):
        for other in readings[1:]:
            tails["".join([*letters[:position], other[:1], *letters[position + 1 :]])] = None
    full = "".join(usual)
    tokens: list[str] = []
    for head in _readings(part[0], first=True)[:_MAX_READINGS]:
        tokens += [f"p{head[:1]}{tail}" for tail in tails]
        tokens.append(f"q{head}{full}")
    return tokens + ["q" + "".join(usual[start:]) for start in range(min(len(usual), 3))]


def _parts(name: str) -> Sequence[list[str]]:
    plain = normalise(name)
    if plain.isalnum():
        return [list(plain)]
    parts: list[list[str]] = [[]]
    for character in plain:
        if character.isalnum():
            parts[-1].append(character)
        elif unicodedata.category(character).startswith("P"):
            parts.append([])
    return parts


@cache
def _readings(character: str, *, first: bool) -> tuple[str, ...]:
    if not is_han(character):
        return (character,)
    marked = unicodedata.normalize("NFD", _dictionary().get(ord(character), character))
    plain = unicodedata.normalize("NFC", marked.translate(_TONES)).replace("\u00fc", "v")
    readings = tuple(dict.fromkeys(plain.split(",")))
    if first:
        surname = _surnames().get(character)
        if surname:
            readings = (surname, *(r for r in readings if r != surname))
    return readings


@cache
def _dictionary() -> Mapping[int, str]:
    """Readings of each character with their tones; the words that pypinyin knows besides take most of its time and memory."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict


@cache
def _surnames() -> dict[str, str]:
    import tomllib

    from duty_desk.paths import resources

    path = resources() / "defaults" / "surnames.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["readings"]
