"""The packages that tables need beyond the ordinary installation."""

from __future__ import annotations

from targets.errors import InputError


def need_pyarrow() -> None:
    """InputError where pyarrow is not installed."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise InputError(
            '读 Parquet 和 Arrow 需要 pyarrow；请运行 pip install "evaluator[parquet]"',
            'reading Parquet and Arrow needs pyarrow; run pip install "evaluator[parquet]"',
        ) from error
