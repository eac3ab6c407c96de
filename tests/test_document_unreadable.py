"""Scans and files under a password: one clear sentence for each, never an empty result."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.evaluation import evaluate
from targets.errors import InputError
from targets.forms import read_forms, read_many

pytest.importorskip("pdfplumber", reason="PDF is an extra")

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>"
PICTURE = b"/XObject << /I 5 0 R >>"
LETTERS = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
PIXEL = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"


def stream(data: bytes, head: bytes = b"") -> bytes:
    return (head or b"<< /Length %d >>" % len(data)) + b"\nstream\n" + data + b"\nendstream"


def pdf(path: Path, *objects: bytes, trailer: bytes = b"") -> Path:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(data))
    path.write_bytes(data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end)
    return path


def one_page(path: Path, resources: bytes, content: bytes, *more: bytes, trailer: bytes = b"") -> Path:
    catalogue, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf(path, catalogue, pages, PAGE % resources, stream(content), *more, trailer=trailer)


def scan(path: Path) -> Path:
    """One page that is a picture, as a scanner makes it."""
    return one_page(path, PICTURE, b"q 595 0 0 842 0 0 cm /I Do Q", stream(b"\x80", PIXEL))


def locked(path: Path) -> Path:
    """A page under a password: the check value of no password does not fit."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4 >>"
    return one_page(path, LETTERS, b"BT /F 12 Tf (x) Tj ET", lock, trailer=b"/Encrypt 5 0 R /ID [<41><41>]")


def test_a_scan_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_forms(scan(tmp_path / "scan.pdf"))
    assert "scan.pdf 没有可读取的文字（可能是扫描件）" in refusal.value.zh
    assert "most likely a scan" in refusal.value.en


def test_a_pdf_under_a_password(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_forms(locked(tmp_path / "locked.pdf"))
    assert refusal.value.zh == "locked.pdf 已加密；请去掉打开密码后另存，再试。"
    assert "encrypted" in refusal.value.en


def test_a_pdf_with_text_and_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no table"):
        read_forms(one_page(tmp_path / "letter.pdf", LETTERS, b"BT /F 12 Tf 50 700 Td (a letter) Tj ET"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_among_others_they_stop_only_themselves(tmp_path: Path, jobs: int) -> None:
    scan(tmp_path / "a.pdf")
    locked(tmp_path / "b.pdf")
    (tmp_path / "c.csv").write_text("一级指标,三级指标,指标值\n产出指标,人数,≥5人\n", encoding="utf-8")
    result = read_many([tmp_path], jobs=jobs)
    assert [Path(name).name for name, _ in result.failed] == ["a.pdf", "b.pdf"]
    assert [form.file for form in result.forms] == ["c.csv"]


def test_the_command_says_it_and_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "zh", "read", str(scan(tmp_path / "scan.pdf"))]) == 2
    err = capsys.readouterr().err
    assert "扫描件" in err
    assert "Traceback" not in err


def book_with_a_scan(path: Path) -> Path:
    """The printed Ganzhou forms with a page that is a picture behind them."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 comes with the extra pdf")
    document = pdfium.PdfDocument(Path(__file__).parent / "documents" / "targets.pdf")
    page = document.new_page(595, 842)
    picture = pdfium.PdfImage.new(document)
    picture.set_bitmap(pdfium.PdfBitmap.new_native(8, 8, 4))
    picture.set_matrix(pdfium.PdfMatrix().scale(500, 700))
    page.insert_obj(picture)
    page.gen_content()
    document.save(path)
    document.close()
    return path


def test_a_book_with_a_scanned_page_has_no_mean_of_its_projects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = book_with_a_scan(tmp_path / "book.pdf")
    outcomes = tmp_path / "o.csv"
    outcomes.write_text("项目名称,三级指标,实际完成值\n教师培训费,教师培训人次,1462 人次\n", encoding="utf-8")
    for command in (["read", str(book)], ["score", str(book), str(outcomes)], ["audit", str(book)]):
        main([*command, "--lang", "zh"])
        said = capsys.readouterr()
        assert "page-without-text" in said.out and "可能缺失" in said.out.replace("\n", ""), command
    run = evaluate(book, outcomes)
    (rating,) = run.ratings
    assert rating.unread == ("book.pdf",)
    assert rating.found.mean_low is None and rating.projects == 10
    assert "可能缺少项目" in rating.sentence("zh") and "projects may be missing" in rating.sentence("en")
    whole = evaluate(Path(__file__).parent / "documents" / "targets.pdf", outcomes).ratings[0]
    assert whole.found.mean_low is not None and whole.found.own == rating.found.own
