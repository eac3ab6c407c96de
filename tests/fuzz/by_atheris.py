"""Coverage-guided fuzzing of one entry: ``python tests/fuzz/by_atheris.py ENTRY [RUNS [CORPUS]]``.

Needs ``pip install --group fuzz``. RUNS is a number, or a time in
seconds such as ``600s``. CORPUS is a folder where inputs that reach new code are
kept. A fault ends the run; its input is written beside as ``crash-…``: shorten it and put it into tests/fuzz/found/ as
``ENTRY-what-it-is``.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
with atheris.instrument_imports(include=["targets", "actuals", "rules", "evaluator"]):
    import entries
import phrases

LONGEST = 64_000
NAME = sys.argv[1] if len(sys.argv) > 1 else ""


def mutate(data: bytes, longest: int, seed: int) -> bytes:
    """Half the inputs by the words and pieces of the field, half by libFuzzer itself."""
    draw = random.Random(seed)
    changed = entries.changed(NAME, data, draw) if draw.random() < 0.5 else atheris.Mutate(data, longest)
    return bytes(changed[:longest])


def dictionary(folder: Path) -> Path:
    """The words of the field as libFuzzer takes them: quoted, bytes beyond ASCII as ``\\x..``."""
    pieces = dict.fromkeys(word.encode() for word in (*entries.WORDS, *phrases.words()) if word.strip())
    path = folder / "words.dict"
    lines = ("".join(f"\\x{byte:02x}" for byte in piece) for piece in pieces if len(piece) <= 64)
    path.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")
    return path


def main() -> None:
    """Set up and run; libFuzzer ends the process."""
    name, runs = NAME, sys.argv[2] if len(sys.argv) > 2 else "10000"
    corpus = Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for number, seed in enumerate(entries.seeds(name)):
            (corpus / f"seed-{number}").write_bytes(seed)
    end = f"-max_total_time={runs[:-1]}" if runs.endswith("s") else f"-runs={runs}"
    options = [end, f"-max_len={LONGEST}", "-timeout=90", "-seed=1"]
    options += ["-rss_limit_mb=3000", "-print_final_stats=1", "-verbosity=1", str(corpus)]
    options.append(f"-dict={dictionary(Path(tempfile.mkdtemp(prefix='fuzz-words-')))}")
    atheris.Setup([sys.argv[0], *options], entries.ENTRIES[name], custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
