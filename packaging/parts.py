"""Prints what the package is made of, as JSON: the licences to be handed on with it, and the bill of materials (CycloneDX 1.5).

Run by build.py with the Python of the build, which holds just that.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import Distribution, distributions

# They make the package and are not in it.
MAKERS = {"pip", "setuptools", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging"}
RULE = "=" * 78


def main() -> int:
    found = {str(each.metadata["Name"]): each for each in distributions()}
    names = sorted((name for name in found if name.lower() not in MAKERS), key=str.lower)
    texts = [text_of(found[name]) for name in names]
    texts.append(
        f"{RULE}\nPython {sys.version.split()[0]}\nPython Software Foundation License: https://docs.python.org/3/license.html\n"
    )
    components = [
        {
            "type": "library",
            "name": name,
            "version": found[name].version,
            "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{found[name].version}",
            "licenses": [{"license": {"name": licence_of(found[name])}}],
        }
        for name in names
    ]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}
    json.dump({"licences": "\n".join(texts), "sbom": bill}, sys.stdout)
    return 0


def licence_of(part: Distribution) -> str:
    said = part.metadata.get("License-Expression") or ""
    if not said:
        classes = [
            line for line in part.metadata.get_all("Classifier") or [] if line.startswith("License ::")
        ]
        said = ", ".join(line.rpartition(" :: ")[2] for line in classes)
    return said or (part.metadata.get("License") or "see its text").splitlines()[0]


def text_of(part: Distribution) -> str:
    """Name, version, licence, and every licence text that the part brings along."""
    lines = [RULE, f"{part.metadata['Name']} {part.version}", licence_of(part), ""]
    for path in part.files or ():
        upper = path.name.upper()
        if upper.startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE")) and not upper.endswith(".PY"):
            lines.append(path.read_text(encoding="utf-8") if path.locate().is_file() else "")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
