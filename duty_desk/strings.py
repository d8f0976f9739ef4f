"""Every text a person reads, by key, in the language of the screen.

`t("passes.error.too_long", days=30)` looks up table `error`, key `too_long` of
`resources/strings/<language>/passes.toml`. A missing key is a defect and raises KeyError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from string import Formatter
from types import MappingProxyType

from duty_desk.paths import resources

LANGUAGES = ("zh_CN", "en")
_chosen = {"language": "zh_CN"}
_writing: ContextVar[str | None] = ContextVar("writing", default=None)
# What a catalogue consists of: a table, a text, a remark, nothing. Plainer than TOML, so that all texts of a file are read at once.
_LINES = re.compile(r'^(?:(\w+) = "((?:[^"\\\n]|\\.)*)"|\[([\w.]+)\]|#.*|(.+))$', re.MULTILINE)


def language() -> str:
    """The language of the screen: `zh_CN` or `en`; inside `writing_in` the one named there."""
    return _writing.get() or _chosen["language"]


def set_language(name: str) -> None:
    """Choose the language of the screen for the whole program."""
    if name not in LANGUAGES:
        raise ValueError(f"no catalogue for {name}")
    _chosen["language"] = name


@contextmanager
def writing_in(name: str) -> Generator[None]:
    """What is written here and now is in this language, whatever the screen speaks; other threads keep theirs."""
    before = _writing.set(name)
    try:
        yield
    finally:
        _writing.reset(before)


@cache
def catalogue(name: str) -> Mapping[str, str]:
    """All texts of one language by full key."""
    texts: dict[str, str] = {}
    for path in (resources() / "strings" / name).glob("*.toml"):
        texts |= _file(name, path.stem)
    return MappingProxyType(texts)


def t(key: str, /, **values: object) -> str:
    """The text of `key` with `values` filled in."""
    return _filled(_file(language(), key.partition(".")[0])[key], values)


def text_in(name: str, key: str, /, **values: object) -> str:
    """The text of `key` in a given language, for bilingual papers."""
    return _filled(_file(name, key.partition(".")[0])[key], values)


def has(key: str) -> bool:
    """Whether the catalogue of the screen's language knows `key`."""
    return key in _file(language(), key.partition(".")[0])


@cache
def _file(name: str, stem: str) -> dict[str, str]:
    """The texts of one file by full key, read when the first of them is asked for; none when there is no such file."""
    path = resources() / "strings" / name / f"{stem}.toml"
    try:
        lines = _LINES.findall(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    texts: dict[str, str] = {}
    prefix = stem
    for key, text, table, other in lines:
        if key:
            texts[f"{prefix}.{key}"] = json.loads(f'"{text}"') if "\\" in text else text
        elif table:
            prefix = f"{stem}.{table}"
        elif other:
            raise ValueError(f"{path.name} has a line that is none of a catalogue: {other}")
    return texts


class _Counting(Formatter):
    """`{count} {count:row|rows}` is "1 row" and "2 rows", for languages whose words follow their number."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, several, many = format_spec.partition("|")
        if not several:
            return super().format_field(value, format_spec)
        return one if str(value) == "1" else many


_COUNTING = _Counting()


def _filled(text: str, values: Mapping[str, object]) -> str:
    """A doubled brace stands for one, whether the text takes values or not."""
    if "|" in text and values:
        return _COUNTING.vformat(text, (), values)
    return text.format(**values) if values or "{{" in text else text
