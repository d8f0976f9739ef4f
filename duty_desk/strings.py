"""Every text a person reads, by key, in the language of the screen.

`t("passes.error.too_long", days=30)` looks up table `error`, key `too_long` of
`resources/strings/<language>/passes.toml`. A missing key is a defect and raises KeyError.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from duty_desk.paths import resources

LANGUAGES = ("zh_CN", "en")
_chosen = {"language": "zh_CN"}


def language() -> str:
    """The language of the screen: `zh_CN` or `en`."""
    return _chosen["language"]


def set_language(name: str) -> None:
    """Choose the language of the screen for the whole program."""
    if name not in LANGUAGES:
        raise ValueError(f"no catalogue for {name}")
    _chosen["language"] = name


@cache
def catalogue(name: str) -> Mapping[str, str]:
    """All texts of one language by full key."""
    texts: dict[str, str] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                walk(f"{prefix}.{key}", value)  # pyright: ignore[reportUnknownArgumentType]
            else:
                texts[f"{prefix}.{key}"] = str(value)

    for path in sorted((resources() / "strings" / name).glob("*.toml")):
        walk(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    return MappingProxyType(texts)


def t(key: str, /, **values: object) -> str:
    """The text of `key` with `values` filled in."""
    return _filled(catalogue(language())[key], values)


def text_in(name: str, key: str, /, **values: object) -> str:
    """The text of `key` in a given language, for bilingual papers."""
    return _filled(catalogue(name)[key], values)


def has(key: str) -> bool:
    """Whether the catalogue of the screen's language knows `key`."""
    return key in catalogue(language())


def _filled(text: str, values: Mapping[str, object]) -> str:
    """A doubled brace stands for one, whether the text takes values or not."""
    return text.format(**values) if values or "{{" in text else text
