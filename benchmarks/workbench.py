"""The workbench under load: `python benchmarks/workbench.py [SECONDS] [DATABASE]`.

A server of its own on loopback with a fresh workspace. Printed are: the time until it answers and its memory then; the
first page and a form of 30 rows (median and 95th percentile of 50 requests, one after another); one page of 10,000
findings; and 50 users at once for SECONDS (60 if not said), each loading pages and saving an outcome now and then, with
the memory in twelve equal steps of that time, and by how much the last quarter is above the second one, when caches are
full: `python benchmarks/workbench.py 3600` is the hour that shows whether memory is flat. The server has one core where
the system can say so. DATABASE is the address of an empty PostgreSQL. Fails if a user meets an error.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

USERS = 50
ROWS = 30
FINDINGS = 10_000
_PER_FORM = 200  # rows, each with two findings or more: wording without a measure, outcome missing


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Browser:
    """One user: a connection, a cookie, a token."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self.token = ""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used = time.monotonic()

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """The answer to a request; a connection that the server may have closed is opened anew, as browsers do."""
        if time.monotonic() - self.used > 3:
            self.connection.close()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        self.used = time.monotonic()
        return answer

    def call(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        """Status, text and where it redirects to."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if kind:
            headers["Content-Type"] = kind
        answer = self.ask(method, path, body, headers)
        text = answer.read().decode("utf-8", "replace")  # some pages are files
        cookie = answer.getheader("set-cookie", "")
        if cookie.startswith("evaluator_session="):
            self.cookie = cookie.partition(";")[0]
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', text)
        self.token = found[1] if found else self.token
        return answer.status, text, answer.getheader("location", "")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        status, text, _ = self.call("GET", path)
        return status, text

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status of a form, and where it redirects to."""
        body = urlencode({"csrf": self.token, **fields}).encode()
        status, _, location = self.call("POST", path, body, "application/x-www-form-urlencoded")
        return status, location

    def size(self, path: str) -> tuple[int, int]:
        """Status and length of an answer that is no text."""
        answer = self.ask("GET", path, None, {"Cookie": self.cookie} if self.cookie else {})
        return answer.status, len(answer.read())

    def upload(self, path: str, role: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Upload files in one request."""
        given = [("csrf", "", self.token.encode()), ("role", "", role.encode()), *(("files", *one) for one in files)]
        edge = "e" * 40
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"'.encode()
            + (f'; filename="{file}"' if file else "").encode()
            + b"\r\n\r\n"
            + content
            + b"\r\n"
            for field, file, content in given
        ]
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        status, _, _ = self.call("POST", path, body, f"multipart/form-data; boundary={edge}")
        if status != 303:
            raise AssertionError(f"upload to {path}: {status}")

    def ready(self, path: str) -> str:
        """The page once the work behind it is done."""
        for _ in range(600):
            status, text = self.get(path)
            if status != 202:
                assert status == 200, (path, status)
                return text
            time.sleep(0.5)
        raise TimeoutError(path)


def form_of(rows: int, project: str, wordy: bool) -> str:
    target = "有效提升" if wordy else "≥100人"
    lines = [f"产出指标,数量指标,{project}指标{n},{target}" for n in range(rows)]
    return "\n".join(
        [
            "预算年度,2023,,",
            f"项目名称,{project},,",
            "预算部门,某局,,",
            "资金总额,100,,",
            "一级指标,二级指标,三级指标,指标值",
            *lines,
            "",
        ]
    )


def evaluation(browser: Browser, forms: Sequence[tuple[str, bytes]]) -> str:
    """A new evaluation with these documents; its path."""
    browser.get("/")
    _, path = browser.post("/evaluations/new", {"year": "2023", "department": "某局"})
    browser.upload(f"{path}/documents", "targets", forms)
    return path


def timed(browser: Browser, path: str, times: int = 50) -> str:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        status, text = browser.get(path)
        took.append(time.perf_counter() - start)
        assert status == 200, (path, status)
    took.sort()
    late, size = took[int(len(took) * 0.95) - 1], len(text.encode()) / 1024
    return f"median {statistics.median(took) * 1000:6.1f} ms   p95 {late * 1000:6.1f} ms   {size:5.0f} KB"


def memory(pid: int) -> str:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return "unknown"
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="utf-8"))
    return f"{int(found[1]) / 1024:.0f} MB" if found else "unknown"


def processor(pid: int) -> float:
    """Seconds of processor time that a process has used; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/stat")
    if not status.exists():
        return 0.0
    user, system = status.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def crowd(port: int, path: str, seconds: float) -> tuple[int, list[str], list[float]]:
    """Users at once: each looks at pages and saves an outcome of a row of its own every tenth time."""
    end, lock = time.monotonic() + seconds, threading.Lock()
    troubles: list[str] = []
    took: list[float] = []
    saved: list[int] = []

    def use(number: int) -> None:
        browser = Browser(port)
        pages = ("/", path, f"{path}/targets/0", f"{path}/outcomes/0", f"{path}/scores", f"{path}/scores/0")
        mine: list[float] = []
        turn = number
        try:
            while time.monotonic() < end:
                start = time.perf_counter()
                if turn % 10 == 9:
                    _, text = browser.get(f"{path}/outcomes/0")
                    cells = re.findall(r'name="(\w+\.actual)" value="([^"]*)"', text)
                    cell, was = cells[number % len(cells)]
                    fields = {"was": json.dumps({cell: was}), cell: f"{turn}人"}
                    status, _ = browser.post(f"{path}/outcomes/0", fields)
                    if status not in (303, 409):  # 409: another user of the same row was quicker, and this one is told
                        raise AssertionError(f"saving: {status}")
                    with lock:
                        saved.append(status)
                else:
                    status, _ = browser.get(pages[turn % len(pages)])
                    if status not in (200, 202):
                        raise AssertionError(f"{pages[turn % len(pages)]}: {status}")
                mine.append(time.perf_counter() - start)
                turn += 1
        except Exception as trouble:
            with lock:
                troubles.append(f"{type(trouble).__name__}: {trouble}")
        with lock:
            took.extend(mine)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"outcomes saved           {saved.count(303)}, told of another's {saved.count(409)}")
    return len(took), troubles, sorted(took)


def main(seconds: float, database: str = "") -> int:
    """Print every figure; 1 if a user met an error."""
    with tempfile.TemporaryDirectory() as workspace:
        port, start = _free_port(), time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "evaluator", "serve", "--port", str(port), "--workspace", workspace, "--no-browser"]
            + (["--database", database] if database else []),
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        )
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(server.pid, {max(os.sched_getaffinity(0))})
        try:
            browser = Browser(port)
            for _ in range(1_200):
                try:
                    browser.get("/")
                    break
                except OSError:
                    browser.connection.close()
                    time.sleep(0.1)
            else:
                raise TimeoutError("the server did not start within two minutes")
            print(f"until the first page     {time.perf_counter() - start:6.1f} s    memory {memory(server.pid)}")
            print(f"an empty answer          {timed(browser, '/healthy')}")
            print(f"first page               {timed(browser, '/')}")
            small = evaluation(browser, [("三十行.csv", form_of(ROWS, "甲", False).encode())])
            browser.ready(f"{small}/scores")
            for what, page in (("targets", "/targets/0"), ("outcomes", "/outcomes/0"), ("scorecard", "/scores/0")):
                print(f"{what:<10} of {ROWS} rows    {timed(browser, small + page)}")
            many = [
                (f"表{n}.csv", form_of(_PER_FORM, f"项目{n}", True).encode()) for n in range(FINDINGS // _PER_FORM // 2)
            ]
            large = evaluation(browser, many)
            begun = time.perf_counter()
            text = browser.ready(f"{large}/findings")
            count = int((re.search(r"<p>\D*(\d+) \D*</p>\s*<div", text) or ["", "0"])[1])
            print(f"{count} findings over {len(many)} forms: ready after {time.perf_counter() - begun:.1f} s")
            print(f"a page of them           {timed(browser, f'{large}/findings?page=100')}")
            print(f"filtered by words        {timed(browser, f'{large}/findings?words=T401', 10)}")
            print(f"memory                   {memory(server.pid)}")
            before = processor(server.pid)
            grown, over = list[str](), threading.Event()

            def watch() -> None:
                while not over.wait(seconds / 12):
                    grown.append(memory(server.pid).removesuffix(" MB"))

            watching = threading.Thread(target=watch)
            watching.start()
            done, troubles, took = crowd(port, small, seconds)
            over.set()
            watching.join()
            print(f"memory under load, MB    {' '.join(grown)}")
            if all(step.isdigit() for step in grown) and len(grown) > 9:
                second, last = (statistics.median(map(int, grown[start : start + 3])) for start in (3, len(grown) - 3))
                print(f"last against second quarter of that time: {last / second:.3f} of the memory")
            worked = processor(server.pid) - before
            print(
                f"{USERS} users for {seconds:g} s: {done} requests, {done / seconds:.0f}/s, {len(troubles)} errors, "
                f"median {statistics.median(took) * 1000:.0f} ms, p95 {took[int(len(took) * 0.95) - 1] * 1000:.0f} ms, "
                f"memory {memory(server.pid)}, processor {worked / max(done, 1) * 1000:.0f} ms a request"
            )
            for trouble in troubles[:5]:
                print("  ", trouble)
            return int(bool(troubles))
        finally:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0, *sys.argv[2:3]))
