"""The licence of everything that an installation brings with it: ``python .ci/licences.py [--dev]``.

Walks the dependencies of pyproject.toml, extras included, through the installed distributions. Exit status 1 where one
has a licence that is neither permissive nor accepted by name below, or states none. ``--dev`` lists the development
tools too; they are not handed on, and are listed only.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PERMISSIVE = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|HPND|BSD|0BSD|BSD-\d-Clause|Apache|Apache-2\.0|ISC|ISCL|PSF|PSF-2\.0|Python-2\.0|CNRI-Python|"
    r"Python Software Foundation|Zlib|Unlicense|CC0-1\.0|OFL-1\.1|BlueOak-1\.0\.0|Public Domain)\b",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\b(A?GPL|LGPL|MPL|EUPL|CDDL|EPL|SSPL)\b", re.IGNORECASE)
ACCEPTED = {
    "pyphen": "offered under MPL-1.1 beside GPL and LGPL; only the extra weasyprint brings it, unchanged",
    "tqdm": "MPL-2.0 AND MIT, by files; only the extra scan brings it, unchanged, and nothing here loads it",
    "certifi": "MPL-2.0, a list of certificates; only the extra scan brings it, unchanged, and nothing here loads it",
}


def licence_of(distribution: metadata.Distribution) -> str:
    """The SPDX expression, else the classifiers, else the first line of the licence field; ``?`` for none."""
    about = distribution.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [one.split(" :: ")[-1] for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    named = [one for one in classifiers if one != "OSI Approved"]
    if named:
        return "; ".join(named)
    stated = str(about.get("License") or "").strip()
    return stated.splitlines()[0][:60] if stated else "?"


def acceptable(name: str, licence: str) -> bool:
    """Whether it may be handed on: permissive, and nothing else beside it; or accepted by name."""
    return name in ACCEPTED or (bool(PERMISSIVE.search(licence)) and not COPYLEFT.search(licence))


def walk(wanted: Iterable[str]) -> tuple[dict[str, metadata.Distribution], set[str]]:
    """Every distribution that these requirements bring, by name; and the names that are not installed."""
    found: dict[str, metadata.Distribution] = {}
    missing: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(text) for text in wanted]
    while waiting:
        one = waiting.pop()
        name, extras = canonicalize_name(one.name), frozenset(one.extras)
        if name == "evaluator" or (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found[name] = metadata.distribution(one.name)
        except metadata.PackageNotFoundError:
            missing.add(name)
            continue
        for text in found[name].requires or []:
            further = Requirement(text)
            if further.marker is None or any(further.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append(further)
    return found, missing


def main(arguments: list[str]) -> int:
    """Print the list; 1 if a licence is not acceptable."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(stated["project"]["dependencies"])
    for extra in stated["project"]["optional-dependencies"].values():
        wanted += extra
    if "--dev" in arguments:
        wanted += [one for one in stated["dependency-groups"]["dev"] if isinstance(one, str)]
    found, missing = walk(wanted)
    refused = []
    for name in sorted(found):
        licence = licence_of(found[name])
        fine = acceptable(name, licence)
        if not fine:
            refused.append(name)
        note = f"  ({ACCEPTED[name]})" if name in ACCEPTED else "" if fine else "  <-- not accepted"
        print(f"{name:28} {found[name].version:16} {licence}{note}")
    if missing:
        print(f"not installed here, not looked at: {', '.join(sorted(missing))}")
    if refused:
        print(f"licences to look at: {', '.join(refused)}", file=sys.stderr)
    return int(bool(refused) and "--dev" not in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
