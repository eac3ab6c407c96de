"""Pages of made forms as pictures with their truth: a grid drawn as print, then damaged as scanners and clerks do.

Equal arguments give equal pages. Needs Pillow, numpy and OpenCV, and a Chinese font (``font_file``).
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from targets.documents.grid import Cell, Grid

Picture = Any
_SERIF = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
_SANS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_DIGITS = Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf")
_SIMPLIFIED = 2
"""The face of simplified Chinese in Noto's collections."""


def font_file() -> Path | None:
    """A Chinese font of this machine; None where it has none that is known here."""
    return next((one for one in (_SERIF, _SANS) if one.is_file()), None)


@dataclass(frozen=True)
class Look:
    """How a page is printed: fonts of Chinese and of digits, size of type in points, width of rules, landscape."""

    chinese: Path = _SERIF
    digits: Path | None = None
    size: float = 10.5
    rule: float = 0.6
    landscape: bool = False


LOOKS = (
    Look(),
    Look(chinese=_SANS, size=10),
    Look(digits=_DIGITS, size=10.5),
    Look(digits=_DIGITS, size=9, rule=0.5),
    Look(size=9, landscape=True),
    Look(chinese=_SANS, digits=_DIGITS, size=10.5, landscape=True, rule=0.8),
    Look(size=12, rule=1.0),
    Look(chinese=_SANS, size=8.5, rule=0.5),
)


class _Pen:
    """Text in two fonts, measured and drawn in dots."""

    def __init__(self, look: Look, dpi: int, scale: float = 1.0) -> None:
        dots = round(look.size * scale * dpi / 72)
        index = _SIMPLIFIED if look.chinese.suffix == ".ttc" else 0
        self.size = dots
        self.chinese = ImageFont.truetype(str(look.chinese), dots, index=index)
        self.digits = ImageFont.truetype(str(look.digits), dots) if look.digits and look.digits.is_file() else None

    def pieces(self, text: str) -> list[tuple[str, Any]]:
        return [(char, self.digits if self.digits is not None and char in _ASCII else self.chinese) for char in text]

    def width(self, text: str) -> float:
        return sum(font.getlength(char) for char, font in self.pieces(text))

    def lines(self, text: str, width: float) -> list[str]:
        """The text broken into lines no wider than ``width``; digits stay together."""
        found: list[str] = []
        for part in text.split("\n"):
            line = ""
            for word in _words(part):
                if line and self.width(line + word) > width:
                    found.append(line)
                    line = ""
                for char in word:  # one that is wider than the cell is broken anywhere
                    if line and self.width(line + char) > width:
                        found.append(line)
                        line = ""
                    line += char
            found.append(line)
        return found

    def draw(self, on: Any, x: float, y: float, text: str) -> None:
        for char, font in self.pieces(text):
            base = y + self.chinese.getmetrics()[0]
            on.text((x, base), char, font=font, fill=0, anchor="ls")
            x += font.getlength(char)


