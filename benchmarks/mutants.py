"""Small faults for one module, made by mutmut, and a pytest plugin that runs the collected tests on each of them.

mutmut's own runner starts pytest anew for every mutant and leaves decorated functions alone. Here the tests are
collected once; every mutant is a fork of that process in which the code of one function is exchanged. So a mutant
takes the time of the tests that reach its function, and cached functions are mutated like others. POSIX only (fork).
"""

from __future__ import annotations

import ast
import functools
import gc
import json
import os
import resource
import signal
import sys
import textwrap
import time
import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import libcst
import pytest
from _pytest.runner import runtestprotocol
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

MEMORY = 3 << 30  # bytes that a mutant may take beyond those of the process it was forked from


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """``function``: its qualified name; ``was`` and ``now``: the lines that differ, joined; ``turn`` tells equal
    changes of one function apart; ``source``: the whole changed function."""

    module: str
    function: str
    was: str
    now: str
    turn: int
    source: str

    @property
    def key(self) -> tuple[str, ...]:
        """What names this mutant as long as its lines stand, wherever in the file they stand."""
        return (self.module, self.function, self.was, self.now, *([str(self.turn)] if self.turn else []))


def make(root: Path, module: str) -> list[Mutant]:
    """The mutants of all functions and methods of ``root / module``, in the order of the file."""
    plain = _without_decorators((root / module).read_text(encoding="utf-8"))
    visitor = MutationVisitor(mutation_operators, IgnoredCode(set(), set(), set()))
    tree = MetadataWrapper(libcst.parse_module(plain)).visit(visitor)
    methods = {m: c.name.value for c in tree.body if isinstance(c, libcst.ClassDef) for m in c.body.body}
    plain_code: dict[libcst.FunctionDef, str] = {}
    made: list[Mutant] = []
    seen: Counter[tuple[str, ...]] = Counter()
    for mutation in visitor.mutations:
        of = mutation.contained_by_top_level_function
        if not isinstance(of, libcst.FunctionDef):
            continue
        if of not in plain_code:
            plain_code[of] = _code(tree, of)
        after = _code(tree, deep_replace(of, mutation.original_node, mutation.mutated_node))
        name = f"{methods[of]}.{of.name.value}" if of in methods else of.name.value
        was, now = _differing(plain_code[of].splitlines(), after.splitlines())
        key = (name, was, now)
        made.append(Mutant(module=module, function=name, was=was, now=now, turn=seen[key], source=after))
        seen[key] += 1
    return made


def _differing(before: list[str], after: list[str]) -> tuple[str, str]:
    """The lines between those that both begin and end with."""
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return " ".join(line.strip() for line in before), " ".join(line.strip() for line in after)


def _without_decorators(source: str) -> str:
    """Decorators of functions become empty lines: what they wrap is changed in place."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                for number in range(decorator.lineno - 1, decorator.end_lineno or decorator.lineno):
                    lines[number] = "\n"
    return "".join(lines)


def _code(tree: libcst.Module, node: Any) -> str:
    return textwrap.dedent(tree.code_for_node(node)).strip("\n") + "\n"


def put_in(mutant: Mutant) -> None:
    """From now on this process runs the mutant; whatever its module had cached is forgotten."""
    module = import_module(_dotted(mutant.module))
    space = dict(vars(module))
    name = mutant.function.rpartition(".")[2]
    code = compile("from __future__ import annotations\n" + mutant.source, mutant.module, "exec", dont_inherit=True)
    exec(code, space)  # noqa: S102  (our own code, changed in one place)
    old, new = _bare(functools.reduce(getattr, mutant.function.split("."), module)), space[name]
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
    forget(module)


def forget(module: types.ModuleType) -> None:
    """Empty the caches of a module's functions."""
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def _bare(found: Any) -> Any:
    found = found.fget if isinstance(found, property) else found
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return getattr(found, "__func__", found)


def _dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


