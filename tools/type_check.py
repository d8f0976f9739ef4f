"""The types of the program, asked of what has changed since they were last found clean.

`--fast` asks of the changed files and of those that import them, and counts from the last commit where nothing is remembered yet.
Without it every file is asked, unless nothing at all has changed.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REMEMBERED = ROOT / ".cache" / "types.json"
# What they say about types holds for every file.
SETTINGS = ("pyproject.toml", "requirements-dev.lock")
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)


def main() -> int:
    now = sums()
    before = remembered()
    if now == before:
        print("types: nothing has changed since they were found clean")
        return 0
    asked: list[str] = []
    if "--fast" in sys.argv and (changed := changed_files(now, before)) is not None:
        asked = to_ask(changed, now)
        if not asked:
            print("types: no file has changed")
            return 0
        print(f"types: of {len(asked)} files, those that changed and those that import them", flush=True)
    failed = subprocess.run([sys.executable, "-m", "pyright", *asked], cwd=ROOT, check=False).returncode
    if not failed and not asked:
        REMEMBERED.parent.mkdir(exist_ok=True)
        REMEMBERED.write_text(json.dumps(now), encoding="utf-8")
    return failed


def sums() -> dict[str, str]:
    """A checksum for every file whose types are asked, and for what says how."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[Path] = [ROOT / name for name in SETTINGS]
    for name in settings["tool"]["pyright"]["include"]:
        place = ROOT / name
        found += sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
    }


def remembered() -> dict[str, str]:
    """The sums of the last whole check that was clean."""
    try:
        return json.loads(REMEMBERED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def changed_files(now: dict[str, str], before: dict[str, str]) -> set[str] | None:
    """What has changed, been added or taken away; None where every file is to be asked."""
    if before:
        changed = {name for name in {*now, *before} if now.get(name) != before.get(name)}
    else:
        changed = set[str]()
        for question in (
            ("diff", "--name-only", "-z", "HEAD"),
            ("ls-files", "-z", "-o", "--exclude-standard"),
        ):
            try:
                answer = subprocess.run(["git", *question], cwd=ROOT, capture_output=True, check=False)
            except OSError:
                return None
            if answer.returncode:
                return None
            changed.update(answer.stdout.decode().split("\0"))
    return None if changed.intersection(SETTINGS) else changed


def to_ask(changed: Iterable[str], now: dict[str, str]) -> list[str]:
    """The changed files that are still there, and whatever imports one of the changed."""
    names = {module(name) for name in changed if name.endswith(".py")}
    programs = [name for name in now if name.endswith(".py")]
    return [name for name in programs if name in changed or names & imports(ROOT / name)]


def module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: Path) -> set[str]:
    """Every module that `path` may import; a name imported from a package may be one."""
    found: set[str] = set()
    for package, parts, plain in IMPORT.findall(path.read_text(encoding="utf-8")):
        for part in re.findall(r"[\w.]+", parts or plain):
            found.add(f"{package}.{part}" if package else part)
        found.add(package)
    return found


if __name__ == "__main__":
    sys.exit(main())
