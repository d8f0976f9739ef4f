"""The program's own files as the structure tests read them: paths, text, syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("duty_desk", "ui", "db")
PROGRAM = (*ROOMS, "main.py")
CODE = (*PROGRAM, "tools", "benchmarks")
# Made by tools on this machine, not part of the program.
MADE_HERE = frozenset({"__pycache__", "node_modules", "build", "dist", "output", "uv.lock"})


def files(*folders: str, suffixes: tuple[str, ...] = ()) -> list[Path]:
    """Files below the named folders (the whole tree when none is named), hidden folders and what tools made left out."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name in MADE_HERE or (path.name.startswith(".") and path.name != ".ci"):
                continue
            if path.is_dir():
                yield from walk(path)
            elif not suffixes or path.suffix in suffixes:
                yield path

    found = [path for name in folders or (".",) if (ROOT / name).is_dir() for path in walk(ROOT / name)]
    return found + [ROOT / name for name in folders if (ROOT / name).is_file()]


def modules(*folders: str) -> list[Path]:
    """The Python files below the named folders."""
    return files(*folders, suffixes=(".py",))


def short(path: Path) -> str:
    """The path as it is written in a report."""
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a Python file, outer before inner, each with its `parent`; read once in a run.

    Whether a name is read or written is left out: those marks are a third of a tree and shared by all of it.
    """
    found: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"), str(path))]
    for node in found:
        for field in node._fields:
            value = getattr(node, field, None)
            for child in value if type(value) is list else (value,):
                if isinstance(child, ast.AST) and not isinstance(child, ast.expr_context):
                    child.parent = node  # type: ignore[attr-defined]
                    found.append(child)
    return tuple(found)


def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file, each node with its `parent`."""
    module = nodes(path)[0]
    assert isinstance(module, ast.Module)
    return module


@cache
def calls(path: Path) -> tuple[ast.Call, ...]:
    """Every call in a file."""
    return tuple(node for node in nodes(path) if isinstance(node, ast.Call))


def called_name(call: ast.Call) -> str:
    """The last part of what is called: `t` for t(…), `commit` for session.commit()."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


@cache
def imported(path: Path) -> tuple[tuple[int, str], ...]:
    """Line and full dotted name of everything a file imports, wherever in it: `from a import b` gives `a.b`."""
    found: list[tuple[int, str]] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return tuple(found)


def literal(node: ast.AST | None) -> str | None:
    """The text of a string constant."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def report(found: Iterable[str]) -> None:
    """Fail with every finding on a line of its own."""
    lines = list(found)
    assert not lines, "\n" + "\n".join(lines)
