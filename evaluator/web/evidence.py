"""Files that prove an outcome (佐证材料), attached to its indicator: what is taken, how much, under which names.

A file is kept by its content (``Workspace.keep``); that it belongs to an indicator is an event. The names of an
indicator's files stand in its column of evidence (of reports and of results) and the files themselves in the archive.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from evaluator.keeping.filenames import numbered_name, safe_name
from evaluator.web.events import Event, Record
from evaluator.web.workspace import Workspace, upload_name
from targets.errors import InputError
from targets.model.form import Form

EVIDENCE = "evidence"
"""The kind of event; its subject is a JSON list of the indicator's id and the name of the file."""
FOLDER = "佐证材料"
LARGEST, MOST, WHOLE = 20 << 20, 30, 200 << 20
"""The most bytes of one file, files of one indicator, bytes of all files of one evaluation."""
LONGEST_NAME = 120
_ZIP, _OLE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
TAKEN: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
    ".docx": _ZIP,
    ".xlsx": _ZIP,
    ".ofd": _ZIP,
    ".doc": _OLE,
    ".xls": _OLE,
    ".wps": _OLE + _ZIP,
    ".et": _OLE + _ZIP,
    ".txt": (b"",),
    ".csv": (b"",),
}
"""The kinds of files that are taken, by the end of their names, each with what its content begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One file of an indicator, as it is on record."""

    indicator: str
    name: str
    event: Event

    @property
    def sha256(self) -> str:
        """The digest of its content."""
        return str(self.event.after["sha256"])

    @property
    def size(self) -> int:
        """Its bytes."""
        return int(self.event.after["size"])


def subject_of(indicator: str, name: str) -> str:
    """The subject of the decision that a file belongs to an indicator."""
    return json.dumps([indicator, name], ensure_ascii=False)


def attached(record: Record) -> dict[str, list[Attached]]:
    """The files in force by indicator, in the order they came."""
    found: dict[str, list[Attached]] = {}
    for subject, event in sorted(record.of(EVIDENCE).items(), key=lambda one: one[1].seq):
        indicator, name = json.loads(subject)
        found.setdefault(indicator, []).append(Attached(indicator=indicator, name=name, event=event))
    return found


def named(files: list[Attached]) -> str:
    """The names of files as they stand in a cell."""
    return "；".join(one.name for one in files)


def checked_name(given: str, stream: IO[bytes]) -> str:
    """The plain name of a file that may be attached. Raises InputError for a kind that is not taken, or a content of
    another kind than the name says.
    """
    name = upload_name(given).replace("；", "_")
    if len(name) > LONGEST_NAME:
        raise InputError(
            f"{name}：文件名太长，请改短后再附", f"{name}: the name is too long; shorten it and attach it again"
        )
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if suffix not in TAKEN:
        raise InputError(
            f"{name}：这种文件不能作佐证材料；可用的有 {' '.join(sorted(TAKEN))}，网页、程序和压缩包不收",
            f"{name}: not a kind of file that is taken as evidence; these are: {' '.join(sorted(TAKEN))}",
        )
    begins = stream.read(8)
    stream.seek(0)
    if begins and not (begins.startswith(TAKEN[suffix]) and (TAKEN[suffix] != (b"",) or _is_text(stream))):
        raise InputError(
            f"{name}：内容不是 {suffix} 文件，没有收下；请用正确的程序另存后再附",
            f"{name}: its content is no {suffix} file and was not taken; save it anew with the right program",
        )
    return name


def refuse_too_much(record: Record, indicator: str, sizes: Mapping[str, int]) -> None:
    """Raise InputError where files of these names and sizes are more than an indicator or an evaluation may have."""
    for name, size in sizes.items():
        if size > LARGEST:
            raise InputError(
                f"{name} 有 {size / (1 << 20):.1f} MB，每个文件最多 {LARGEST >> 20} MB；请压缩图片或拆成几份",
                f"{name} has {size / (1 << 20):.1f} MB, at most {LARGEST >> 20} MB are taken; make pictures smaller or "
                "split it",
            )
    known = attached(record)
    own = {one.name for one in known.get(indicator, ())} | set(sizes)
    if len(own) > MOST:
        raise InputError(
            f"每项指标最多附 {MOST} 个文件，这样会有 {len(own)} 个；请合并或先移出一些",
            f"an indicator has at most {MOST} files, these would be {len(own)}; join some or remove some first",
        )
    replaced = {(indicator, name) for name in sizes}
    listed = (one for files in known.values() for one in files)
    others = sum(one.size for one in listed if (one.indicator, one.name) not in replaced)
    if others + sum(sizes.values()) > WHOLE:
        raise InputError(
            f"一项评价的佐证材料合计最多 {WHOLE >> 20} MB，这样会超过；请只附必要的材料",
            f"the evidence of one evaluation is at most {WHOLE >> 20} MB, this is more; attach only what is needed",
        )


def packed(record: Record, forms: tuple[Form, ...], workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """The files of all indicators of the forms under their paths in an archive: form, indicator, name."""
    files = attached(record)
    for position, form in enumerate(forms):
        for number, line in enumerate(form.rows):
            for one in files.get(line.id, ()):
                folder = f"{FOLDER}/{numbered_name(position, len(forms), form.title)}"
                row = f"{number + 1:02d}-{safe_name(line.name, most_bytes=60)}"
                yield f"{folder}/{row}/{one.name}", workspace.path_of(one.sha256).read_bytes()


def _is_text(stream: IO[bytes]) -> bool:
    """True if a file holds no sign that texts do not hold; UTF-16 holds zeros and begins with its mark."""
    begins = stream.read(1 << 16)
    stream.seek(0)
    return begins.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in begins
