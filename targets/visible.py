"""Signs that steer a terminal or turn the direction of writing, shown instead of obeyed."""

from __future__ import annotations

_SHOWN = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_SHOWN |= dict.fromkeys((*range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


def visible(text: str) -> str:
    """The text with a picture for every control sign but line end and tab (``␛`` for escape), and ``�`` for signs that
    turn the direction: a document must not write over what stands on a screen.
    """
    return text.translate(_SHOWN)
