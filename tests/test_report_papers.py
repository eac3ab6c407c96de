"""Reports in words made of runs: figures of the run, gaps, what persons wrote kept, outlines of one's own."""

import io
import shutil
import zipfile
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from evaluator.__main__ import main
from evaluator.evaluation import Evaluation, evaluate
from evaluator.render import reportpage, reportword
from evaluator.reports.document import Gap, Heading, Paragraph, Report, TableBlock
from evaluator.reports.kept import kept_texts
from evaluator.reports.making import make_report
from evaluator.reports.outline import RUN_KINDS, load_outline, outline_ids
from evaluator.reports.subjects import chosen, subject_of
from targets.errors import InputError


@pytest.fixture(scope="module")
def run() -> Evaluation:
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        return evaluate(targets, actuals)


@pytest.fixture(scope="module")
def saved(run: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.save(tmp_path_factory.mktemp("saved") / "run")


def made(run: Evaluation, outline: str = "project", named: str | None = "招商引资", **texts: str) -> Report:
    plan = load_outline(outline)
    some = named if plan.kind == "project" and len(run.forms) > 1 else None
    facts, lists, stated = subject_of([run], plan.kind, some)
    return make_report(plan, facts, lists, {**stated, **texts})


def said(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("outline", [one for one in outline_ids() if load_outline(one).kind in RUN_KINDS])
def test_every_outline_makes_a_report(run: Evaluation, outline: str) -> None:
    report = made(run, outline)
    assert [block.number for block in report.blocks if isinstance(block, Heading) and block.level == 1][:2] == [
        "一、",
        "二、",
    ]
    assert any(report.gaps())
    content = reportword.render(report)
    assert content == reportword.render(report)
    document = docx.Document(io.BytesIO(content))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings == [b.number + b.text for b in report.blocks if isinstance(b, Heading)]
    fields = "".join(node.text or "" for node in document.element.body.iter(qn("w:instrText")))
    assert ('TOC \\o "1-2"' in fields) == report.contents
    tables = sum(isinstance(block, TableBlock) for block in report.blocks)
    captions = [p for p in document.paragraphs if p.style and p.style.name == "Caption" and p.text.startswith("表")]
    assert len(captions) == tables
    assert reportpage.render(report).count("<caption>") == tables


def test_an_open_run_never_reads_as_closed(run: Evaluation) -> None:
    report = made(run)  # one cost indicator of 20 points is open
    assert (
        report.first_line == f"本报告为未完成稿：尚有 {sum(not g.text for g in report.gaps())} 处待填写，1 项得分待定。"
    )
    assert "尚有1项得分待定，自评总分在69.90分至89.90分之间，评价等级待定（中至良）。" in said(report)
    assert not any(text.startswith("自评总分") for text in said(report))
    assert next(p.text for p in docx.Document(io.BytesIO(reportword.render(report))).paragraphs) == report.first_line


def test_figures_of_a_closed_form(run: Evaluation) -> None:
    """教师培训费 by hand: 294.65 of 294.65 万元 budgeted, 281.65 spent: 95.59 %, 9.56; 89.84 of 90: 99.40."""
    report = made(run, named="教师培训费")
    assert "自评总分99.40分，评价等级为“优”。" in said(report)
    assert "全年预算数294.65万元，全年执行数281.65万元，预算执行率95.59%，分值10分，得9.56分。" in said(report)
    losses = next(b for b in report.blocks if isinstance(b, TableBlock) and b.caption == "扣分指标")
    assert losses.rows[0][:4] == ("培训效果测评", "≥95%", "93.1%", "0.16")
    assert report.open == 0


def test_a_finished_report_has_no_first_line(run: Evaluation) -> None:
    report = made(run, named="教师培训费")
    texts = {gap.key: "已核实。" for gap in report.gaps()}
    whole = made(run, "project", "教师培训费", **texts)
    assert whole.first_line == ""
    assert not any("待填写" in p.text for p in docx.Document(io.BytesIO(reportword.render(whole))).paragraphs)


def test_what_a_person_wrote_is_kept(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "报告.docx"
    command = ["report", str(saved), "--kind", "project", "--form", "招商引资", "-o", str(out), "--lang", "zh"]
    assert main(command) == 0
    document = docx.Document(str(out))
    wanted = {"改进措施": "一是加强外出招商。", "完成全年招商引资名额：扣分原因": "一家企业推迟签约。"}
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")).removeprefix("evaluator:")
        if tag in wanted:
            (text,) = control.iter(qn("w:t"))
            text.text = wanted[tag]
    document.save(str(out))
    assert main(command) == 2  # somebody wrote into it
    assert main([*command, "--force"]) == 0
    assert kept_texts(out) == wanted
    again = tmp_path / "另一份.html"
    assert main([*command[:-4], "-o", str(again), "--lang", "zh", "--texts", str(out)]) == 0
    page = again.read_text(encoding="utf-8")
    assert "一是加强外出招商。" in page
    assert "待填写 13 处" in capsys.readouterr().err.splitlines()[-2]


def test_texts_of_decisions_stand_in_the_report(run: Evaluation) -> None:
    stated = replace(run, texts={1: {"改进措施": "加快签约。", "没有的栏目": "某。"}})
    report = made(stated)
    assert next(gap.text for gap in report.gaps() if gap.key == "改进措施") == "加快签约。"
    assert report.unused == ("没有的栏目",)


def test_an_outline_of_ones_own(run: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'extends = "project"\norder = ["conclusion", "measures"]\n'
        '[section.measures]\nheading = "整改"\nblocks = [{ gap = "整改", hint = "写明", limit = 3 }]\n',
        encoding="utf-8",
    )
    report = made(run, str(path), 整改="一二三 四")
    assert [b.text for b in report.blocks if isinstance(b, Heading)] == ["综合评价结论", "整改"]
    (gap,) = [block for block in report.blocks if isinstance(block, Gap)]
    assert gap.too_long
    assert gap.text == "一二三 四"  # never cut


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('extends = "moon"', "没有提纲"),
        ('extends = "project"\ncolour = 1', "colour"),
        ('extends = "project"\norder = ["nowhere"]', "section.nowhere"),
        ('kind = "project"\ntitle = "t"', "order"),
        ('extends = "project"\n[section.other]\nheading = "a"\nblocks = [{ say = "{weather}" }]', "weather"),
        ('extends = "project"\n[section.other]\nheading = "a"\nblocks = [{ say = "a", when = "weather" }]', "weather"),
        ('extends = "project"\n[section.other]\nheading = "a"\nblocks = [{ table = "moons" }]', "moons"),
        (
            'extends = "project"\n[section.other]\nheading = "a"\nblocks = [{ say = "a", when = "rate is low" }]',
            "rate is",
        ),
        ('extends = "project"\n[section.other]\nheading = "a"\nblocks = [{ say = "a", gap = "b" }]', "须写"),
        ('extends = ["project"]', "extends 须是文字"),
        ('extends = "project"\ntitle = 1', "title"),
        ('extends = "project"\ntitle = "{weather}"', "weather"),
        ('extends = "project"\norder = "conclusion"', "order 须是列表"),
        ('extends = "project"\norder = ["conclusion", 1]', "order 须是列表"),
        ('extends = "project"\nsection = "a"', "section 须是表"),
        ('extends = "project"\nsection = { funds = [1] }', "[section.funds]"),
        ('extends = "project"\n[section.funds]\nheading = 3', "[section.funds]：heading 须是文字"),
        ('extends = "project"\n[section.funds]\nheading = "{weather}"', "weather"),
        ('extends = "project"\n[section.funds]\nblocks = 3', "blocks 须是列表"),
        ('extends = "project"\n[section.funds]\nblocks = ["a"]', "[section.funds] 第 1 块：须写"),
        *(
            ("extends = 'project'\n[section.funds]\nblocks = [{ gap = 'a' }, { " + wrong + " }]", f"第 2 块：{said}")
            for wrong, said in (
                ("say = 1", "say 须是文字"),
                ("gap = ['a']", "gap 须是文字"),
                ("gap = 'a', limit = 'many'", "limit 须是"),
                ("gap = 'a', limit = -1", "limit 须是"),
                ("gap = 'a', limit = 1.5", "limit 须是"),
                ("gap = 'a', limit = true", "limit 须是"),
                ("gap = 'a', hint = 1", "hint 须是文字"),
                ("say = 'a', when = 3", "when 须是"),
                ("say = 'a', when = [3]", "when 须是"),
                ("say = 'a', each = {}", "each 须是文字"),
                ("say = 'a', id = 3", "id 须是文字"),
                ("table = 'funds', caption = 3", "caption 须是文字"),
                ("say = 'a', when = 'lost > _x'", "条件“lost > _x”"),
            )
        ),
        ('extends = "project"\n[section.funds]\nblocks = [{ chart = "moons" }]', "moons"),
        ('extends = "project"\n[section.funds]\nblocks = [{ chart = "lines" }]', "没有 name 和 rate"),
    ],
)
def test_mistakes_in_an_outline_are_said(run: Evaluation, tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        made(run, str(path))
    assert why in refused.value.message("zh")
    english = refused.value.message("en")
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english.replace("extends = ", "")), english
    if path.name in english:
        assert path.name in refused.value.message("zh")


def test_bureau_over_a_folder_of_runs(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.docx"
    assert main(["report", str(saved.parent), "--kind", "bureau", "-o", str(out), "--lang", "zh"]) == 0
    text = "\n".join(p.text for p in docx.Document(str(out)).paragraphs)
    assert "共汇总1个部门的自评表11张" in text
    # sums by hand as in the summary: 1337.42 and 821.15 万元, 61.40 %
    assert "项目全年预算数合计1337.42万元，全年执行数合计821.15万元，执行率61.40%。" in text


def small(tmp_path: Path, initial: str, full_year: str, executed: str) -> Evaluation:
    """One project of one department without a form of its own, with these figures."""
    (tmp_path / "t.csv").write_text(
        "主管部门,项目名称,一级指标,二级指标,三级指标,指标值,分值\n某局,培训项目,产出指标,数量指标,培训期数,≥10期,90\n",
        encoding="utf-8",
    )
    (tmp_path / "a.csv").write_text(
        "部门,项目,一级指标,二级指标,三级指标,指标值,实际完成值,偏差原因,年初预算数,全年预算数,全年执行数\n"
        "某局,培训项目,产出指标,数量指标,培训期数,≥10期,10期,,,,\n"
        f"某局,培训项目,预算执行,,,,,,{initial},{full_year},{executed}\n",
        encoding="utf-8",
    )
    return evaluate(tmp_path / "t.csv", tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("money", "sentences"),
    [
        (
            ("100", "100", "约100"),
            {
                "project": "全年执行数为“约100”，不能据以计算",
                "bureau": "1个项目的全年预算数或全年执行数未填报或不能使用",
            },
        ),
        (("100", "0", "0"), {"project": "填报的全年预算数为“0”", "bureau": "项目全年预算数合计为0"}),
        (("100", "100", "1000000"), {"project": "相差悬殊，金额单位须核实", "bureau": "未填报或不能使用"}),
        (("约90", "100", "100"), {"project": "填报的年初预算数或全年预算数不是可计算的金额"}),
        (("", "", ""), {"project": "全年预算数或全年执行数未填报，预算执行率"}),
    ],
)
def test_figures_that_cannot_be_used_are_not_called_missing(
    tmp_path: Path, money: tuple[str, str, str], sentences: dict[str, str]
) -> None:
    run = small(tmp_path, *money)
    for outline in ("project", "bureau"):
        text = "".join(said(made(run, outline)))
        assert sentences.get(outline, "") in text
        if all(money) and outline == "project":
            assert "未填报" not in text.replace("未填报实际完成值", "")


def test_a_department_without_a_form_of_its_own(tmp_path: Path) -> None:
    report = made(small(tmp_path, "100", "100", "95"), "department")
    text = "".join(said(report))
    assert "未提交部门整体支出绩效自评表" in text
    assert "1. 部门整体支出绩效自评表（另附）" not in text
    assert "预算执行率待定" not in text
    assert report.title == "某局部门整体支出绩效自评报告"  # no year is known
    assert made(small(tmp_path, "100", "100", "95")).title == "培训项目支出绩效自评报告"  # 项目 once
    assert made(small(tmp_path, "100", "100", "95"), "bureau").title == "预算绩效自评汇总报告"


def test_one_evaluation_named_twice_counts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = small(tmp_path, "100", "100", "95").save(tmp_path / "一")
    again = tmp_path / "又一份"
    shutil.copytree(one, again)
    out = ["--kind", "bureau", "-o", str(tmp_path / "汇总.docx"), "--lang", "zh"]
    assert main(["report", str(one), str(one), str(again), *out]) == 0
    assert "重复给出 2 次，只计一次" in capsys.readouterr().err
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "汇总.docx")).paragraphs)
    assert "共汇总1个部门的自评表1张" in text
    other = small(tmp_path, "100", "100", "90").save(tmp_path / "改过")
    assert main(["report", str(one), str(other), *out, "--force"]) == 2
    assert "某局 / 培训项目 的自评表在" in capsys.readouterr().err


