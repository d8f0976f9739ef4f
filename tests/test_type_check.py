"""The fast loop asks the types of every file that a change can make wrong, and of no file twice."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.code_tree import ROOT


@pytest.fixture(scope="module")
def types() -> ModuleType:
    spec = importlib.util.spec_from_file_location("type_check", ROOT / "tools" / "type_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_who_imports_a_changed_file_is_asked_with_it(types: ModuleType) -> None:
    asked = types.to_ask({"duty_desk/masking.py"}, types.sums())
    assert "duty_desk/masking.py" in asked
    text = {name: (ROOT / name).read_text(encoding="utf-8") for name in asked}
    assert len(asked) > 5
    assert all("masking" in words for name, words in text.items() if name != "duty_desk/masking.py")
    assert "duty_desk/paths.py" not in asked


@pytest.mark.parametrize(
    "line",
    [
        "import duty_desk.gate.rules",
        "from duty_desk.gate import rules",
        "from duty_desk.gate.rules import decide",
        "    from duty_desk.gate import (\n        scan,\n        rules as others,\n    )",
    ],
)
def test_every_way_to_import_is_seen(types: ModuleType, tmp_path: Path, line: str) -> None:
    path = tmp_path / "one.py"
    path.write_text(f"import os\n{line}\n", encoding="utf-8")
    assert "duty_desk.gate.rules" in types.imports(path)


def test_what_has_gone_counts_as_changed_and_settings_ask_every_file(types: ModuleType) -> None:
    assert types.changed_files({"a.py": "1"}, {"a.py": "1", "b.py": "1"}) == {"b.py"}
    assert types.changed_files({"pyproject.toml": "2"}, {"pyproject.toml": "1"}) is None
