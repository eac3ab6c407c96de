"""Guessing a password: which are refused, how often somebody may try, and a browser that is known again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("sqlalchemy", reason="the extra web is not installed")
from sqlalchemy import Engine, create_engine

from evaluator.web import attempts
from evaluator.web.passwords import own_part, refuse_weak
from evaluator.web.store import metadata
from targets.errors import InputError

OWN = "x7Lq!vR2mZp9"
LONG = "".join(chr(0x4E00 + 7 * n) for n in range(201))


@pytest.mark.parametrize(
    ("password", "name", "own"),
    [
        ("x7#Lq!vR2mZp9", "", 11),
        ("lizhenhua8kqvm", "lizhenhua", 5),
        ("LiZhenHua8kqvm", "lizhenhua", 5),
        ("甲8kqvm", "甲", 6),
        ("1973kqvmx8", "", 6),
        ("2031kqvmx8", "", 6),
        ("poiuytkqvmx8", "", 6),
        ("kqkqkqkqvmx8", "", 4),
        ("kqkqvmx8", "", 6),
        ("k.q-v_m x8", "", 6),
        ("王五8kqvm", "王五", 5),
        ("administratorkqvmz", "", 5),
        ("hjkxvm28w", "", 6),
        ("iopxvm28w", "", 6),
        ("poixvm28w", "", 6),
        ("ｋｑｖｍｘ８", "", 6),
    ],
)
def test_signs_that_are_left_without_what_is_well_known(password: str, name: str, own: int) -> None:
    assert own_part(password, name) == own


def test_a_password_has_from_12_to_200_signs() -> None:
    refuse_weak(OWN, "管理员")
    refuse_weak(LONG[:200], "管理员")
    for password in (OWN[:11], LONG):
        with pytest.raises(InputError, match="12 to 200 characters"):
            refuse_weak(password, "管理员")


def test_five_signs_of_ones_own_are_enough_and_four_are_not() -> None:
    refuse_weak("lizhenhua8kqvm", "lizhenhua")
    with pytest.raises(InputError, match="guessed first"):
        refuse_weak("lizhenhua8kqv", "lizhenhua")


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    metadata.create_all(made)
    yield made
    made.dispose()


def tries(
    engine: Engine, times: int, name: str = "张三", address: str = "198.51.100.1", browser: str = ""
) -> list[bool]:
    return [attempts.attempt(engine, name, address, browser) for _ in range(times)]


def test_eight_attempts_from_one_address_and_none_of_another_person_are_lost(engine: Engine) -> None:
    assert tries(engine, 9) == [True] * 8 + [False]
    assert tries(engine, 1, address="198.51.100.2") == [True]
    assert tries(engine, 1, name="李四") == [True]


def test_an_account_is_guessed_at_most_forty_times_from_anywhere(engine: Engine) -> None:
    places = [f"198.51.100.{n}" for n in range(41)]
    assert [tries(engine, 1, address=one)[0] for one in places] == [True] * 40 + [False]
    assert tries(engine, 1, browser="known", address=places[0]) == [True]


def test_sixty_attempts_from_one_address_whoever_is_meant(engine: Engine) -> None:
    people = [f"人{n}" for n in range(61)]
    assert [tries(engine, 1, name=one)[0] for one in people] == [True] * 60 + [False]


def test_a_known_browser_is_counted_by_itself(engine: Engine) -> None:
    assert tries(engine, 9, browser="mine") == [True] * 8 + [False]
    assert tries(engine, 8) == [True] * 8
    assert tries(engine, 1, browser="other") == [True]


def test_the_right_password_forgets_the_attempts_of_whoever_gave_it(engine: Engine) -> None:
    tries(engine, 8)
    attempts.succeeded(engine, "张三", "198.51.100.1")
    assert tries(engine, 9) == [True] * 8 + [False]
    tries(engine, 8, browser="mine")
    attempts.succeeded(engine, "张三", "198.51.100.1", "mine")
    assert tries(engine, 9, browser="mine") == [True] * 8 + [False]


def test_the_right_password_takes_back_its_own_attempt_on_the_account_and_from_the_address(engine: Engine) -> None:
    for n in range(40):
        assert tries(engine, 1, address=f"198.51.100.{n}") == [True]
    attempts.succeeded(engine, "张三", "198.51.100.0")
    assert [tries(engine, 1, address=f"203.0.113.{n}")[0] for n in range(2)] == [True, False]
    for n in range(60):
        assert tries(engine, 1, name=f"人{n}", address="192.0.2.1") == [True]
    attempts.succeeded(engine, "人0", "192.0.2.1")
    assert [tries(engine, 1, name=f"甲{n}", address="192.0.2.1")[0] for n in range(2)] == [True, False]


def test_any_name_may_be_typed_and_no_browser_is_known_unless_said(engine: Engine) -> None:
    assert tries(engine, 1, name="\ud800") == [True]
    assert all(attempts.attempt(engine, "张三", "198.51.100.1") for _ in range(8))
    assert tries(engine, 1) == [False]


def test_what_lies_a_quarter_of_an_hour_back_no_longer_counts(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def back(minutes: int) -> str:
        return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="seconds")

    with monkeypatch.context() as patched:
        patched.setattr(attempts, "now", lambda: back(14))
        tries(engine, 8)
    assert tries(engine, 1) == [False]
    with monkeypatch.context() as patched:
        patched.setattr(attempts, "now", lambda: back(16))
        tries(engine, 8, name="李四")
    assert tries(engine, 1, name="李四") == [True]


def test_a_browser_is_known_again_for_the_account_it_logged_in_to() -> None:
    secret, token = b"secret", attempts.remembered(b"secret", "张三")
    own = token.partition(".")[0]
    assert len(own) == 24 and attempts.known_browser(secret, "张三", token) == own
    assert attempts.remembered(secret, "张三") != token
    for name, key, kept in (
        ("李四", secret, token),
        ("张三", b"other", token),
        ("张三", secret, token[:-1]),
        ("张三", secret, "x" + token),
        ("张三", secret, own),
        ("张三", secret, ""),
        ("张三", secret, "." + token.partition(".")[2]),
        ("张三", secret, token + "0" * 200),
    ):
        assert attempts.known_browser(key, name, kept) == ""
