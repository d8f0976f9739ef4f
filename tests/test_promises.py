"""Promises about the program as it is handed over: what it brings along, what it calls, what it never does."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

from tests.code_tree import ROOT, called_name, calls, modules, nodes, report, short, tree


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8").casefold()
    return dict(re.findall(r"^([a-z0-9_.-]+)==([^\s;]+)", text, re.MULTILINE))


def test_only_the_small_half_of_qt_comes_along() -> None:
    """Acceptance check U-81: no umbrella, no add-ons, no browser; versions that run on the systems that are promised."""
    locked = pins("requirements.lock")
    qt = {name for name in locked if name.startswith(("pyside", "pyqt", "shiboken"))}
    assert qt == {"pyside6-essentials", "shiboken6"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = [line for line in project["dependencies"] if line.casefold().startswith("pyside6")]
    assert ">=6.8" in wanted.replace(" ", ""), "older domestic Linux has 6.8 and 6.9 only (U-80)"
    assert "<6.12" in wanted.replace(" ", "")
    used = {
        node.module
        for path in modules("ui", "main.py", "duty_desk", "db")
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("PySide6.")
    }
    assert used <= {
        f"PySide6.{part}" for part in ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtPrintSupport", "QtSvg")
    }


def test_nothing_of_the_runtime_is_under_the_gpl() -> None:
    """Acceptance checks S-61, L-02, U-81: what is installed beside the program may be handed on with it."""
    # An LGPL library may; so may Qt, which is offered under the LGPL too.
    bad = re.compile(
        r"(?<![a-z])(?<!lesser )(?<!library )(?:a?gpl|gnu (?:affero )?general public)", re.IGNORECASE
    )
    found: list[str] = []
    for name in pins("requirements.lock"):
        try:
            about = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or Python
        said = " ".join(
            [
                about.get("License-Expression") or "",
                *(about.get_all("Classifier") or ()),
                (about.get("License") or "")[:80],
            ]
        )
        licences = " ".join(
            part for part in re.split(r"\bOR\b|;|Classifier", said) if "lgpl" not in part.casefold()
        )
        if bad.search(licences) and "lgpl" not in said.casefold():
            found.append(f"{name}: {said[:120]}")
    report(found)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_nothing_is_installed_that_was_not_looked_at(name: str) -> None:
    """Acceptance check S-61: every package by its version and checksum, from no place of its own."""
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    loose = [
        entry.partition(" ")[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry
    ]
    assert not loose
    assert len(entries) >= 20
    assert not re.search(r"https?://|git\+|--index|--extra-index|--find-links|^-e ", text, re.MULTILINE)


def test_no_list_measures_all_its_rows() -> None:
    """Acceptance check U-20: seconds on a long list."""
    slow = {"resizeColumnsToContents", "resizeRowsToContents", "resizeColumnToContents"}
    found = [
        f"{short(path)}:{call.lineno} calls {called_name(call)}()"
        for path in modules("ui")
        for call in calls(path)
        if called_name(call) in slow
    ]
    found += [
        f"{short(path)}:{node.lineno} ResizeToContents"
        for path in modules("ui")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "ResizeToContents"
    ]
    report(found)


def test_every_service_takes_its_work_first() -> None:
    """Acceptance check S-10: what takes a unit of work in another place would escape the matrix of roles."""
    found: list[str] = []
    for path in modules("duty_desk"):
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            places = [
                number
                for number, argument in enumerate(arguments)
                if argument.annotation is not None and ast.unparse(argument.annotation) == "Work"
            ]
            if places and (places != [0] or arguments[0].arg != "work"):
                found.append(f"{short(path)}:{node.lineno} {node.name} takes Work, but not first as `work`")
    report(found)


def test_data_and_program_stay_apart() -> None:
    """Acceptance check U-84: nothing is written beside the program; every folder of data comes from one place."""
    found = [
        f"{short(path)}:{call.lineno} {ast.unparse(call)[:80]}"
        for path in modules("ui", "duty_desk", "db")
        for call in calls(path)
        if called_name(call) in {"write_text", "write_bytes", "mkdir", "touch"}
        and "resources()" in ast.unparse(call)
    ]
    report(found)
    assert Path(ROOT / "duty_desk" / "paths.py").is_file()
