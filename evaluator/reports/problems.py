"""Problems by kind for reports: how often each was found, with up to three places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from evaluator.reports.conditions import Fact
from evaluator.reports.formfacts import number, words
from targets.kinds.catalogue import Part
from targets.kinds.finding import Finding

_EXAMPLES = 3


def problems_by_kind(findings: Iterable[Finding]) -> list[Mapping[str, Fact]]:
    """One item for each kind, the most frequent first."""
    found = list(findings)
    often = Counter(one.kind for one in found)
    made: list[Mapping[str, Fact]] = []
    for kind, count in sorted(often.items(), key=lambda item: (-item[1], item[0].code)):
        places = dict.fromkeys(f"{one.indicator or one.at.text('zh')}" for one in found if one.kind == kind)
        made.append(
            {
                "name": words(kind.text(Part.WHAT, "zh").rstrip("。")),
                "times": number(count),
                "count": number(count),
                "examples": words("；".join([*places][:_EXAMPLES])),
            }
        )
    return made
