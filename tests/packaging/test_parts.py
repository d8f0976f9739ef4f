"""What is handed on names what it is made of, each with the text of its licence (acceptance check S-61)."""

from __future__ import annotations

import re
import runpy
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest

from tests.code_tree import ROOT, report

LOCK = ROOT / "requirements.lock"


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "packaging" / "parts.py"))


def test_every_locked_library_has_the_text_of_its_licence(parts: dict[str, Any]) -> None:
    """S-61: a library without one would end the build."""
    names = set(
        re.findall(r"^([A-Za-z0-9_.-]+)(?:\[\w+\])?==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert len(names) > 30
    lacking: list[str] = []
    for name in sorted(names):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            # Some are for one system only.
            continue
        if len(parts["text_of"](found)) < 500:
            lacking.append(name)
    report(lacking)


def test_interpreter_typefaces_and_icons_have_theirs(parts: dict[str, Any]) -> None:
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in parts["python"]().text.upper()
    drawn = {part.name: part.text for part in parts["drawn"]()}
    assert set(drawn) == {"NotoSansSC", "NotoSerifSC", "Material Design Icons"}
    assert "SIL OPEN FONT LICENSE" in drawn["NotoSansSC"]


def test_only_what_lies_in_the_folder_is_named(parts: dict[str, Any]) -> None:
    named = [part.name for part in parts["wheels"]({"segno", "_rl_accel"})]
    assert named == ["rl_accel", "segno"]


def test_a_library_is_known_by_what_it_makes_importable(parts: dict[str, Any]) -> None:
    files = [
        Path("_cffi_backend.cpython-311-x86_64-linux-gnu.so"),
        Path("PIL/Image.py"),
        Path("six.py"),
        Path("../../bin/tool.py"),
        Path("pillow-13.0.0.dist-info/LICENSE"),
    ]
    assert parts["imported"](files) == {"_cffi_backend", "PIL", "six"}
