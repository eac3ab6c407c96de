"""Strict reading of rulebooks: every mistake is named with its key path, and nothing is used half."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules import kinds as codes
from rules.dating import year_findings
from rules.loading import BOOKS, DEFAULT, book_ids, check, load
from rules.rulebook import Standing
from rules.schema import GROUPS
from targets.errors import InputError
from targets.kinds.finding import Kind
from targets.kinds.location import Location

SHIPPED = (
    "beijing-2016",
    "forms-2016-2019",
    "guangxi",
    "hubei",
    "hubei-department",
    "hunan-department",
    "jiangxi",
    "linear-reverse",
    "mof-2020-10",
    "mof-2021-101",
    "pefa-2016",
    "sichuan",
)


FORMS_READ = {
    "own-form",
    "sichuan-form",
    "jiangxi-form-2017",
    "beijing-form-2016",
    "hubei-project-form-2020",
    "forms-2016-2019",
    "hunan-table",
}
"""Printed forms whose notes were read."""


def test_the_shipped_books() -> None:
    assert book_ids() == SHIPPED
    assert DEFAULT == "mof-2021-101"
    assert load(DEFAULT).lineage == ("mof-2021-101", "mof-2020-10")
    assert load(DEFAULT).since == date(2021, 8, 18)
    assert load("mof-2020-10").since == date(2020, 2, 25)


@pytest.mark.parametrize("book_id", SHIPPED)
def test_every_provision_says_where_it_comes_from(book_id: str) -> None:
    book = load(book_id, any_regime=True)
    for provision in book.provisions.values():
        assert provision.use in GROUPS[provision.group]
        assert provision.text_zh and provision.text_en
        assert (provision.reason and provision.reason_en) if provision.is_convention else provision.source
        # Only what forms print has been read; no text of an instrument has.
        cited = provision.standing is Standing.CITED
        assert cited == (provision.source is not None and provision.source.key in FORMS_READ)
        assert not provision.quote or provision.quote == "得分一档最高不能超过该指标分值上限"
    assert not any(source.url or source.sha256 for source in book.sources.values())


def test_the_ladder_that_was_not_found_is_disabled_everywhere() -> None:
    for book_id in SHIPPED:
        ladder = load(book_id, any_regime=True).provisions.get("policy.over-achievement-ladder")
        assert ladder is None or not ladder.enabled


def test_digests_differ_between_books_and_stay_for_one(tmp_path: Path) -> None:
    digests = {load(book_id, any_regime=True).digest for book_id in SHIPPED}
    assert len(digests) == len(SHIPPED)
    copy = tmp_path / "jiangxi.toml"
    copy.write_bytes((BOOKS / "jiangxi.toml").read_bytes())
    assert load(str(copy)).digest == load("jiangxi").digest


def test_unknown_ids_name_the_known_ones() -> None:
    with pytest.raises(InputError, match="jiangxi, linear-reverse, mof-2020-10") as caught:
        load("mof-2020")
    assert "没有名为“mof-2020”的办法" in caught.value.zh


def test_a_book_of_another_regime_scores_no_form() -> None:
    with pytest.raises(InputError, match="gives no points of 100"):
        load("pefa-2016")


def written(folder: Path, text: str, name: str = "local.toml") -> str:
    path = folder / name
    path.write_text('id = "local"\nextends = "mof-2021-101"\n' + text, encoding="utf-8")
    return str(path)


OVERRIDE = '[[override]]\nprovision = "{key}"\nreason = "地方细则"\nstanding = "convention"\nzh = "甲"\nen = "a"\n'
GRADES = OVERRIDE.format(key="grades.scale") + 'use = "by-total"\n[override.params]\n'


@pytest.mark.parametrize(
    ("text", "kind", "path"),
    [
        ("cites = 1", codes.KeyUnknown, "cites"),
        (OVERRIDE.format(key="grades.scale") + "colour = 1", codes.KeyUnknown, "override[0].colour"),
        (
            OVERRIDE.format(key="execution.rate") + 'use = "linear"\nparams = { basis = "full-year", cap = 1 }',
            codes.KeyUnknown,
            "override[0].params",
        ),
        (
            OVERRIDE.format(key="execution.rate") + 'use = "linear"\nparams = { basis = "monthly" }',
            codes.ValueBad,
            "override[0].params",
        ),
        (OVERRIDE.format(key="score.at-least") + 'use = "proportionnal"', codes.MethodUnknown, "override[0].use"),
        (OVERRIDE.format(key="score.at-least") + 'use = "rank"', codes.MethodUnknown, "override[0].use"),
        (GRADES + 'grades = [{ grade = "优", from = 60 }]', codes.BandsGap, "override[0].params"),
        (
            GRADES + 'grades = [{ grade = "优", from = 60 }, { grade = "良", from = 60 }, { grade = "差", from = 0 }]',
            codes.BandsOverlap,
            "override[0].params",
        ),
        (OVERRIDE.format(key="grades.none"), codes.OverrideUnknown, "override[0]"),
        (2 * OVERRIDE.format(key="grades.scale"), codes.OverrideDouble, "override[1]"),
        ('[[override]]\nprovision = "grades.scale"\nenabled = true', codes.CitationMissing, "override[0]"),
        (
            '[[override]]\nprovision = "grades.scale"\nreason = "x"\nstanding = "reported"\ncite = "nowhere#1"',
            codes.CitationMissing,
            "override[0].cite",
        ),
        (
            '[[override]]\nprovision = "grades.scale"\nreason = "x"\nuse = "by-total"',
            codes.CitationMissing,
            "override[0].standing",
        ),
        ('[grades.scale]\nuse = "by-total"', codes.OverrideUnknown, "grades.scale"),
        ('[grades.other]\nuse = "by-total"', codes.KeyUnknown, "grades.other"),
        ('[[override]]\nprovision = "score.rank"\nenabled = false\nreason = "x"', codes.ProvisionMissing, "score.rank"),
        (
            '[[override]]\nprovision = "execution.missing"\nenabled = false\nreason = "x"',
            codes.ProvisionMissing,
            "execution.missing",
        ),
        (
            '[score.again]\ncase = "rank"\nuse = "direct"\nstanding = "convention"\nreason = "x"\nzh = "甲"\nen = "a"',
            codes.OverrideDouble,
            "score.again",
        ),
        (
            '[score.other]\ncase = "sometimes"\nuse = "direct"\n'
            'standing = "convention"\nreason = "x"\nzh = "a"\nen = "b"',
            codes.ValueBad,
            "score.other",
        ),
        (
            '[points.again]\nuse = "category-weights"\nwhen = { cost = true }\nstanding = "convention"\nreason = "x"\n'
            'zh = "甲"\nen = "a"\nparams = { execution = 10, pools = [{ categories = ["output"], points = 90 }] }',
            codes.OverrideDouble,
            "points.again",
        ),
        (
            '[points.short]\nuse = "category-weights"\nwhen = { department = true, cost = true }\n'
            'standing = "convention"\nreason = "x"\nzh = "甲"\nen = "a"\nparams = { execution = 10, '
            'pools = [{ categories = ["output"], points = 80 }] }',
            codes.ValueBad,
            "points.short.params",
        ),
        ('[sources.main]\ntitle = "另一部"', codes.OverrideUnknown, "sources.main"),
        ("in_force = { since = 2024-01-01, until = 2023-01-01 }", codes.ValueBad, "in_force"),
        ("checked_on = 2024", codes.ValueBad, "checked_on"),
        ('[severity]\nunit-missing = "fatal"', codes.ValueBad, "severity.unit-missing"),
    ],
)
def test_mistakes_are_found_with_their_place(tmp_path: Path, text: str, kind: type, path: str) -> None:
    name = written(tmp_path, text)
    book, findings = check(name)
    assert book is None
    assert (kind, path) in {(finding.kind, finding.figures["path"]) for finding in findings}
    for finding in findings:
        for lang in ("zh", "en"):
            assert finding.message(lang) and finding.remedy(lang)
    with pytest.raises(InputError, match="cannot be used") as caught:
        load(name)
    assert "\n" not in caught.value.zh and "不能使用" in caught.value.zh


LEVELS = OVERRIDE.format(key="score.qualitative") + 'use = "levels"\n[override.params]\nlevels = [\n'


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([("met", "0.8", "1"), ("partial", "0.6", "0.7"), ("missed", "0", "0.6")], codes.BandsGap),
        ([("met", "0.8", "1"), ("partial", "0.6", "0.9"), ("missed", "0", "0.6")], codes.BandsOverlap),
        ([("met", "0.8", "1"), ("partial", "0.6", "0.8"), ("missed", "0.1", "0.6")], codes.BandsGap),
        ([("met", "0.8", "1"), ("missed", "0", "0.8")], codes.ValueBad),
    ],
)
def test_levels_cover_the_points_once(tmp_path: Path, rows: list[tuple[str, str, str]], kind: type) -> None:
    lines = [
        f'{{ level = "{level}", label = "甲", from = {low}, to = {high}, default = {low} }},'
        for level, low, high in rows
    ]
    _, findings = check(written(tmp_path, LEVELS + "\n".join(lines) + "\n]"))
    assert [finding.kind for finding in findings] == [kind]


@pytest.mark.parametrize(
    "content", [b"id = ", b"\x00\x01\x02", "id = '办法'".encode("gbk"), b"a = 1\na = 2", b"[" * 10_000]
)
def test_what_is_no_toml_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no readable TOML"):
        check(str(path))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            check(f"{path}/")


def test_books_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for own, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{own}.toml").write_text(f'id = "{own}"\nextends = "./{other}.toml"\n', encoding="utf-8")
    book, findings = check(str(tmp_path / "a.toml"))
    assert book is None and any("circle" in finding.message("en") for finding in findings)


def test_a_book_of_ones_own_must_be_whole(tmp_path: Path) -> None:
    path = tmp_path / "whole.toml"
    path.write_text('id = "whole"\n', encoding="utf-8")
    book, findings = check(str(path))
    assert book is None
    missing = {finding.figures["path"] for finding in findings}
    assert {"grades.scale", "execution.rate", "score.at-least", "bare.otherwise", "rating.department"} <= missing


def test_an_override_keeps_what_it_does_not_name(tmp_path: Path) -> None:
    text = '[[override]]\nprovision = "policy.over-achievement-ladder"\nenabled = true\nreason = "本地启用"\n'
    book = load(written(tmp_path, text))
    ladder = book.provision("policy.over-achievement-ladder")
    assert ladder.enabled and ladder.origin == "local" and ladder.use == "over-ladder"
    assert ladder.params["bands"][0] == {"from": Decimal(3), "share": Decimal("0.3")}
    assert book.digest != load("mof-2021-101").digest


def test_a_changed_budget_weighs_more_where_the_form_asks_for_its_reason() -> None:
    weights = {name: load(name).severities["budget-change-unexplained"] for name in ("mof-2020-10", "hubei", "sichuan")}
    assert weights == {"mof-2020-10": "note", "hubei": "note", "sichuan": "warning"}


def test_a_book_may_weigh_findings(tmp_path: Path) -> None:
    book = load(written(tmp_path, '[severity]\nevidence-missing = "error"\n'))
    assert book.severities == load("mof-2021-101").severities | {"evidence-missing": "error"}
    assert book.digest != load(written(tmp_path, "", "plain.toml")).digest


@pytest.mark.parametrize(
    ("extra", "year", "kinds"),
    [
        ("", 2023, [codes.DatesUnknown, codes.Unchecked]),
        ("in_force = { since = 2024-01-01 }", 2023, [codes.NotInForce, codes.Unchecked]),
        ("in_force = { since = 2023-12-31 }\nchecked_on = 2023-06-01", 2023, []),
        ("in_force = { since = 2020-01-01, until = 2023-01-01 }\nchecked_on = 2023-06-01", 2023, [codes.NotInForce]),
        ("in_force = { since = 2020-01-01, until = 2023-01-02 }\nchecked_on = 2023-06-01", 2023, []),
        ("in_force = { since = 2020-01-01 }\nchecked_on = 2022-12-31", 2023, [codes.CheckedBefore]),
        ("in_force = { since = 2020-01-01 }\nchecked_on = 2022-12-31", None, []),
    ],
)
def test_a_book_out_of_its_time_says_so(tmp_path: Path, extra: str, year: int | None, kinds: list[Kind]) -> None:
    found = year_findings(load(written(tmp_path, extra)), year, Location(file="form.docx"))
    assert [finding.kind for finding in found] == kinds
    for finding in found:
        assert "local" in finding.message("zh") and "local" in finding.message("en")


OVERRIDE = """
extends = "mof-2021-101"
[[override]]
provision = "score.{case}"
use = "{use}"
standing = "convention"
reason = "为检验"
zh = "为检验"
en = "for a test"
params = {params}
"""


@pytest.mark.parametrize(
    ("case", "use", "params", "path"),
    [
        # A target in 次 would find no provision at all, and did: an internal fault in place of a sentence.
        (
            "at-least",
            "steps",
            '{ on = "percent", bands = [{ from = 90, share = 1 }, { from = 0, share = 0 }] }',
            "score.at-least.params.on",
        ),
        ("at-most", "steps-up-to", '{ on = "percent", bands = [{ to = 10, share = 1 }] }', "score.at-most.params.on"),
        # Steps of nothing are never counted: full points for any outcome.
        (
            "at-least",
            "steps-down",
            '{ on = "outcome", full_from = 90, step = 0, loss = 0.1, count = "begun" }',
            "override[0].params",
        ),
        (
            "at-most",
            "excess-down",
            '{ on = "outcome", full_to = 90, step = 0, loss = 0.1, count = "begun" }',
            "override[0].params",
        ),
    ],
)
def test_provisions_that_would_settle_nothing(tmp_path: Path, case: str, use: str, params: str, path: str) -> None:
    file = tmp_path / "local.toml"
    file.write_text(OVERRIDE.format(case=case, use=use, params=params), encoding="utf-8")
    book, findings = check(str(file))
    assert book is None
    assert [(found.kind, found.figures["path"]) for found in findings] == [(codes.ValueBad, path)]


def test_a_conversion_table_gives_grades_that_exist(tmp_path: Path) -> None:
    text = (BOOKS / "pefa-2016.toml").read_text(encoding="utf-8").replace('"D+"', '"E"', 1)
    file = tmp_path / "pefa.toml"
    file.write_text(text, encoding="utf-8")
    book, findings = check(str(file))
    assert book is None
    assert all(found.kind is codes.ValueBad for found in findings)
