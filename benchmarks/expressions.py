"""How long reading takes, beside one regular expression, and beside any other reader.

    python benchmarks/expressions.py [FILE.tsv] [--reader MODULE:FUNCTION]

FILE has a column ``target`` (and perhaps ``indicator``, ``unit_column``, ``symbol_column``); by default the corpora
of the tests.
Prints the median time for a distinct expression, never cached, as a multiple of one ``fullmatch`` of a pattern
comparator-number-unit over the same strings, and the time of a column of a million lines with 500 distinct texts.
Another reader is a function of one text; it is timed on the same strings, side by side.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from targets.language import expression, wording

ONE_PATTERN = re.compile(
    r"\s*(≥|≤|>=|<=|>|<|=|大于等于|小于等于|不少于|不低于|不超过)?\s*(\d[\d,]*(?:\.\d+)?)\s*([^\d\s]*)\s*(以上|以下|以内)?\s*"
)
CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
LIMIT_RATIO, LIMIT_WITH_COLUMNS, LIMIT_COLUMN = 10.0, 15.0, 0.2


def strings(paths: list[Path]) -> list[tuple[str, str, str, str]]:
    """The distinct (target, indicator, unit, symbol) of the files, in order."""
    found: dict[tuple[str, str, str, str], None] = {}
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                columns = ("target", "indicator", "unit_column", "symbol_column")
                found[tuple(row.get(name) or "" for name in columns)] = None  # type: ignore[index]
    return list(found)


def times(read: Callable[..., object], calls: Sequence[tuple[str, ...]], rounds: int = 15) -> list[float]:
    """Best time of each call in microseconds; what is known of names is forgotten before each round."""
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        wording.name_words.cache_clear()
        for i, call in enumerate(calls):
            start = time.perf_counter()
            read(*call)
            best[i] = min(best[i], (time.perf_counter() - start) * 1e6)
    return best


def report(name: str, ours: list[float], base: list[float]) -> float:
    ratio = statistics.median(ours) / statistics.median(base)
    each = statistics.median(one / other for one, other in zip(ours, base, strict=True))
    print(
        f"{name:32} median {statistics.median(ours):8.2f} µs   {ratio:6.1f} ×"
        f" (each by each {each:.1f} ×)   worst {max(ours):8.1f} µs"
    )
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--reader", metavar="MODULE:FUNCTION", help="another reader to time on the same strings")
    args = parser.parse_args()
    rows = strings([args.file] if args.file else [CORPUS / "expressions.tsv", CORPUS / "seed_targets.tsv"])
    texts = [(row[0],) for row in rows]
    uncached = expression._read.__wrapped__

    print(f"{len(rows)} distinct expressions")
    base = times(ONE_PATTERN.fullmatch, texts)
    report("one regular expression", base, base)
    alone = report("ours, text alone", times(lambda text: uncached(text, "", "", ""), texts), base)
    beside = report("ours, with name and columns", times(uncached, rows), base)
    if args.reader:
        module, _, function = args.reader.partition(":")
        report(args.reader, times(getattr(importlib.import_module(module), function), texts), base)
    distinct = list(dict.fromkeys(text for (text,) in texts))[:500]
    distinct += [f"≥{i} 次" for i in range(500 - len(distinct))]
    column = distinct * (1_000_000 // len(distinct))
    expression._read.cache_clear()
    start = time.perf_counter()
    expression.read_targets(column)
    took = time.perf_counter() - start
    print(f"a column of {len(column):,} lines, {len(distinct)} distinct: {took:.3f} s")
    print(f"with name and columns {beside:.1f} (limit {LIMIT_WITH_COLUMNS:.0f})")
    print(f"ratio {alone:.1f} (limit {LIMIT_RATIO:.0f}), column {took:.3f} s (limit {LIMIT_COLUMN} s)")


if __name__ == "__main__":
    main()
