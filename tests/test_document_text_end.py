"""A text that was cut off in the middle of a character is called incomplete, not unknown."""

import pytest

from targets.documents.text import decode
from targets.errors import InputError


def test_text_cut_in_the_middle_of_a_character() -> None:
    whole = "一级指标\t二级指标\n".encode()
    with pytest.raises(InputError, match="not whole"):
        decode(whole + "绩".encode()[:2], "half.txt")
    assert decode(whole, "whole.txt").startswith("一级指标")


def test_gb18030_is_still_read() -> None:
    assert decode("一级指标\t二级指标".encode("gb18030"), "old.txt").startswith("一级指标")
