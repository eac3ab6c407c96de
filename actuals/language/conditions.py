"""Second conditions of a target: ≥90%且无重大投诉 is met by no percentage alone.

What a target says beside its figure is a condition where it forbids something (无重大投诉) or counts something else
(每次不少于20人). An outcome that says nothing of it, or says the contrary, leaves the line to a person.
"""

from __future__ import annotations

import re
from functools import lru_cache

from targets.language.reading import Reading, ReadingKind

_FORBIDDEN = re.compile(
    r"(?:无|零|未?不?发生|不出现|未出现|杜绝|没有)(?:发生|出现)?(?P<what>[^\d,;。()、]{0,8}?(?:事故|事件|投诉|差错|失误|上访|信访|舆情|违规|违纪|违法|拖欠|逾期|返工|伤亡|死亡|火灾|处罚|纠纷))"
)
_COUNTED = re.compile(r"(?:[≥≤<>]|不(?:少|低|高|多|超|大|小)(?:于|过)|至少|至多|每[^\d,;。()]{1,4})[^,;。()]{0,8}?\d")


@lru_cache(maxsize=8192)
def _conditions(text: str, compound: bool) -> tuple[tuple[str, ...], bool]:
    """Conditions that a target sets beside its figure, and whether a bracket of it counts something else."""
    forbidden = tuple(found["what"] for found in _FORBIDDEN.finditer(text)) if re.search(r"\d", text) else ()
    counted = any(_COUNTED.search(inner) for inner in re.findall(r"\(([^()]*)\)", text))
    return forbidden, counted and not compound


def unmet(text: str, target: Reading) -> str:
    """The condition of a target that an outcome does not answer, ``""`` where it answers all."""
    if target.text.isascii():
        return ""
    forbidden, counted = _conditions(target.text, target.kind is ReadingKind.COMPOUND)
    if counted:
        inner = re.search(r"\(([^()]*)\)", target.text)
        return inner[1] if inner else ""
    for what in forbidden:
        core = re.sub(r"^(?:重大|较大|一般|安全|严重|有效)+", "", what) or what
        if not re.search(
            rf"(?:无|零|未(?:发生|出现|收到|接到)|没有(?:发生|出现)?)[^\d,;。()]{{0,8}}{re.escape(core)}|{re.escape(core)}[^\d,;。()]{{0,4}}(?:0(?!\d|\.)|零|无)|0(?:起|件|例|次|宗)?[^\d,;。()]{{0,4}}{re.escape(core)}",
            text,
        ):
            return what
    return ""
