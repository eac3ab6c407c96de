"""A page as scanned → an even white page that stands straight, and where coloured ink (stamps, pens) lies on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

_MOST_SKEW = 12.0  # degrees
_LEAST_LEVEL = 0.04  # degrees: less is not worth the blur of turning


@dataclass(frozen=True, slots=True)
class Page:
    """One page in grey levels: ``even`` with colour taken out and the paper white, ``ruled`` with colour only faded, so
    that rules under it stay whole, ``plain`` with colour left in; ``shown`` as it was scanned, ``colour`` the share of
    coloured ink (0 to 255), and the resolution in dots per inch."""

    even: Picture
    ruled: Picture
    plain: Picture
    shown: Picture
    colour: Picture
    dpi: int


def straightened(picture: Picture, dpi: int) -> Page:
    """The page of a picture in colours (blue, green, red)."""
    bright, spread = picture.max(2), picture.max(2) - picture.min(2)
    colour = cv2.dilate(_where(cv2.GaussianBlur(spread, (0, 0), 1.2) > 42), np.ones((3, 3), np.uint8))
    cleaned = _without_colour(bright, spread)
    even = _evened(cleaned, dpi)
    ruled = even if cleaned is bright else _evened(bright, dpi)
    plain = _evened(picture.min(2), dpi)
    angle = _skew(even, dpi)
    angle += _rest(_turned(ruled, angle, 255), dpi)
    if abs(angle) >= _LEAST_LEVEL:
        ruled = _turned(ruled, angle, 255)
        even, plain, colour = _turned(even, angle, 255), _turned(plain, angle, 255), _turned(colour, angle, 0)
        picture = _turned(picture, angle, 255)
    return Page(even, ruled, plain, picture, colour, dpi)


def _where(mask: npt.NDArray[np.bool_]) -> Picture:
    return mask.astype(np.uint8) * np.uint8(255)


def _without_colour(bright: Picture, spread: Picture) -> Picture:
    """The brightest channel: red and blue ink fade, black stays; close to strong colour all but near black goes."""
    strong = cv2.dilate(_where(cv2.GaussianBlur(spread, (0, 0), 1.6) > 22), np.ones((7, 7), np.uint8)).astype(bool)
    share = float(strong.mean())
    if not 0.00005 < share < 0.35:
        return bright
    small = cv2.resize(bright, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    white = cv2.resize(paper, (bright.shape[1], bright.shape[0]))[strong].astype(np.float32)
    low, high = 0.25 * white, 0.66 * white
    level = bright[strong].astype(np.float32)
    cleaned = bright.copy()
    cleaned[strong] = (np.clip((level - low) / (high - low), 0, 1) * (white - 25) + 25).astype(np.uint8)
    return cleaned


def _evened(grey: Picture, dpi: int) -> Picture:
    """Grey levels divided by those of the paper around."""
    reach = max(3, (int(dpi * 0.11) | 1))
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(cv2.medianBlur(small, reach), np.ones((5, 5), np.uint8))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]))
    level: Picture = np.clip(grey.astype(np.float32) * 255 / np.maximum(paper, 40), 0, 255).astype(np.uint8)
    return level


def _skew(even: Picture, dpi: int) -> float:
    """The angle in degrees by which the long straight lines of a page are turned: their median by length."""
    small = cv2.resize(even, None, fx=100 / dpi, fy=100 / dpi, interpolation=cv2.INTER_AREA)
    for level, gap in ((200, 4), (232, 8), (244, 10)):
        ink = _where(small < level)
        if ink.mean() > 60:
            continue
        lines = cv2.HoughLinesP(ink, 1, np.pi / 1440, 90, minLineLength=150, maxLineGap=gap)
        if lines is None:
            continue
        ends = lines.reshape(-1, 4).astype(float)
        across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
        angle, length = np.degrees(np.arctan2(down, across)), np.hypot(across, down)
        angle = np.where(angle > 45, angle - 90, np.where(angle < -45, angle + 90, angle))
        near = np.abs(angle) < _MOST_SKEW
        if near.sum() < 5:
            continue
        order = np.argsort(angle[near])
        summed = np.cumsum(length[near][order])
        return float(angle[near][order][np.searchsorted(summed, summed[-1] / 2)])
    return 0.0


def _rest(ruled: Picture, dpi: int) -> float:
    """The angle in degrees that is left after a page was turned: the median slope of its long rules."""
    ink = (ruled < 200).astype(np.uint8)
    flat = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((5, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, dpi // 2), np.uint8)
    )
    count, labels, stats, _ = cv2.connectedComponentsWithStats(flat)
    slopes: list[float] = []
    for one in range(1, count):
        x, y, w, h = (int(value) for value in stats[one, :4])
        if w < dpi or h > dpi * 0.1:
            continue
        piece = labels[y : y + h, x : x + w] == one
        ends = piece[:, : dpi // 20], piece[:, -(dpi // 20) :]
        heights = [float(np.flatnonzero(end.any(1)).mean()) for end in ends]
        slopes += [(heights[1] - heights[0]) / (w - dpi // 20)] * (w // dpi)
    return math.degrees(math.atan(float(np.median(slopes)))) if slopes else 0.0


def _turned(picture: Picture, degrees: float, fill: int) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    new = int(height * sine + width * cosine), int(height * cosine + width * sine)
    matrix[0, 2] += (new[0] - width) / 2
    matrix[1, 2] += (new[1] - height) / 2
    found: Picture = cv2.warpAffine(picture, matrix, new, flags=cv2.INTER_CUBIC, borderValue=(fill, fill, fill))
    return found
