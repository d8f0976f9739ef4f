"""What a linter cannot say about the shape of the program, so that it stays easy to find one's way in and safe to change."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.code_tree import (
    CODE,
    PROGRAM,
    ROOMS,
    ROOT,
    called_name,
    calls,
    files,
    imported,
    literal,
    modules,
    nodes,
    report,
    short,
    tree,
)

LONGEST_FILE = 400
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")

# --- the three rooms ---


BLOCKED = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "PyQt6", "ui"}:
            raise ModuleNotFoundError(f"{name} is not for the core", name=name)

sys.meta_path.insert(0, NoQt())
for room in ("duty_desk", "db"):
    package = importlib.import_module(room)
    for found in pkgutil.walk_packages(package.__path__, room + "."):
        # Alembic runs these itself, with a connection in hand.
        if not found.name.startswith("db.migrations.") and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
"""


def test_the_core_runs_without_a_screen() -> None:
    child = subprocess.run(
        [sys.executable, "-c", BLOCKED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr


def test_main_only_starts_the_window() -> None:
    main = ROOT / "main.py"
    assert len(main.read_text(encoding="utf-8").splitlines()) <= 30
    rooms = {name.partition(".")[0] for _, name in imported(main)} & set(ROOMS)
    assert rooms <= {"ui"}, "main.py imports ui.app; the rest is ui's business"


@pytest.mark.parametrize("path", sorted((ROOT / "duty_desk").rglob("rules.py")), ids=short)
def test_rules_depend_on_nothing_that_is_stored(path: Path) -> None:
    allowed = ("duty_desk.errors", "db.vocabulary", "stdnum", "__future__")
    own = ".".join(path.relative_to(ROOT).parts[:-1])
    report(
        [
            f"{short(path)}:{line} imports {name}"
            for line, name in imported(path)
            if not name.startswith(allowed)
            and name.partition(".")[0] not in sys.stdlib_module_names
            and not (name.startswith(f"{own}.") and name.rpartition(".")[0].endswith("rules"))
        ]
    )


def test_only_the_desk_commits() -> None:
    # An office is founded before there is a desk to open it with; where one moves to there is none until all of it has arrived.
    allowed = {"duty_desk/desk.py", "duty_desk/office.py", "duty_desk/moving.py"}

    def opens_a_transaction(call: ast.Call) -> bool:
        if called_name(call) in {"begin", "begin_nested"}:
            owner = ast.unparse(call.func).rpartition(".")[0].lower()
            return owner.endswith(("session", "engine", "connection", "execution_options()"))
        return called_name(call) in {"commit", "sessionmaker", "Session"}

    found = [
        f"{short(path)}:{call.lineno} calls {called_name(call)}()"
        for path in modules("duty_desk")
        if short(path) not in allowed
        for call in calls(path)
        if opens_a_transaction(call)
    ]
    found += [
        f"{short(path)}:{call.lineno} calls commit()"
        for path in modules("ui", "db")
        for call in calls(path)
        if called_name(call) == "commit"
    ]
    report(found)


def test_every_import_contract_names_what_exists() -> None:
    """A contract about a module that was renamed guards nothing; brackets are for what is still to come."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    report(
        [
            f"{contract['name']}: there is no {container}.{name}"
            for contract in contracts
            for container in contract.get("containers", ())
            for layer in contract["layers"]
            for name in re.findall(r"(?<![\w(])\w+(?![\w)])", layer)
            if not (ROOT / container.replace(".", "/") / name).is_dir()
            and not (ROOT / container.replace(".", "/") / f"{name}.py").is_file()
        ]
    )


# --- readable files ---


def test_no_file_is_long() -> None:
    lengths = [(len(path.read_text(encoding="utf-8").splitlines()), path) for path in modules()]
    report([f"{short(path)} has {length} lines" for length, path in lengths if length > LONGEST_FILE])


def test_every_module_opens_with_what_it_is_for() -> None:
    report(
        [
            f"{short(path)} has no opening sentence"
            for path in modules(*CODE)
            if "migrations/versions" not in short(path)
            and path.stat().st_size
            and not ast.get_docstring(tree(path))
        ]
    )


def test_names_say_what_a_module_holds() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "tools"}
    report([short(path) for path in modules(*PROGRAM, "tests") if vague & {path.stem, path.parent.name}])


def test_wording_lives_in_the_catalogues() -> None:
    found = list(lines_with(HAN, modules(*CODE)))
    # The same words written as escapes. Ranges of characters in patterns are two at a time.
    found += [
        f"{short(path)}:{node.lineno} {text[:60]!a}"
        for path in modules(*CODE)
        for node in nodes(path)
        if (text := literal(node)) and not text.isascii() and re.search(f"{HAN.pattern}{{3}}", text)
    ]
    report(found)


# --- the tree as a whole ---


def text_files() -> list[Path]:
    return [path for path in files() if b"\0" not in path.read_bytes()[:8000]]


def lines_with(pattern: re.Pattern[str], paths: Iterable[Path]) -> Iterator[str]:
    """Where a pattern stands that does not reach over the end of a line."""
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        if pattern.search(text):
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    yield f"{short(path)}:{number} {line.strip()[:80]}"


def test_nothing_names_one_machine() -> None:
    # Put together here so that this file does not find itself.
    hosts = "|".join(
        map(
            re.escape,
            (
                "pypi" + ".org",
                "python" + "hosted",
                "registry" + ".npm",
                "deb" + ".debian",
                "proxy." + "golang",
            ),
        )
    )
    paths = r"(?<![\w.])/(?:" + "|".join(("work", "farm", "root", "home")) + r")/(?!duty\b)[\w.]"
    windows = r"(?i:\b[a-z]:\\users\\)"
    wanted = re.compile(f"{hosts}|{paths}|{windows}|{re.escape('shared/' + 'design')}")
    report(lines_with(wanted, text_files()))


def test_nothing_is_left_for_later() -> None:
    # Put together here so that this file does not find itself.
    words = (
        "TO" + "DO",
        "FIX" + "ME",
        "X" * 3,
        "coming " + "soon",
        "not implemented " + "yet",
        "暂未" + "实现",
        "敬请" + "期待",
    )
    wanted = re.compile("|".join(rf"(?<!\w){word}(?!\w)" for word in words), re.IGNORECASE)
    plain = [word.casefold() for word in words]
    texts = (
        (path, path.read_text(encoding="utf-8").casefold())
        for path in files(suffixes=(".py", ".toml", ".md"))
    )
    report(lines_with(wanted, [path for path, text in texts if any(word in text for word in plain)]))


def test_the_two_locks_agree() -> None:
    """`./test` installs the longer one and takes the shorter one for granted."""

    def pins(name: str) -> set[str]:
        return set(
            re.findall(
                r"^[\w.\[\]-]+==\S+|--hash=\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
            )
        )

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_every_named_resource_exists() -> None:
    """`resources() / "fonts" / name` names a folder that is there; with nothing left open, a file that is there."""
    missing: list[str] = []
    for path in modules(*PROGRAM):
        for node in nodes(path):
            if not isinstance(node, ast.BinOp) or isinstance(getattr(node, "parent", None), ast.BinOp):
                continue
            parts: list[ast.expr] = []
            left: ast.expr = node
            while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Div):
                parts.insert(0, left.right)
                left = left.left
            if not isinstance(left, ast.Call) or called_name(left) != "resources":
                continue
            target = ROOT / "resources"
            for part in parts:
                if (name := literal(part)) is None:
                    break
                target /= name
            if not target.exists():
                missing.append(f"{short(path)}:{node.lineno} {short(target)}")
    report(missing)


def test_every_named_rule_of_the_office_exists() -> None:
    """Policy keys and kinds of numbers are read by name; a new office starts with a value for each."""

    def keys(name: str) -> set[str]:
        table = tomllib.loads((ROOT / "resources" / "defaults" / name).read_text(encoding="utf-8"))
        return set(table.get("formats", table))

    readers = {
        "value": "policy",
        "integer": "policy",
        "number": "policy",
        "text": "policy",
        "items": "policy",
    }
    readers |= {
        "take": "numbering",
        "take_many": "numbering",
        "keep_above": "numbering",
        "parse": "numbering",
    }
    there = {"policy": keys("policy.toml"), "numbering": keys("numbering.toml")}
    report(
        f"{short(path)}:{call.lineno} {key}"
        for path in modules("duty_desk", "ui")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) == readers.get(call.func.attr)
        and (key := literal(call.args[1] if len(call.args) > 1 else None))
        and key not in there[ast.unparse(call.func.value)]
    )


def test_every_named_icon_exists() -> None:
    there = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    takers = {"icon", "image", "pixmap", "draw"}
    missing: list[str] = []
    for path in modules("ui"):
        for call in calls(path):
            through_icons = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "icons"
            named = [keyword.value for keyword in call.keywords if keyword.arg in {"icon", "icon_name"}]
            if through_icons and call.func.attr in takers:
                named += call.args[:2]
            missing += [
                f"{short(path)}:{call.lineno} {name}"
                for name in map(literal, named)
                if name and name not in there
            ]
    # Below ui, a state's look is written as (tone, icon).
    tones = {"ok", "warn", "danger", "info", "proc", "neutral"}
    for path in modules("duty_desk"):
        for node in nodes(path):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2 and literal(node.elts[0]) in tones:
                name = literal(node.elts[1])
                missing += [f"{short(path)}:{node.lineno} {name}"] if name and name not in there else []
    report(missing)


def test_bundled_work_of_others_has_its_licence_beside_it() -> None:
    for folder, suffix in (("fonts", ".ttf"), ("icons", ".svg"), ("sounds", ".wav")):
        place = ROOT / "resources" / folder
        if any(place.glob(f"*{suffix}")):
            texts = [
                path for path in place.iterdir() if re.match(r"(?i)licen[cs]e|ofl|readme|origin", path.name)
            ]
            assert texts, f"resources/{folder} has no licence beside it"