_ASCII = frozenset("0123456789.,%()<>=+-/ abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _words(text: str) -> list[str]:
    found: list[str] = []
    for char in text:
        if found and char.isascii() and found[-1][-1].isascii() and not char.isspace():
            found[-1] += char
        else:
            found.append(char)
    return found


def drawn(grid: Grid, look: Look = LOOKS[0], dpi: int = 200) -> Picture:
    """A page (blue, green, red) with the title and the table of a grid; the type gets smaller until it fits."""
    long, short = round(11.69 * dpi), round(8.27 * dpi)
    width, height = (long, short) if look.landscape else (short, long)
    for scale in (1.0, 0.92, 0.85, 0.78, 0.72):
        pen = _Pen(look, dpi, scale)
        page = _page(grid, look, pen, width, height, dpi)
        if page is not None:
            return cv2.cvtColor(np.array(page), cv2.COLOR_GRAY2BGR)
    raise ValueError("the form is too long for a page")


def _page(grid: Grid, look: Look, pen: _Pen, width: int, height: int, dpi: int) -> Any:
    margin, inset, side = round(dpi * 0.75), round(dpi * 0.03), round(dpi * 0.06)
    columns = _columns(grid, pen, width - 2 * margin)
    lefts = np.concatenate(([0], np.cumsum(columns))) + margin
    wrapped = {
        (cell.row, cell.column): pen.lines(cell.text, lefts[cell.end] - lefts[cell.column] - 2 * side)
        for cell in grid.cells
    }
    pitch = pen.size * 1.3
    rows = [pitch + 2 * inset] * grid.height
    for cell in sorted(grid.cells, key=lambda one: one.rowspan):
        needed = len(wrapped[cell.row, cell.column]) * pitch + 2 * inset
        span = slice(cell.row, cell.row + cell.rowspan)
        lacking = needed - sum(rows[span])
        if lacking > 0:
            rows[cell.row + cell.rowspan - 1] += lacking
    top = margin + (len(grid.before) + 1) * pitch * 1.3
    tops = np.concatenate(([0], np.cumsum(rows))) + top
    if tops[-1] > height - margin * 0.6:
        return None
    page = Image.new("L", (width, height), 255)
    on = ImageDraw.Draw(page)
    for number, text in enumerate(grid.before):
        pen.draw(on, (width - pen.width(text)) / 2, margin + number * pitch * 1.3, text)
    thick = max(1, round(look.rule * dpi / 72))
    for cell in grid.cells:
        box = (lefts[cell.column], tops[cell.row], lefts[cell.end], tops[cell.row + cell.rowspan])
        on.rectangle([round(one) for one in box], outline=0, width=thick)
        lines = wrapped[cell.row, cell.column]
        y = (box[1] + box[3] - len(lines) * pitch) / 2
        centred = len(lines) == 1
        for line in lines:
            x = (box[0] + box[2] - pen.width(line)) / 2 if centred else box[0] + side
            pen.draw(on, x, y, line)
            y += pitch
    return page


def _columns(grid: Grid, pen: _Pen, room: float) -> list[float]:
    """Widths of columns by what stands in them."""
    wanted = [pen.size * 2.4] * grid.width
    for cell in grid.cells:
        if cell.colspan == 1 and cell.text:
            longest = max(pen.width(part) for part in cell.text.split("\n"))
            wanted[cell.column] = max(wanted[cell.column], min(longest + pen.size * 0.8, pen.size * 9))
    factor = room / sum(wanted)
    return [one * factor for one in wanted]


# --- damage ------------------------------------------------------------------------------------------------------


def jpeg(page: Picture, quality: int) -> Picture:
    """The page stored as JPEG and opened again."""
    return cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def skewed(page: Picture, degrees: float) -> Picture:
    """The page laid crookedly on the glass."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(248, 248, 248))


def printed(page: Picture) -> Picture:
    """Toner: no full black, soft edges."""
    soft = cv2.GaussianBlur(page, (0, 0), 0.6).astype(np.float32)
    return (45 + soft * (205 / 255)).astype(np.uint8)


def shaded(page: Picture, draw: Any, amount: float) -> Picture:
    """Uneven light: a slope over the page and a darker patch."""
    height, width = page.shape[:2]
    down, across = np.mgrid[0:height, 0:width]
    across, down = across / width, down / height
    angle = draw.uniform(0, 2 * math.pi)
    light = 1 - amount * (0.5 + 0.7 * (math.cos(angle) * (across - 0.5) + math.sin(angle) * (down - 0.5)))
    patch = (across - draw.uniform(0.2, 0.8)) ** 2 + (down - draw.uniform(0.2, 0.8)) ** 2
    light *= 1 - 0.08 * np.exp(-patch / 0.05)
    return np.clip(page * light[..., None], 0, 255).astype(np.uint8)


def noisy(page: Picture, draw: Any, strength: float) -> Picture:
    """Noise of the sensor."""
    grain = draw.normal(0, strength, page.shape[:2])[..., None]
    return np.clip(page + grain, 0, 255).astype(np.uint8)


_RED = (48, 38, 205)


def stamped(page: Picture, draw: Any, dpi: int, count: int = 1) -> Picture:
    """Round stamps with a star and words along the edge, worn in places, over the print."""
    height, width = page.shape[:2]
    inked = page.astype(np.float32)
    rows = np.flatnonzero(page[:, :, 0].min(1) < 120)
    first, last = (int(rows[0]), int(rows[-1])) if len(rows) else (0, height)
    for _ in range(count):
        radius = int(dpi * draw.uniform(0.72, 0.86))
        x, y = int(width * draw.uniform(0.3, 0.85)), int(first + (last - first) * draw.uniform(0.2, 1.0))
        layer = Image.new("L", (2 * radius + 20, 2 * radius + 20), 0)
        pen, middle = ImageDraw.Draw(layer), radius + 10
        pen.ellipse([10, 10, 2 * radius + 10, 2 * radius + 10], outline=255, width=max(2, dpi // 28))
        star = []
        for corner in range(10):
            reach = radius * (0.34 if corner % 2 == 0 else 0.14)
            turn = -math.pi / 2 + corner * math.pi / 5
            star.append((middle + reach * math.cos(turn), middle + reach * math.sin(turn)))
        pen.polygon(star, fill=255)
        font = ImageFont.truetype(str(font_file()), int(dpi * 0.2), index=_SIMPLIFIED)
        words = "某某县人民政府办公室专用"
        for number, char in enumerate(words):
            turn = math.radians(155 + number * 230 / (len(words) - 1))
            tile = Image.new("L", (int(dpi * 0.27),) * 2, 0)
            ImageDraw.Draw(tile).text((2, 0), char, font=font, fill=255, stroke_width=1, stroke_fill=255)
            tile = tile.rotate(-math.degrees(turn) - 90, expand=True)
            place = middle + radius * 0.77 * np.array([math.cos(turn), math.sin(turn)]) - np.array(tile.size) / 2
            layer.paste(tile, (int(place[0]), int(place[1])), tile)
        mask = np.zeros((height, width), np.float32)
        ink = np.array(layer).astype(np.float32) / 255
        top, left = y - middle, x - middle
        deep, wide = slice(max(0, top), min(height, top + len(ink))), slice(max(0, left), min(width, left + len(ink)))
        mask[deep, wide] = ink[deep.start - top : deep.stop - top, wide.start - left : wide.stop - left]
        wear = cv2.GaussianBlur(draw.uniform(0, 1, (height, width)).astype(np.float32), (0, 0), 3)
        wear = (wear - wear.min()) / (wear.max() - wear.min())
        mask *= 0.55 + 0.45 * wear
        inked *= 1 - mask[..., None] * (1 - np.array(_RED, np.float32) / 255)
    return inked.astype(np.uint8)


def scribbled(page: Picture, draw: Any, dpi: int) -> Picture:
    """Strokes of pens, blue or black, across the page."""
    out = page.copy()
    height, width = page.shape[:2]
    for _ in range(5):
        x, y = draw.uniform(0.15, 0.8) * width, draw.uniform(0.2, 0.9) * height
        along = np.linspace(0, 1, 60)
        across = x + along * dpi * draw.uniform(0.5, 1.4) + np.cumsum(draw.normal(0, dpi * 0.006, 60))
        wave = y + np.sin(along * draw.uniform(8, 25)) * dpi * 0.08 * draw.uniform(0.5, 1.5)
        colour = (150, 60, 40) if draw.random() < 0.5 else (40, 40, 40)
        points = np.stack([across, wave], 1).astype(np.int32)
        cv2.polylines(out, [points], False, colour, max(1, dpi // 100), cv2.LINE_AA)
    return out


def _scan(page: Picture, draw: Any, dpi: int) -> Picture:
    turned = skewed(printed(page), draw.uniform(-2, 2))
    return jpeg(noisy(shaded(stamped(turned, draw, dpi), draw, 0.2), draw, 4), 60)


def _fax(page: Picture, draw: Any, dpi: int) -> Picture:
    grey = cv2.cvtColor(noisy(printed(skewed(page, draw.uniform(-1, 1))), draw, 14), cv2.COLOR_BGR2GRAY)
    black = (cv2.GaussianBlur(grey, (0, 0), 0.7) > 205).astype(np.uint8) * 255
    return cv2.cvtColor(black, cv2.COLOR_GRAY2BGR)


def _photo(page: Picture, draw: Any, dpi: int) -> Picture:
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = (corners + draw.uniform(-0.05, 0.05, (4, 2)) * [width, height] + 0.08 * width).astype(np.float32)
    turn = cv2.getPerspectiveTransform(corners, moved)
    size = (int(width * 1.16), int(height * 1.1))
    taken = cv2.warpPerspective(cv2.GaussianBlur(page, (0, 0), 0.8), turn, size, borderValue=(70, 85, 95))
    return jpeg(noisy(shaded(taken, draw, 0.5), draw, 5), 60)


def _faint(page: Picture, draw: Any, dpi: int) -> Picture:
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    ink = (grey < 160).astype(np.uint8)
    reach = int(dpi * 0.25)
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, reach), np.uint8))
    rules |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((reach, 1), np.uint8))
    where = cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0
    out = page.copy()
    broken = draw.random(int(where.sum()))[:, None] < 0.12
    out[where] = np.where(broken, 250, np.clip(out[where].astype(int) + 150, 0, 235))
    return jpeg(noisy(printed(out), draw, 3), 70)


def _grey_stamp(page: Picture, draw: Any, dpi: int) -> Picture:
    grey = cv2.cvtColor(stamped(printed(page), draw, dpi), cv2.COLOR_BGR2GRAY)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


DAMAGE: dict[str, tuple[int, Callable[[Picture, Any, int], Picture]]] = {
    "clean200": (200, lambda page, draw, dpi: page),
    "scan200": (200, _scan),
    "scan150": (150, _scan),
    "scan300": (300, _scan),
    "stamps": (200, lambda page, draw, dpi: jpeg(stamped(printed(page), draw, dpi, count=2), 75)),
    "skew5": (200, lambda page, draw, dpi: jpeg(skewed(printed(page), draw.choice([-5.0, 5.0])), 60)),
    "jpeg40": (150, lambda page, draw, dpi: jpeg(printed(page), 40)),
    "pen": (200, lambda page, draw, dpi: jpeg(scribbled(printed(page), draw, dpi), 70)),
    "blur": (200, lambda page, draw, dpi: jpeg(noisy(cv2.GaussianBlur(page, (0, 0), 2.0), draw, 3), 70)),
    "greystamp": (200, _grey_stamp),
    "fax": (200, _fax),
    "photo": (220, _photo),
    "faint": (200, _faint),
    "coarse": (110, lambda page, draw, dpi: jpeg(printed(page), 60)),
}
"""Kinds of damage: the resolution that the page is drawn at, and what is done to it."""


def damaged(grid: Grid, kind: str, seed: int, look: Look = LOOKS[0]) -> tuple[Picture, int]:
    """The page of a grid after one kind of damage, and its resolution in dots per inch."""
    dpi, damage = DAMAGE[kind]
    draw = np.random.default_rng(zlib.crc32(f"{kind} {seed}".encode()))
    return damage(drawn(grid, look, dpi), draw, dpi), dpi


_FIGURE = re.compile(r"[≥≤<>=＞＜]?\d[\d.,]*[^\d（）()分年]{0,4}")


def varied(grid: Grid, seed: int) -> Grid:
    """The same table with other figures in the cells that hold a figure alone: no two pages print the same ones."""
    draw = Random(seed)  # noqa: S311 - forms, no secrets
    cells = []
    for cell in grid.cells:
        if _FIGURE.fullmatch(cell.text) and draw.random() < 0.85:
            sign = draw.choice("≥≥≥≥≥≥≥≥≤≤≤≤==><") if cell.text[0] in "≥≤<>=" and draw.random() < 0.5 else cell.text[0]
            figure = draw.choice(_FIGURES)(draw)
            text = re.sub(r"\d[\d.,]*", figure, cell.text, count=1)
            cell = replace(cell, text=sign + text[1:] if not cell.text[0].isdigit() else text)
        elif not cell.text and draw.random() < 0.15:
            cell = replace(cell, text=draw.choice(("—", "无", "/", "-")))
        cells.append(cell)
    return replace(grid, cells=tuple(cells))


_FIGURES: tuple[Callable[[Random], str], ...] = (
    lambda draw: str(draw.randint(1, 9)),
    lambda draw: str(draw.randint(10, 99)),
    lambda draw: str(draw.randint(100, 9999)),
    lambda draw: f"{draw.randint(0, 99)}.{draw.randint(0, 99):02d}",
    lambda draw: f"{draw.randint(1, 9999)}.{draw.randint(0, 9)}",
    lambda draw: f"{draw.randint(1000, 9999999):,}",
    lambda draw: f"{draw.randint(1, 999)}.{draw.randint(0, 999999):06d}",
    lambda draw: "100",
)


def filled(cells: Sequence[Cell]) -> list[Cell]:
    """The cells with text."""
    return [cell for cell in cells if cell.text.strip()]


# --- the pages that the tests read: python tests/scanmaking.py --------------------------------------------------

_FORM = (
    ("项目支出绩效自评表", *"<<<<<<"),
    ("项目名称", "<", "村级站点建设", "<", "主管部门", "甲县民政局", "<"),
    ("项目资金", "<", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"),
    ("年度资金总额", "<", "120", "118.5", "112.6", "10", "9.5"),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "建成站点数", "≥12个", "13个", "25", "25"),
    ("^", "质量指标", "验收合格率", "≥95%", "96.5%", "25", "25"),
    ("效益指标", "社会效益指标", "受益群众", "≥2000人", "1800人", "30", "27"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "93%", "10", "10"),
    ("总分", *"<<<<", "100", "96.5"),
)


def small_form(**changed: str) -> Grid:
    """The form of the stored pages, with other targets where they are given by name; its contents are invented."""
    from formgrammar import cells_of

    rows = [[changed.get(row[2], text) if n == 3 else text for n, text in enumerate(row)] for row in _FORM]
    return Grid(file="t", index=0, cells=cells_of(rows), before=("（2023年度）",))


def _stored(folder: Path) -> None:
    """One clean page, and one with a target of a bare < (which may have been ≤) that was laid crookedly."""
    look, end = Look(chinese=_SERIF, digits=_DIGITS, size=10.5), round(7.2 * 200)
    draw = np.random.default_rng(7)
    other = noisy(printed(skewed(drawn(small_form(验收合格率="＜3%"), look)[:end], 0.8)), draw, 3)
    for name, picture in (("clean.png", drawn(small_form(), look)[:end]), ("doubtful.jpg", other)):
        Image.fromarray(picture[:, :, 0]).save(folder / name, dpi=(200, 200), optimize=True, quality=60)


if __name__ == "__main__":
    _stored(Path(__file__).parent / "documents" / "scans")
