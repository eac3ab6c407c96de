"""``python benchmarks/precision/measure.py [FORMS [SEED]]``: precision and recall of the audit on made-up forms.

Each form is right by construction; three in four then get one to three errors. A warning or error of the audit is right
if it was planted, follows from what was planted, or is a fact that the generator works out by itself (money unspent
beside good results). Every other one is a false alarm. An error is found if its finding stands at its row (or form) as
warning or error. Forms are written as docx, xlsx and html and read again from the file.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluator.auditing.run import audit
from precision.forms import LAYOUTS, Expected, Made, close, gap, make
from precision.planting import ALONE, LAST, OF_MONEY, PLANTS
from precision.writing import FORMATS, write
from targets.kinds.finding import Finding, Severity
from targets.model.form import Form


@dataclass
class Tally:
    """What was counted over a run."""

    forms: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    clean: int = 0
    by_layout: dict[str, list[int]] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        """Right ones of all warnings and errors."""
        right, false = sum(self.right.values()), sum(self.false.values())
        return right / max(1, right + false)

    @property
    def recall(self) -> float:
        """Planted errors that were found."""
        return sum(self.found.values()) / max(1, sum(self.planted.values()))


def made(number: int, seed: int) -> Made:
    """The ``number``-th form of a run; layouts take turns, errors too."""
    draw = random.Random(f"{seed}/{number}")
    form = make(draw, LAYOUTS[number % len(LAYOUTS)], number)
    names = list(PLANTS)
    planted = []
    if number % 4:
        first = names[(number * 7 + seed) % len(names)]
        asked = [first, *draw.sample(names, draw.randint(0, 2))]
        for name in sorted(set(asked), key=lambda name: (name in LAST, names.index(name))):
            second = name in OF_MONEY and any(other in OF_MONEY for other in planted)
            if second or (name == "wrong_grade" and "wrong_total" in planted):
                continue
            if (name in ALONE and planted) or any(other in ALONE for other in planted):
                continue
            copy = len(form.wanted)
            if PLANTS[name](form, draw):
                planted.append(name)
            else:
                del form.wanted[copy:]
            if name not in LAST:
                close(form)
    form.planted = "+".join(planted)
    money = gap(form)
    if money is not None and money > 5 and form.layout != "review":
        form.wanted.append(Expected("money-unspent-results-good", None))
    return form


def run(count: int, seed: int, folder: Path) -> Tally:
    """Write so many forms into the folder, audit them together, compare."""
    forms = [made(number, seed) for number in range(count)]
    names = [f"{number:04d}.{FORMATS[number // len(LAYOUTS) % len(FORMATS)]}" for number in range(count)]
    for form, name in zip(forms, names, strict=True):
        write(form, folder / name)
    done = audit(*(folder / name for name in names))
    tally = Tally()
    notices: dict[str, list[Finding]] = {name: [] for name in names}
    for found in done.notices:
        notices[found.at.file].append(found)
    read: dict[str, Form] = {form.file: form for form in done.forms}
    for form, name in zip(forms, names, strict=True):
        _judge(form, name, read.get(name), notices[name], tally)
    return tally


def _judge(form: Made, name: str, read: Form | None, notices: Sequence[Finding], tally: Tally) -> None:
    tally.forms[form.layout] += 1
    tally.clean += not form.planted
    counts = tally.by_layout.setdefault(form.layout, [0, 0, 0, 0])
    if read is None or len(read.rows) != len(form.rows):
        tally.false["form-misread"] += 1
        tally.alarms.append(
            f"{name} {form.layout} {form.planted}: read as {read and len(read.rows)} rows of {len(form.rows)}"
        )
    loud = [found for found in notices if found.severity is not Severity.NOTE]
    for found in loud:
        if any(_is(found, one) for one in form.wanted):
            tally.right[found.name] += 1
            counts[0] += 1
        else:
            tally.false[found.name] += 1
            counts[1] += 1
            tally.alarms.append(
                f"{name} {form.layout} [{form.planted}] {found.name} {found.indicator}: {found.message('zh')}"
            )
    for one in form.wanted:
        tally.planted[one.name] += 1
        counts[2] += 1
        # rounding that another rule explains as well is said in a note
        heard = [*notices] if one.name == "score-rounded-oddly" else loud
        if any(_same(found, one.name, one.indicator) or found.name in one.also for found in heard):
            tally.found[one.name] += 1
            counts[3] += 1
        else:
            said = [f"{f.name}/{f.severity.value}" for f in notices if _place(f, one.indicator)]
            tally.missed.append(f"{name} {form.layout} [{form.planted}] {one.name} {one.indicator}: {said}")


def _is(found: Finding, one: Expected) -> bool:
    return any(_same(found, name, one.indicator) for name in (one.name, *one.also))


def _same(found: Finding, name: str, indicator: str | None) -> bool:
    return found.name == name and _place(found, indicator)


def _place(found: Finding, indicator: str | None) -> bool:
    if indicator == "*":
        return True
    if indicator is None:
        return found.indicator in (None, "", "预算执行率", "总分")
    return (found.indicator or "").endswith(indicator)


def report(tally: Tally, *, full: bool) -> str:
    """The figures as text, with every false alarm and every miss."""
    lines = [f"precision {tally.precision:.4f} ({sum(tally.right.values())} right, {sum(tally.false.values())} false)"]
    lines.append(f"recall    {tally.recall:.4f} ({sum(tally.found.values())} of {sum(tally.planted.values())})")
    for layout, (right, false, planted, found) in tally.by_layout.items():
        lines.append(
            f"  {layout:14} {tally.forms[layout]:4} forms, {right} right, {false} false; {found} of {planted} found"
        )
    for name, count in sorted(tally.planted.items()):
        lines.append(f"  {name:30} {tally.found[name]:4} of {count:4} found, {tally.false[name]} false")
    others = sorted(set(tally.false) - set(tally.planted))
    lines += [f"  {name:30} not planted, {tally.false[name]} false" for name in others]
    if full:
        lines += ["", "false alarms:", *tally.alarms, "", "missed:", *tally.missed]
    return "\n".join(lines)


if __name__ == "__main__":
    forms_ = int(sys.argv[1]) if len(sys.argv) > 1 else 42
    seeds = [int(text) for text in sys.argv[2:]] or [0]
    for start in seeds:
        with tempfile.TemporaryDirectory() as place:
            print(f"seed {start}:", report(run(forms_, start, Path(place)), full=True))
