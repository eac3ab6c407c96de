"""Indicators that ask for a day: the others have no use for a date."""

from __future__ import annotations

import re

_DAY = re.compile(
    r"时间|日期|时限|期限|时效|及时|按时|按期|准时|进度|工期|之前|前完成|date|time|deadline", re.IGNORECASE
)


def asks_for_a_day(name: str, level2: str = "") -> bool:
    """True if the name of an indicator or of its level speaks of time, so that a date may be its value."""
    return bool(_DAY.search(f"{name} {level2}"))
