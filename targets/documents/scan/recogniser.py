"""Text lines in pictures → characters, each with its confidence and the runner-up, by the network of ``rapidocr``."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

MODEL = "PP-OCRv6_rec_small.onnx"
_HEIGHT = 48
_BATCH = 6


@dataclass(frozen=True, slots=True)
class Said:
    """One line as recognised: its text, the confidence of each character, and the next best character in its place."""

    text: str
    sure: tuple[float, ...] = ()
    second: tuple[str, ...] = ()

    @property
    def least(self) -> float:
        """The confidence of the least certain character; 0 where nothing was recognised."""
        return min(self.sure, default=0.0)


def once(said: Said) -> Said | None:
    """A character that was read three times beside itself as read once; None where the three are not one."""
    text = said.text.replace(" ", "")
    if len(text) != 3 or len(set(text)) != 1:
        return None
    sure = [one for char, one in zip(said.text, said.sure, strict=True) if char == text[0]]
    return Said(text[0], (float(np.median(sure)),), said.second[:1])


def model_file() -> Path | None:
    """Where the network lies, in the package ``rapidocr``; None where that is not installed."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "models" / MODEL
    return path if path.is_file() else None


class Recogniser:
    """The network, loaded once, on one processor core."""

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session: Any = onnxruntime.InferenceSession(str(model_file()), options, providers=["CPUExecutionProvider"])
        listed = self.session.get_modelmeta().custom_metadata_map["character"].split("\n")
        if listed and listed[-1] == "":
            listed = listed[:-1]
        self.characters = ["", *listed, " "]
        self.name = self.session.get_inputs()[0].name

    def __call__(self, lines: Sequence[Picture]) -> list[Said]:
        """The text of each line; pictures in grey levels, of any height."""
        found = [Said("")] * len(lines)
        ratios = [line.shape[1] / line.shape[0] for line in lines]
        order = sorted(range(len(lines)), key=ratios.__getitem__)
        for start in range(0, len(order), _BATCH):
            some = order[start : start + _BATCH]
            width = int(np.ceil(max(max(ratios[one] for one in some) * _HEIGHT, _HEIGHT) / 16) * 16)
            batch = np.zeros((len(some), 3, _HEIGHT, width), np.float32)
            for place, one in enumerate(some):
                own = max(8, min(width, round(_HEIGHT * ratios[one])))
                shrink = lines[one].shape[0] > _HEIGHT
                resized = cv2.resize(
                    lines[one], (own, _HEIGHT), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_CUBIC
                )
                batch[place, :, :, :own] = (resized.astype(np.float32) / 127.5 - 1)[None]
            chances = self.session.run(None, {self.name: batch})[0]
            for place, one in enumerate(some):
                found[one] = self._decoded(chances[place])
        return found

    def _decoded(self, chances: npt.NDArray[np.float32]) -> Said:
        """The likeliest characters of one line: steps of equal characters are one, blanks none."""
        best = chances.argmax(1)
        text: list[str] = []
        sure: list[float] = []
        second: list[str] = []
        before = 0
        for step, code in enumerate(best.tolist()):
            if code and code != before:
                text.append(self._character(code))
                sure.append(0.0)
                second.append("")
            if code:
                chance, other = self._weighed(chances[step], code)
                if chance > sure[-1]:
                    sure[-1], second[-1] = chance, other
            before = code
        return Said("".join(text), tuple(sure), tuple(second))

    def _weighed(self, chances: npt.NDArray[np.float32], code: int) -> tuple[float, str]:
        """The confidence of a character, its full-width and half-width forms taken together, and the next best one."""
        top = np.argpartition(chances, -4)[-4:]
        ranked = sorted((one for one in top.tolist() if one != code), key=lambda one: -chances[one])
        alike = unicodedata.normalize("NFKC", self._character(code))
        same = [one for one in ranked if unicodedata.normalize("NFKC", self._character(one)) == alike]
        others = [self._character(one) for one in ranked if one not in same and one]
        return float(chances[code] + sum(chances[one] for one in same)), others[0] if others else ""

    def _character(self, code: int) -> str:
        return self.characters[code] if code < len(self.characters) else "\ufffd"


@cache
def recogniser() -> Recogniser:
    """The one recogniser of this process."""
    return Recogniser()
