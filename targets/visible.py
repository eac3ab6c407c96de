"""Signs that steer a terminal or turn the direction of writing, shown instead of obeyed; names that can be read."""

from __future__ import annotations

import re

_SHOWN = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_SHOWN |= dict.fromkeys((*range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


def visible(text: str) -> str:
    """The text with a picture for every control sign but line end and tab (``␛`` for escape), and ``�`` for signs that
    turn the direction: a document must not write over what stands on a screen.
    """
    return text.translate(_SHOWN)


_FOREIGN = re.compile("[^\\s/：，。；（）“”、]*[\udc80-\udcff][^\\s/：，。；（）“”、]*")
"""A part of a path in whose name bytes are no UTF-8, as Python holds them. The whole part is read anew: some of its
bytes may make a sign of UTF-8 by accident, and the second byte of a sign in GBK may be one of ASCII.
"""


_BYTES = re.compile("[\udc80-\udcff]")


def readable(text: str) -> str:
    """The text with names that are no UTF-8 as people read them: by GB18030, in which Chinese Windows writes names,
    else their bytes by number.
    """
    return _FOREIGN.sub(lambda found: _decoded(found.group()), text)


def readable_name(name: str) -> str:
    """The name of one file or folder as people read it; the whole of it is of one encoding."""
    return _decoded(name) if _BYTES.search(name) else name


def _decoded(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "backslashreplace")
