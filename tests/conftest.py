"""Shared by all tests: nothing is kept outside their own folders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands keep what they read; tests keep it in a folder of their own (child processes inherit the variable)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALUATOR_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
