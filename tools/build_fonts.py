"""Rebuild resources/fonts, so that anybody can see where every glyph on paper comes from.

    python tools/build_fonts.py                 fetch the two packages with `npm pack` and build
    python tools/build_fonts.py --source DIR    build from already unpacked packages
    python tools/build_fonts.py --check         build in a scratch folder and compare with what is stored

Noto Sans SC Regular is stored untouched: it is the face of the screen and the last fallback on paper. The
three other faces are cut to the 8105 general-use characters of 2013 (kTGH of Unihan) and everything that is
not Han; whatever they lack is drawn from Regular. The output is the same, byte for byte, on every run.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
CHARACTERS = FONTS / "general-use-8105.txt"
PACKAGES = {
    "sans": ("@expo-google-fonts/noto-sans-sc@0.4.3", "noto-sans-sc"),
    "serif": ("@expo-google-fonts/noto-serif-sc@0.4.3", "noto-serif-sc"),
}
# stored name: (package, file inside it, cut to the general-use characters?)
FACES = {
    "NotoSansSC-Regular.ttf": ("sans", "400Regular/NotoSansSC_400Regular.ttf", False),
    "NotoSansSC-Bold.ttf": ("sans", "700Bold/NotoSansSC_700Bold.ttf", True),
    "NotoSerifSC-Regular.ttf": ("serif", "400Regular/NotoSerifSC_400Regular.ttf", True),
    "NotoSerifSC-Bold.ttf": ("serif", "700Bold/NotoSerifSC_700Bold.ttf", True),
}
LICENCES = {"OFL-NotoSansSC.txt": "sans", "OFL-NotoSerifSC.txt": "serif"}
HAN = (
    (0x2E80, 0x2FDF),  # radicals
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),  # unified ideographs
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0x20000, 0x3FFFF),  # extensions B to H
)


def is_han(code: int) -> bool:
    return any(first <= code <= last for first, last in HAN)


def general_use() -> set[int]:
    codes = {
        ord(character) for character in CHARACTERS.read_text(encoding="utf-8") if not character.isspace()
    }
    if len(codes) != 8105:
        raise SystemExit(f"{CHARACTERS} should hold 8105 characters, not {len(codes)}")
    return codes


def unpack(folder: Path) -> dict[str, Path]:
    """The two packages under `folder`, fetched by the npm client."""
    sources: dict[str, Path] = {}
    for name, (package, _) in PACKAGES.items():
        archive = subprocess.run(
            ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.split()[-1]
        target = folder / name
        with tarfile.open(folder / archive) as packed:
            packed.extractall(target, filter="data")
        sources[name] = target / "package"
    return sources


def locate(folder: Path) -> dict[str, Path]:
    """The two packages somewhere below `folder`, already unpacked."""
    sources: dict[str, Path] = {}
    for name, (_, part) in PACKAGES.items():
        found = sorted(path for path in folder.rglob("package") if part in str(path))
        if not found:
            raise SystemExit(f"no unpacked {part} below {folder}")
        sources[name] = found[0]
    return sources


def cut(source: Path, target: Path) -> None:
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = []  # the paper kit places characters one by one
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "vhea", "vmtx", "meta"]
    cutter = subset.Subsetter(options)
    wanted = general_use()
    cutter.populate(unicodes=[code for code in font.getBestCmap() if code in wanted or not is_han(code)])
    cutter.subset(font)
    font.save(target, reorderTables=True)


def build(sources: dict[str, Path], target: Path) -> None:
    for name, (package, inside, reduce) in FACES.items():
        source = sources[package] / inside
        if reduce:
            cut(source, target / name)
        else:
            shutil.copyfile(source, target / name)
        print(f"{name}  {(target / name).stat().st_size / 1e6:.2f} MB")
    for name, package in LICENCES.items():
        shutil.copyfile(sources[package] / "LICENSE_FONT", target / name)


def main() -> int:
    parser = argparse.ArgumentParser(description="Rebuild resources/fonts from the two npm packages.")
    parser.add_argument("--source", type=Path, help="folder that holds the unpacked packages")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sources = locate(chosen.source) if chosen.source else unpack(folder)
        if not chosen.check:
            build(sources, FONTS)
            return 0
        built = folder / "built"
        built.mkdir()
        build(sources, built)
        changed = [
            name for name in (*FACES, *LICENCES) if not filecmp.cmp(built / name, FONTS / name, shallow=False)
        ]
        print("same as stored" if not changed else f"differs from stored: {', '.join(changed)}")
        return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
