"""TOML files that persons write (rulebooks, decisions, suppressions), read so that no file harms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from targets.errors import InputError

_MOST_BYTES = 16 * 2**20
_MOST_DOTS = 200
_RUN = re.compile(rb"[\n=,{]")
"""Signs that end a key: no sentence holds as many dots between two of them as a deeply nested key does."""


def read_toml(
    path: Path, zh: str, en: str, docs: str, parse_float: Callable[[str], Any] = str, most_bytes: int = _MOST_BYTES
) -> dict[str, Any]:
    """The tables of a TOML file; ``zh`` and ``en`` say what it is, ``docs`` where its format is described.

    Raises InputError for a file that cannot be read, is too large, or is no TOML; numbers of thousands of digits and
    keys or lists of hundreds of levels are none here.
    """
    return parsed_toml(toml_bytes(path, zh, en, most_bytes), path.name, zh, en, docs, parse_float)


def toml_bytes(path: Path, zh: str, en: str, most_bytes: int = _MOST_BYTES) -> bytes:
    """The bytes of a TOML file. Raises InputError for one that cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{zh} {path.name} 读不了（{why}）；请检查路径。",
            f"the {en} {path.name} cannot be read ({why}); check the path.",
        ) from None
    if len(data) > most_bytes:
        size = most_bytes >> 20
        raise InputError(
            f"{zh} {path.name} 超过 {size} MB，不像是{zh}；请检查路径。",
            f"the {en} {path.name} is larger than {size} MB, too large for one; check the path.",
        )
    return data


def parsed_toml(
    data: bytes, name: str, zh: str, en: str, docs: str, parse_float: Callable[[str], Any] = str
) -> dict[str, Any]:
    """The tables in the bytes of a file of that name. Raises InputError for what is no TOML, as ``read_toml`` does."""
    try:
        if any(part.count(b".") > _MOST_DOTS for part in _RUN.split(data)):
            raise RecursionError("keys nested too deep")  # tomllib takes quadratic time and memory for them
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=parse_float)
    except (ValueError, ArithmeticError, RecursionError) as error:  # no TOML and no UTF-8 are ValueErrors too
        raise InputError(
            f"{zh} {name} 不是可读的 TOML（UTF-8）：{str(error)[:200]}；格式见 {docs}。",
            f"the {en} {name} is no readable TOML (UTF-8): {str(error)[:200]}; see {docs} for the format.",
        ) from None
