"""Files built to harm: each ends in a clear refusal, quickly and in little memory, and stops only itself."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from targets.documents.guard import ask_child
from targets.documents.reader import read_grids
from targets.errors import InputError
from targets.forms import read_many

SAMPLES = Path(__file__).parent / "documents"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


Chunks = Sequence[tuple[bytes, int]]
"""Bytes and how often they are repeated: a bomb is written without ever being held."""


def package(path: Path, main: str, kind: str, parts: Mapping[str, Chunks]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{main}" ContentType="{kind}"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        )
        for name, chunks in parts.items():
            with archive.open(name, "w", force_zip64=True) as stream:
                for data, times in chunks:
                    block = max(1, 2**20 // len(data))
                    for _ in range(times // block):
                        stream.write(data * block)
                    stream.write(data * (times % block))
    return path


def word(path: Path, *body: tuple[bytes, int], head: bytes = b"") -> Path:
    opening = b'<?xml version="1.0"?>' + head + f'<w:document xmlns:w="{WORD}"><w:body>'.encode()
    return package(
        path,
        "word/document.xml",
        DOCUMENT,
        {"word/document.xml": [(opening, 1), *body, (b"</w:body></w:document>", 1)]},
    )


def workbook(
    path: Path, *sheet: tuple[bytes, int], head: bytes = b"", more: Mapping[str, Chunks] | None = None
) -> Path:
    book = f'<workbook xmlns="{CELLS}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'  # noqa: E501
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    opening = head + f'<worksheet xmlns="{CELLS}">'.encode()
    return package(
        path,
        "xl/workbook.xml",
        SHEET,
        {
            "xl/workbook.xml": [(book.encode(), 1)],
            "xl/_rels/workbook.xml.rels": [(links.encode(), 1)],
            "xl/worksheets/sheet1.xml": [(opening, 1), *sheet, (b"</worksheet>", 1)],
            **(more or {}),
        },
    )


def cell(name: str) -> tuple[bytes, int]:
    return f'<sheetData><row r="1"><c r="{name}"><v>1</v></c></row></sheetData>'.encode(), 1


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">'.encode() for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + b"]>"  # fmt: skip
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def lying(path: Path) -> Path:
    """A zip whose directory claims a small size for a part that unpacks to much."""
    workbook(path, cell("A1"), more={"xl/big.xml": [(b"<a>", 1), (b" ", 30_000_000), (b"</a>", 1)]})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/big.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    path.write_bytes(data)
    return path


MERGE = b'<mergeCells><mergeCell ref="A1:Z100000"/></mergeCells>'
WIDE = b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="200000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
ATTACKS: dict[str, Callable[[Path], Path]] = {
    "blanks.xlsx": lambda p: workbook(p, (b" ", 600_000_000), cell("A1")),
    "rows.xlsx": lambda p: workbook(
        p, (b"<sheetData>", 1), (b"<row><c><v>1</v></c></row>", 11_000_000), (b"</sheetData>", 1)
    ),
    "blanks.docx": lambda p: word(p, (b"<w:p><w:r><w:t>", 1), (b" ", 600_000_000), (b"</w:t></w:r></w:p>", 1)),
    "paragraphs.docx": lambda p: word(p, (b"<w:p/>", 10_000_000)),
    "entity.docx": lambda p: word(p, (b"<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", 1), head=EXTERNAL),
    "laughs.xlsx": lambda p: workbook(p, (b"<sheetData>&i;</sheetData>", 1), head=ENTITIES),
    "merged.xlsx": lambda p: workbook(p, cell("A1"), (MERGE, 1)),
    "far.xlsx": lambda p: workbook(p, cell("XFD1048576")),
    "farther.xlsx": lambda p: workbook(p, cell("F8888888883")),
    "far-row.xlsx": lambda p: workbook(
        p, (b'<sheetData><row r="8888888883"><c><v>1</v></c></row></sheetData>', 1), cell("A1")
    ),
    "far-merged.xlsx": lambda p: workbook(
        p, cell("A1"), (b'<mergeCells><mergeCell ref="A99999998:A99999999"/></mergeCells>', 1)
    ),
    "span.docx": lambda p: word(p, (WIDE, 1)),
    "span.html": lambda p: _write(p, b"<html><table>" + b"<tr><td colspan=100000000 rowspan=65534>x</td></tr>" * 1000),
    "lying.xlsx": lying,
    "nested.docx": lambda p: word(p, (b"<w:tbl><w:tr><w:tc>", 3000), (b"<w:p/>", 1), (b"</w:tc></w:tr></w:tbl>", 3000)),
    "entries.xlsx": lambda p: workbook(p, cell("A1"), more={f"x/{i}.xml": [(b"<a/>", 1)] for i in range(3000)}),
    "utf16.docx": lambda p: package(
        p, "word/document.xml", DOCUMENT, {"word/document.xml": [("<?xml version='1.0'?><a/>".encode("utf-16"), 1)]}
    ),
}


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    return {name: build(folder / name) for name, build in ATTACKS.items()}


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The child that reads is started once, so that the clock below measures reading."""
    read_grids(SAMPLES / "targets.docx")
    read_grids(SAMPLES / "targets.xlsx")


