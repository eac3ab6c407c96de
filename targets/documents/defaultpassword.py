"""Old workbooks under the password that Excel gives by itself: those with a protected structure are encrypted with it,
and every program opens them without asking.

The scheme is "RC4 encryption" of [MS-XLS] 2.2.10 and [MS-OFFCRYPTO] 2.3.6: a key for each 1,024 bytes of the workbook,
made by MD5 from the password and a salt; the heads of records and a few record bodies stay as they are.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

PASSWORD = "VelvetSweatshop"  # noqa: S105 - Excel's own, the same for all files
_BLOCK = 1024
_FILEPASS = 0x2F
_UNUSED = 0x0162
_BOUNDSHEET = 0x85
_PLAIN = frozenset({0x0809, _FILEPASS, 0x00E1, 0x00E2, 0x0138, 0x0194, 0x0195, 0x0196})
"""BOF, FILEPASS, InterfaceHdr and its end, and records of shared books: their bodies are not encrypted."""


def rc4(key: bytes) -> Iterator[int]:
    """The endless stream of bytes that RC4 makes of a key."""
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 0xFF
        state[i], state[j] = state[j], state[i]
    i = j = 0
    while True:
        i = (i + 1) & 0xFF
        j = (j + state[i]) & 0xFF
        state[i], state[j] = state[j], state[i]
        yield state[(state[i] + state[j]) & 0xFF]


def block_key(salt: bytes, block: int, password: str = PASSWORD) -> bytes:
    """The key of a block of 1,024 bytes."""
    start = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    middle = hashlib.md5((start + salt) * 16, usedforsecurity=False).digest()[:5]
    return hashlib.md5(middle + struct.pack("<I", block), usedforsecurity=False).digest()


def changed(stream: bytes, salt: bytes, password: str = PASSWORD) -> bytes:
    """The workbook with the bodies of its records decrypted (or encrypted: the same), all else as it was."""
    mask = bytearray()
    for block in range(len(stream) // _BLOCK + 1):
        keys = rc4(block_key(salt, block, password))
        mask += bytes(next(keys) for _ in range(_BLOCK))
    out = bytearray(stream)
    for kind, start, end in _records(stream):
        if kind in _PLAIN:
            continue
        first = start + 4 if kind == _BOUNDSHEET else start  # where the sheet begins is said openly
        out[first:end] = bytes(a ^ b for a, b in zip(stream[first:end], mask[first:end], strict=False))
    return bytes(out)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of the body of each record."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, place + 4, min(place + 4 + size, len(stream))
        place += 4 + size


def opened_by_default(stream: bytes) -> bytes | None:
    """A workbook stream without its encryption; None where another password or another scheme locks it."""
    for kind, start, end in _records(stream):
        if kind != _FILEPASS:
            continue
        body = stream[start:end]
        if len(body) < 54 or struct.unpack_from("<HHH", body) != (1, 1, 1):
            return None
        salt, verifier, digest = body[6:22], body[22:38], body[38:54]
        keys = rc4(block_key(salt, 0))
        plain = bytes(one ^ next(keys) for one in verifier + digest)
        if hashlib.md5(plain[:16], usedforsecurity=False).digest() != plain[16:]:
            return None
        return _unmarked(changed(stream, salt), start - 4)
    return None


def _unmarked(stream: bytes, place: int) -> bytes:
    """The stream with the record at ``place`` turned into one that readers pass over."""
    return stream[:place] + struct.pack("<H", _UNUSED) + stream[place + 2 :]
