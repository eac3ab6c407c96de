"""Help on each page: a few sentences under 帮助, and for the steps of the work a picture of the page in use.

The pictures are made by ``python docs/pictures.py``; guides show the same ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """The help of one page in both languages; ``picture`` is a file below ``static/help``, or empty."""

    zh: str
    en: str
    picture: str = ""


def _read() -> dict[str, Help]:
    text = (files("evaluator.web") / "helps.toml").read_text(encoding="utf-8")
    return {name: Help(**entry) for name, entry in tomllib.loads(text).items()}


HELPS: Mapping[str, Help] = _read()
"""By the name of the template."""
