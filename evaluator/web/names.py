"""Names of accounts: in one spelling, printable, and none that looks like another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from targets.errors import InputError

_ALIKE = str.maketrans(
    "аАвВеЕкКмМнНоОрРсСтТуУхХіІјЈѕЅԁԛԝαΑβΒεΕηΗιΙκΚμΜνΝοΟρΡτΤυΥχΧζΖ01|５ı",
    "aabbeekkmmhhooppccttyyxxiijjssdqwaabbeehhiikkmmnnooppttyyxxzzoli5i",
)
"""Signs of other alphabets, and digits, that look like Latin letters."""


def normal(name: str) -> str:
    """A name in its one spelling."""
    return unicodedata.normalize("NFC", name.strip())


def key(name: str) -> str:
    """The same for all names that a reader takes for one: wide or narrow, large or small, with or without blanks, and
    letters of other alphabets for those that they look like.
    """
    plain = unicodedata.normalize("NFKC", name).translate(_ALIKE).casefold().translate(_ALIKE)
    plain = "".join(sign for sign in unicodedata.normalize("NFD", plain) if unicodedata.category(sign) not in _UNSEEN)
    return plain.replace("l", "i")


_UNSEEN = ("Mn", "Me", "Cf", "Zs", "Pc", "Pd")


def accepted(name: str, taken: Iterable[str]) -> str:
    """The name of a new account. Raises InputError for one that is unusable, taken, or looks like one that is."""
    wanted = normal(name)
    unseen = any(unicodedata.category(sign) in ("Cf", "Co", "Cs", "Cn") for sign in wanted)
    if not wanted or len(wanted) > 64 or not wanted.isprintable() or unseen or not key(wanted):
        raise InputError(
            "账号名称须有 1 到 64 个看得见的字符", "the name of an account needs 1 to 64 characters that can be seen"
        )
    for other in taken:
        if other == wanted:
            raise InputError(f"账号“{wanted}”已经有了；请换一个名称", f"there is an account {wanted!r} already")
        if key(other) == key(wanted):
            raise InputError(
                f"“{wanted}”看起来像已有的账号“{other}”；请换一个名称",
                f"{wanted!r} looks like the account {other!r}; choose another name",
            )
    return wanted
