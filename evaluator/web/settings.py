"""The settings a workbench is started with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PORT = 8765


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``database`` is an SQLAlchemy address, None for the SQLite file of the workspace; ``hosts`` are names besides
    ``host`` by which browsers may call the server; ``upload_bytes`` bounds one request, ``upload_files`` its files;
    ``patience`` is for how many seconds a page waits for work to end before it shows progress instead.
    """

    workspace: Path
    database: str | None = None
    host: str = "127.0.0.1"
    port: int = PORT
    hosts: tuple[str, ...] = ()
    lang: str = "zh"
    upload_bytes: int = 200 << 20
    upload_files: int = 500
    patience: float = 2.0