@dataclass(slots=True)
class Trial:
    """A plugin for one call of ``pytest.main``: collects, then tries every mutant instead of running the tests once.

    ``outcomes``: ``killed``, ``late`` (killed by time or memory), ``survived`` or ``unreached``, in the order of
    ``mutants``; what time did not suffice for is missing. ``faults``: tests that fail without any mutant.
    """

    module: str
    mutants: list[Mutant]
    jobs: int
    until: float
    outcomes: dict[tuple[str, ...], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        import_module(_dotted(self.module))
        reached, seconds = self._as_it_is(session.items)
        if self.faults:
            return True
        gc.freeze()  # forks share what they do not touch
        running: dict[int, Mutant] = {}
        for mutant in self.mutants:
            if time.monotonic() > self.until:
                break
            items = [item for item in session.items if mutant.function in reached[item.nodeid]]
            items.sort(key=lambda item: seconds[item.nodeid])
            if not items:
                self.outcomes[mutant.key] = "unreached"
                continue
            while len(running) >= self.jobs:
                self._take(running)
            patience = 5 + 10 * sum(seconds[item.nodeid] for item in items)
            pid = os.fork()
            if pid == 0:
                _in_child(lambda m=mutant, i=items, p=patience: _fails(m, i, p))
            running[pid] = mutant
        while running:
            self._take(running)
        return True

    def _take(self, running: dict[int, Mutant]) -> None:
        pid, status = os.wait()
        late = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 3
        outcome = "late" if late else "survived" if os.WEXITSTATUS(status) == 0 else "killed"
        self.outcomes[running.pop(pid).key] = outcome

    def _as_it_is(self, items: list[pytest.Item]) -> tuple[dict[str, set[str]], dict[str, float]]:
        """Which functions of the module each test reaches, and how long it takes; in a fork, so that nothing stays."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            _in_child(lambda: _measure(self.module, items, write))
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as pipe:
            text = pipe.read()
        os.waitpid(pid, 0)
        found = json.loads(text)
        self.faults.extend(found["faults"])
        return {node: set(names) for node, names in found["reached"].items()}, found["seconds"]


def _in_child(work: Any) -> None:
    status = 3
    try:
        status = work()
    except BaseException:  # the mutant broke more than a test
        status = 1
    finally:
        os._exit(status)


def _run(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, bool]]:
    """Each test, and whether it held."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        reports = runtestprotocol(item, log=False, nextitem=following)
        yield item, not any(report.failed for report in reports)


def _fails(mutant: Mutant, items: list[pytest.Item], patience: float) -> int:
    # The default action of both ends the process. Time of the processor, so that a busy machine kills no mutant; by the
    # clock only what waits for ever.
    signal.setitimer(signal.ITIMER_PROF, patience)
    signal.setitimer(signal.ITIMER_REAL, 20 * patience)
    now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    put_in(mutant)
    return 0 if all(held for _, held in _run(items)) else 1


def _measure(module: str, items: list[pytest.Item], write: int) -> int:
    loaded = import_module(_dotted(module))
    path = loaded.__file__
    reached: dict[str, set[str]] = {item.nodeid: set() for item in items}
    seconds, faults = {}, []
    here: set[str] = set()

    def note(frame: types.FrameType, event: str, arg: object) -> None:
        if event == "call" and frame.f_code.co_filename == path:
            here.add(frame.f_code.co_qualname.partition(".<locals>")[0])

    runs = _run(items)
    while True:
        forget(loaded)
        here.clear()
        sys.setprofile(note)
        start = time.process_time()
        found = next(runs, None)
        sys.setprofile(None)
        if found is None:
            break
        item, held = found
        seconds[item.nodeid] = time.process_time() - start
        reached[item.nodeid] |= here
        if not held:
            faults.append(item.nodeid)
    answer = {"reached": {node: sorted(names) for node, names in reached.items()}, "seconds": seconds, "faults": faults}
    with os.fdopen(write, "w", encoding="utf-8") as pipe:
        json.dump(answer, pipe)
    return 0
