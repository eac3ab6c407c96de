"""Mutation check: how many small faults put into the code do the quick tests notice?

    python benchmarks/mutation.py [MODULE …] [--jobs N] [--minutes N] [--sample N] [--save FILE] [--again FILE]

mutmut (dependency group ``mutation``) makes the mutants, ``benchmarks/mutants.py`` runs on each only the tests named
here that reach its function, and the share killed is printed with every survivor. ``--save`` keeps the survivors,
``--again`` tries only those of such a list. Mutants that somebody looked at and found to change nothing are listed in
``benchmarks/mutation_equivalent.toml``. docs/mutation.md has the figures. Not part of the checks of every change.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from mutants import Mutant, Trial, make  # noqa: E402

TESTS = {
    "rules/methods.py": ("test_method_tables.py",),
    "rules/arithmetic.py": ("test_method_tables.py", "test_execution_tables.py"),
    "rules/grades.py": ("test_execution_tables.py",),
    "rules/execution.py": ("test_execution_tables.py", "test_execution_absurd.py"),
    "rules/points.py": ("test_points.py",),
    "rules/scoring.py": ("test_scoring_columns.py",),
    "rules/persons.py": ("test_scoring_columns.py",),
    "rules/carryover.py": ("test_execution_tables.py",),
    "rules/combining.py": ("test_combining.py",),
    "rules/rating.py": ("test_rating.py", "test_grades.py"),
    "evaluator/comparison.py": ("test_comparison.py",),
    "targets/language/quantity.py": ("test_unit_spellings.py", "test_quantity.py", "test_expression_written.py"),
    "evaluator/bulk/points.py": ("test_bulk_totals.py",),
    "evaluator/bulk/totals.py": ("test_bulk_totals.py",),
    "evaluator/bulk/lines.py": ("test_bulk_totals.py", "test_bulk_columns.py"),
    "evaluator/bulk/encoding.py": ("test_bulk_columns.py",),
    "evaluator/bulk/pairing.py": ("test_bulk_columns.py",),
    "evaluator/bulk/profiles.py": ("test_bulk_columns.py",),
    "targets/documents/marks.py": ("test_document_marks.py",),
    "targets/documents/numberformat.py": ("test_document_numbers.py",),
    "targets/layout/values.py": ("test_form_layouts.py", "test_form_words.py"),
    "targets/layout/verdict.py": ("test_form_layouts.py", "test_form_words.py"),
    "targets/layout/pages.py": ("test_pages_joined.py",),
    "targets/layout/columns.py": ("test_form_layouts.py", "test_pages_joined.py"),
    "actuals/matching/names.py": ("test_matching_names.py",),
    "actuals/matching/similarity.py": ("test_matching_names.py",),
    "actuals/matching/matching.py": ("test_matching.py",),
    "evaluator/auditing/rows.py": ("test_audit_synthetic.py", "test_audit_reviewers.py"),
    "evaluator/auditing/recompute.py": ("test_audit_synthetic.py", "test_audit_reviewers.py"),
    "evaluator/auditing/money.py": ("test_audit_money.py", "test_audit_synthetic.py"),
    "evaluator/web/passwords.py": ("test_web_guessing.py",),
    "evaluator/web/attempts.py": ("test_web_guessing.py",),
    "evaluator/web/accounts.py": ("test_web_trust.py", "test_web_team.py"),
}
QUICK = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", "--tb=native")
JUDGED = Path(__file__).with_name("mutation_equivalent.toml")


def main() -> int:
    """0 whatever survives, for the figures are for people; 1 if a test fails without any mutant."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=[], metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--jobs", type=int, default=1, help="mutants tried at the same time (default 1)")
    parser.add_argument("--minutes", type=float, default=30, help="at most so long for each module (default 30)")
    parser.add_argument("--sample", type=int, help="only so many mutants of each module, the same every time")
    parser.add_argument("--save", help="write the survivors to this file (JSON)")
    parser.add_argument("--again", help="try only the mutants of such a file")
    args = parser.parse_args()
    unknown = set(args.modules) - set(TESTS)
    if unknown:
        parser.error(f"no such module: {', '.join(sorted(unknown))}; known are {', '.join(TESTS)}")
    wanted = None
    if args.again:
        wanted = {tuple(key) for key in json.loads(Path(args.again).read_text(encoding="utf-8"))}
    # Few examples and the same for every mutant: it is the tables by hand that have to notice.
    settings.register_profile("mutation", max_examples=10, derandomize=True, database=None, deadline=None)
    settings.load_profile("mutation")
    judged = equivalents()
    alive: list[tuple[str, ...]] = []
    for module in args.modules or TESTS:
        mutants = [mutant for mutant in make(ROOT, module) if wanted is None or mutant.key in wanted]
        if args.sample and len(mutants) > args.sample:
            mutants = random.Random(module).sample(mutants, args.sample)
        if not mutants:
            continue
        trial = Trial(module, mutants, args.jobs, time.monotonic() + args.minutes * 60)
        tests = [str(ROOT / "tests" / name) for name in TESTS[module]]
        pytest.main([*QUICK, "--rootdir", str(ROOT), *tests], plugins=[trial])
        if trial.faults:
            print(f"{module}: fails without any mutant: {', '.join(trial.faults)}", file=sys.stderr)
            return 1
        alive += report(module, mutants, trial.outcomes, judged)
        if args.save:
            Path(args.save).write_text(json.dumps(alive, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    if not args.modules and wanted is None:
        stale = set(judged) - {mutant.key for module in TESTS for mutant in make(ROOT, module)}
        for key in sorted(stale):
            print(f"judged, but no such mutant any more: {key}", file=sys.stderr)
    return 0


def equivalents() -> dict[tuple[str, ...], str]:
    """The class of each mutant that was judged to change nothing."""
    classes = tomllib.loads(JUDGED.read_text(encoding="utf-8")) if JUDGED.exists() else {}
    return {tuple(key): name for name, one in classes.items() for key in one["mutants"]}


def report(
    module: str,
    mutants: list[Mutant],
    outcomes: dict[tuple[str, ...], str],
    judged: dict[tuple[str, ...], str],
) -> list[tuple[str, ...]]:
    """Print the share killed of those that were tried and can be noticed; the survivors that were not judged."""
    alive = [m for m in mutants if outcomes.get(m.key) in ("survived", "unreached")]
    same = Counter(judged[m.key] for m in alive if m.key in judged)
    open_ones = [m for m in alive if m.key not in judged]
    for mutant in mutants:
        if mutant.key in judged and outcomes.get(mutant.key) in ("killed", "late"):
            print(f"judged to change nothing, but killed: {mutant.key}", file=sys.stderr)
    tried, killed = len(outcomes), len(outcomes) - len(alive)
    noticed = tried - same.total()
    shares = " and ".join(f"{100 * killed / count:.1f} % of {count}" for count in (tried, noticed) if count)
    late = sum(1 for outcome in outcomes.values() if outcome == "late")
    print(
        f"\n{module}: {len(mutants)} mutants, {tried} tried, {killed} killed ({late} by time or memory), "
        f"{same.total()} change nothing, {len(open_ones)} survived: {shares}",
        flush=True,
    )
    for mutant in open_ones:
        mark = " (no test reaches it)" if outcomes[mutant.key] == "unreached" else ""
        print(f"  {mutant.function}{mark}\n    - {mutant.was}\n    + {mutant.now}")
    return [mutant.key for mutant in open_ones]


if __name__ == "__main__":
    sys.exit(main())
