"""Old workbooks under Excel's own password are opened; those under another are refused with one sentence."""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path

import olefile
import pytest

from targets.documents.defaultpassword import PASSWORD, block_key, changed, rc4
from targets.errors import InputError
from targets.forms import read_forms

DOCUMENTS = Path(__file__).parent / "documents"
SALT = bytes(range(16))
_WRITE_ACCESS = 0x5C


def locked(path: Path, password: str) -> Path:
    """The Ganzhou workbook encrypted as Excel 97 does it: the record naming who wrote it makes room for the lock."""
    path.write_bytes((DOCUMENTS / "targets.xls").read_bytes())
    with olefile.OleFileIO(str(path), write_mode=True) as ole:
        stream = ole.openstream("Workbook").read()
        place = 0
        while struct.unpack_from("<H", stream, place)[0] != _WRITE_ACCESS:
            place += 4 + struct.unpack_from("<H", stream, place + 2)[0]
        size = struct.unpack_from("<H", stream, place + 2)[0]
        keys = rc4(block_key(SALT, 0, password))
        verifier = bytes(range(50, 66))
        secret = bytes(a ^ next(keys) for a in verifier + hashlib.md5(verifier).digest())  # noqa: S324
        lock = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + SALT + secret
        rest = struct.pack("<HH", 0x0162, size - len(lock)) + bytes(size - len(lock))
        marked = stream[:place] + lock + rest + stream[place + 4 + size :]
        assert len(marked) == len(stream)
        ole.write_stream("Workbook", changed(marked, SALT, password))
    return path


def test_a_workbook_under_excels_own_password_is_read(tmp_path: Path) -> None:
    plain, opened = (read_forms(p) for p in (DOCUMENTS / "targets.xls", locked(tmp_path / "targets.xls", PASSWORD)))
    assert opened == plain and len(opened.forms) == 11


def test_a_workbook_under_another_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_forms(locked(tmp_path / "t.xls", "secret"))
    assert "已加密" in refusal.value.zh and "is encrypted" in refusal.value.en


def test_the_lock_is_the_one_that_others_know(tmp_path: Path) -> None:
    others = pytest.importorskip("msoffcrypto", reason="msoffcrypto-tool is no dependency")
    opened = io.BytesIO()
    with locked(tmp_path / "t.xls", "secret").open("rb") as file:
        document = others.OfficeFile(file)
        document.load_key(password="secret")  # noqa: S106
        document.decrypt(opened)
    (tmp_path / "targets.xls").write_bytes(opened.getvalue())
    assert read_forms(tmp_path / "targets.xls") == read_forms(DOCUMENTS / "targets.xls")


def test_rc4_gives_the_published_stream() -> None:
    keys = rc4(b"Key")
    assert bytes(a ^ next(keys) for a in b"Plaintext").hex().upper() == "BBF316E8D940AF0AD3"
