"""The catalogue of findings is complete in both languages, and agrees with the Python that names its kinds and fills
their sentences."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from evaluator.findings import by_code, kinds
from targets.kinds.catalogue import LANGUAGES, Part, entry, names
from targets.kinds.finding import Kind, Severity
from targets.kinds.location import Location

ROOT = Path(__file__).parent.parent
STAGES = {"T": "targets", "A": "actuals", "R": "rules", "E": "evaluator", "S": "evaluator"}
MODULES = (
    "targets.kinds.indicators",
    "targets.kinds.money",
    "targets.kinds.documents",
    "actuals.kinds",
    "rules.kinds",
    "evaluator.verdict.kinds",
    "evaluator.auditing.claim_kinds",
    "evaluator.auditing.across_kinds",
)
HANDLES = {
    name: value for module in MODULES for name, value in vars(import_module(module)).items() if isinstance(value, Kind)
}
ALL = [pytest.param(kind, id=kind.name) for kind in kinds().values()]
FINDING = ("found", "about")
EXPLANATIONS = tuple(part for part in Part if part not in (Part.MESSAGE, Part.REMEDY))
QUOTED = re.compile(r"“[^”]*”|`[^`]*`")
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
NO_SENTENCE = re.compile(r"（docs/[^）]*）|evaluator [a-z ]+|条款 [a-z.]+")
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")


def test_codes_are_permanent_numbers_of_their_stage() -> None:
    codes = [kind.code for kind in by_code()]
    assert not [code for code, times in Counter(codes).items() if times > 1]
    assert len(codes) == sum(len(names(package)) for package in set(STAGES.values())), "one name in two packages"
    for kind in by_code():
        assert re.fullmatch(r"[TAERS]\d{3}", kind.code) and STAGES[kind.code[0]] == kind.package
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", kind.name) and kind.severity in Severity


def test_each_file_has_its_line_and_each_line_its_file() -> None:
    named = Counter(HANDLES.values())
    assert set(named) == set(kinds().values()) and set(named.values()) == {1}


@pytest.mark.parametrize("kind", ALL)
def test_every_text_stands_in_both_languages(kind: Kind) -> None:
    for part in Part:
        zh, en = (kind.text(part, lang) for lang in LANGUAGES)
        assert bool(zh) == bool(en) and (zh or part is Part.WHEN), part
        assert not CHINESE.search(QUOTED.sub("", en)), f"{part}: Chinese in English stands in “…” only: {en}"
        assert not ENGLISH.search(NO_SENTENCE.sub("", QUOTED.sub("", zh))), f"{part}: an English sentence: {zh}"
        assert not zh or CHINESE.search(zh) or part is Part.EXAMPLE or "{" in zh
    for part in EXPLANATIONS:
        zh, en = (kind.text(part, lang) for lang in LANGUAGES)
        assert not zh or (zh.endswith("。") and en.endswith(".") and not en[0].islower()), f"{part}: whole sentences"
        for lang in LANGUAGES:
            assert not set(re.findall("[a-z0-9]+(?:-[a-z0-9]+)+", kind.text(part, lang))) & set(kinds()), (
                f"{part}: name another finding by its code"
            )


@pytest.mark.parametrize("kind", ALL)
def test_sentences_are_filled_by_the_figures(kind: Kind) -> None:
    figures = dict.fromkeys(kind.figures, "7")
    found = kind.found(Location(file="a.csv"), **figures)
    for lang in LANGUAGES:
        assert "{" not in found.message(lang) + found.remedy(lang)
    for name in figures:
        lacking = kind.found(Location(file="a.csv"), **{other: "7" for other in figures if other != name})
        with pytest.raises(KeyError):
            _ = [said(lang) for lang in LANGUAGES for said in (lacking.message, lacking.remedy)]
    assert not set(kind.entry.further) & set(figures)


@pytest.mark.parametrize("kind", ALL)
def test_both_languages_tell_the_same_figures(kind: Kind) -> None:
    zh, en = ({re.sub("_(zh|en)$", "", name) for name in kind.entry.figures(lang)} for lang in LANGUAGES)
    assert zh == en


def _made() -> Iterator[tuple[str, Kind, ast.Call]]:
    """Every place where a kind is found by its name: ``codes.UnitMissing.found(…)`` or ``.about(…)``."""
    for package in sorted(set(STAGES.values())):
        for path in sorted((ROOT / package).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in FINDING:
                    of = call.func.value
                    name = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
                    if name in HANDLES:
                        yield f"{path.relative_to(ROOT).as_posix()}:{call.lineno}", HANDLES[name], call


def test_whoever_finds_a_kind_gives_its_figures() -> None:
    faults, seen = [], 0
    for place, kind, call in _made():
        seen += 1
        given = {one.arg for one in call.keywords if one.arg} - {"indicator"}
        whole = all(one.arg for one in call.keywords)
        lacking = set(kind.figures) - given if whole else set()
        unknown = given - set(kind.figures) - set(kind.entry.further)
        if lacking or unknown:
            faults.append(f"{place} {kind.name}: lacking {sorted(lacking)}, not in the catalogue {sorted(unknown)}")
    assert not faults
    assert seen > 80


def test_a_file_that_is_not_complete_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (ROOT / "targets" / "catalogue" / "unit-missing.toml").read_text(encoding="utf-8")
    (tmp_path / "catalogue").mkdir()
    monkeypatch.setattr(import_module("targets"), "__path__", [str(tmp_path)])
    en = next(line for line in whole.splitlines() if line.startswith("en ="))
    for name, text in {
        "one-language": whole.replace(en + "\n", "", 1),
        "no-basis": whole.replace("[basis]", "[what2]"),
        "no-code": whole.replace("code =", "number ="),
    }.items():
        (tmp_path / "catalogue" / f"{name}.toml").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=name):
            entry("targets", name)