def test_options_that_would_be_ignored_are_refused(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, why in (
        (["--kind", "project", "--form", "招商引资", "--layout", "sichuan"], "--layout"),
        (["--kind", "project", "--form", "招商引资", "--annotated"], "--annotated"),
        (["--kind", "bureau", "--form", "招商引资"], "--form"),
        (
            ["--form", "招商引资", "--texts", str(saved / "自评表" / "01-赣州经济技术开发区教体服务中心.docx")],
            "--texts",
        ),
    ):
        assert main(["report", str(saved), "--lang", "zh", "-o", str(tmp_path / "a.docx"), *arguments]) == 2
        assert why in capsys.readouterr().err
        assert not (tmp_path / "a.docx").exists()


def test_a_run_without_projects_says_so() -> None:
    with pytest.raises(InputError) as refused:
        chosen([], None, "项目", "project")
    assert refused.value.message("zh") == "这里没有项目自评表。"


def test_misuse_is_said(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = ["report", str(saved), "--lang", "zh", "-o"]
    for arguments, why in (
        ([str(tmp_path / "a.docx")], "--kind"),
        ([str(tmp_path / "a.xlsx"), "--kind", "project"], ".docx 或 .html 或 .pdf"),
        ([str(tmp_path / "a.docx"), "--kind", "project"], "请用 --form 写明是哪个项目"),
        ([str(tmp_path / "a.docx"), "--kind", "project", "--outline", "bureau"], "不是 project"),
        (
            [str(tmp_path / "a.docx"), "--kind", "project", "--form", "没有的"],
            "没有名称含“没有的”的项目；有：招商引资工作经费",
        ),
    ):
        assert main([*report, *arguments]) == 2
        assert why in capsys.readouterr().err
    (tmp_path / "old.docx").write_bytes(b"no document")
    assert main([*report, str(tmp_path / "old.docx"), "--kind", "department", "--force"]) == 2
    assert "移走或改名" in capsys.readouterr().err  # what was written into it would be lost: the way out is named
    assert (tmp_path / "old.docx").read_bytes() == b"no document"
    texts = ["--kind", "department", "--texts", str(tmp_path / "old.docx")]
    assert main([*report, str(tmp_path / "new.docx"), *texts]) == 2
    assert "去掉 --texts" in capsys.readouterr().err
    assert main([*report, str(tmp_path / "new.docx"), *texts[:2], "--texts", str(tmp_path / "none.docx")]) == 2
    assert "找不到文件" in capsys.readouterr().err


def test_a_report_that_was_made_to_harm_is_no_source_of_texts(tmp_path: Path) -> None:
    """Texts come from a file that passed through other hands: it is read as every other document is."""
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr("word/document.xml", b" " * (65 << 20))
    with pytest.raises(InputError, match="it unpacks to 65 MB"):
        kept_texts(path)