@pytest.mark.parametrize("name", ATTACKS)
def test_refused_in_time(name: str, built: dict[str, Path]) -> None:
    start = time.monotonic()
    with pytest.raises(InputError) as refusal:
        read_grids(built[name])
    assert time.monotonic() - start < 3
    assert name in refusal.value.zh
    assert name in refusal.value.en
    assert "Traceback" not in refusal.value.en


_MEASURE = """
import sys
from pathlib import Path
from targets.documents.worker import answer
reply = answer(Path(sys.argv[1]), Path(sys.argv[1]).name)
assert "zh" in reply, reply
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("name", ATTACKS)
def test_refused_in_little_memory(name: str, built: dict[str, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _MEASURE, str(built[name])],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 500 * 1024


def test_one_bad_file_in_a_batch_stops_only_itself(built: dict[str, Path], tmp_path: Path) -> None:
    good = (SAMPLES / "self_eval_synthetic.docx").read_bytes()
    for number in range(99):
        (tmp_path / f"{number:03}.docx").write_bytes(good)
    (tmp_path / "050-bad.docx").write_bytes(built["paragraphs.docx"].read_bytes())
    result = read_many([tmp_path], jobs=2)
    assert [Path(name).name for name, _ in result.failed] == ["050-bad.docx"]
    assert len(result.forms) == 99 * 3
    assert [f.file for f in result.forms] == [f"{n:03}.docx" for n in range(99) for _ in range(3)]


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="was stopped"):
        ask_child(SAMPLES / "targets.pdf", "targets.pdf", timeout=0.0001)
    grids, _ = read_grids(SAMPLES / "targets.docx")
    assert len(grids) == 11


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.docx", b"", "空文件"),
        ("blank.csv", b"\xef\xbb\xbf  \n", "空文件"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "图片"),
        ("broken.docx", b"PK\x03\x04" + b"x" * 100, "已损坏"),
        ("broken.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "已损坏"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "broken.pdf"),
        ("data.xml", b"<?xml version='1.0'?><root/>", "XML"),
    ],
)
def test_unusable_files_are_named_with_a_reason(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = _write(tmp_path / name, data)
    with pytest.raises(InputError) as refusal:
        read_grids(path)
    assert words in refusal.value.zh
    assert name in refusal.value.en


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_grids(tmp_path / "none.docx")
    with pytest.raises(InputError, match="folder"):
        read_grids(tmp_path)


def test_encrypted_office_file(tmp_path: Path) -> None:
    """An encrypted .docx is an OLE2 file with a stream EncryptedPackage; the smallest such container is written
    here."""
    path = _write(tmp_path / "secret.docx", _compound_file("EncryptedPackage"))
    with pytest.raises(InputError, match="encrypted"):
        read_grids(path)


def _compound_file(stream: str) -> bytes:
    """An OLE2 container of 512-byte sectors with one empty stream: header, one FAT sector, one directory sector."""
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6,
        0, 1, 1, 0, 0x1000, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    header += struct.pack("<I", 0xFFFFFFFF) * 108
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + struct.pack("<I", 0xFFFFFFFF) * 126

    def entry(name: str, kind: int, child: int) -> bytes:
        raw = name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            raw, len(raw) + 2 if name else 0, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, b"\0" * 16, 0, 0, 0, 0xFFFFFFFE, 0,  # noqa: E501
        )  # fmt: skip

    header = header[:68] + struct.pack("<II", 0xFFFFFFFE, 0) + struct.pack("<I", 0) + header[80:512]
    assert len(header) == 512
    directory = entry("Root Entry", 5, 1) + entry(stream, 2, 0xFFFFFFFF) + entry("", 0, 0xFFFFFFFF) * 2
    return header[:512] + fat + directory
