"""Words of office workbooks that the gate's forms keep as free text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from db.vocabulary import TemperatureMethod
from duty_desk.paths import resources


def method_of(text: object, otherwise: TemperatureMethod) -> str:
    """How a temperature was taken, by any word an office uses for it."""
    word = str(text or "").strip()
    return next((code for part, code in _methods().items() if part in word), otherwise.value)


@cache
def _methods() -> Mapping[str, str]:
    path = resources() / "defaults" / "temperature_methods.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))["methods"]
    return {str(word): code for code, words in table.items() for word in words}
