"""Memory of the workbench over a long time of made work: `python -m benchmarks.soak [MINUTES] [USERS] [PAUSE]`.

A server of its own on loopback with a fresh workspace and accounts. Each user does over and over what an office does:
logs in, makes an evaluation, uploads targets (text, Word) and outcomes that nobody uploaded before, looks at every
page, saves and takes back a decision, looks a cell up in its document, downloads the archive, puts the evaluation away;
makes an audit of a form (Excel) and looks at its work list; logs out. PAUSE seconds lie between two requests.

Every minute is printed: requests and errors so far, memory of the server and of its reading processes, open files and
threads. At the end the slope of memory, by least squares over the last three quarters, in MB an hour. Fails if any
request met an error.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.workbench import Browser, _free_port, form_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "documents"
PASSWORD = "made work of an hour 7"  # noqa: S105 - of a workspace that is thrown away
OUTCOMES = "项目名称,三级指标,实际完成值\n"


class Office:
    """What all users share: the port, the pause, the end, what was counted."""

    def __init__(self, port: int, pause: float, seconds: float) -> None:
        self.port, self.pause, self.end = port, pause, time.monotonic() + seconds
        self.requests, self.rounds, self.troubles = 0, 0, list[str]()
        self.lock = threading.Lock()


class User:
    """One user: rounds of work until the end."""

    def __init__(self, office: Office, name: str) -> None:
        self.office, self.name = office, name
        self.browser = Browser(office.port)

    def work(self) -> None:
        """Rounds until the time is over; a trouble ends the round, not the work."""
        number = 0
        while time.monotonic() < self.office.end:
            number += 1
            try:
                self.round(number)
                with self.office.lock:
                    self.office.rounds += 1
            except Exception as trouble:
                with self.office.lock:
                    self.office.troubles.append(f"{self.name} {number}: {type(trouble).__name__}: {trouble}")
                self.browser = Browser(self.office.port)

    def get(self, path: str) -> str:
        """A page, once the work behind it is done."""
        for _ in range(600):
            time.sleep(self.office.pause)
            status, text = self.browser.get(path)
            with self.office.lock:
                self.office.requests += 1
            if status != 202:
                if status != 200:
                    raise AssertionError(f"GET {path}: {status}")
                return text
        raise TimeoutError(path)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """A form; where it leads."""
        time.sleep(self.office.pause)
        status, location = self.browser.post(path, fields)
        with self.office.lock:
            self.office.requests += 1
        if status != 303:
            raise AssertionError(f"POST {path}: {status}")
        return location

    def round(self, number: int) -> None:
        """One evaluation and one audit, from login to logout."""
        self.get("/login")
        self.post("/login", {"name": self.name, "password": PASSWORD})
        self.evaluation(number)
        self.audit(number)
        for path in ("/", "/years", "/years/2023", "/sessions"):
            self.get(path)
        self.post("/logout", {})

    def evaluation(self, number: int) -> None:
        """An evaluation from the first upload to the archive."""
        self.get("/evaluations/new")
        path = self.post("/evaluations/new", {"year": "2023", "department": "某局", "title": f"{self.name} {number}"})
        self.get(path)
        project = f"{self.name}项目{number}"
        word = unlike((SAMPLES / "targets.docx").read_bytes(), f"{self.name} {number}")
        targets = [("目标.csv", form_of(30, project, number % 2 == 0).encode()), ("目标.docx", word)]
        self.browser.upload(f"{path}/documents", "targets", targets)
        rows = "".join(f"{project},{project}指标{n},{n + number}人\n" for n in range(20))
        self.browser.upload(f"{path}/documents", "actuals", [("完成.csv", (OUTCOMES + rows).encode())])
        for page in ("scores", "scores/0", "targets/0", "outcomes/0", "matches", "findings", "rulebooks", "history"):
            text = self.get(f"{path}/{page}")
            if page == "outcomes/0":
                self.decide(path, text)
        self.get(f"{path}/place?file=%E7%9B%AE%E6%A0%87.docx&table=0&row=3&column=1")
        self.get(f"{path}/scores")
        self.taken_home(path)
        self.post(f"{path}/put-away", {"why": "完成"})

    def decide(self, path: str, text: str) -> None:
        """Save an outcome and take it back."""
        cells = re.findall(r'name="(\w+\.actual)" value="([^"]*)"', text)
        if not cells:
            raise AssertionError(f"no row to fill in on {path}/outcomes/0")
        cell, was = cells[-1]
        self.post(f"{path}/outcomes/0", {"was": json.dumps({cell: was}), cell: "77人"})
        events = [int(one) for one in re.findall(r'name="seq" value="(\d+)"', self.get(f"{path}/history"))]
        self.post(f"{path}/history", {"seq": str(max(events))})

    def audit(self, number: int) -> None:
        """An audit of one form, to its archive."""
        self.get("/audits/new")
        path = self.post("/audits/new", {"year": "2023", "department": "某局", "title": f"审核 {self.name} {number}"})
        book = unlike((SAMPLES / "self_eval_synthetic.xlsx").read_bytes(), f"{self.name} {number}")
        self.browser.upload(f"{path}/documents", "forms", [("自评表.xlsx", book)])
        for page in ("worklist", "forms", "forms/0", "report.html", "worklist.xlsx"):
            self.get(f"{path}/{page}")
        self.taken_home(path)

    def taken_home(self, path: str) -> None:
        """The archive of results."""
        self.get(f"{path}/download")
        for _ in range(600):
            time.sleep(self.office.pause)
            status, size = self.browser.size(f"{path}/download.zip")
            with self.office.lock:
                self.office.requests += 1
            if status == 200 and size > 10_000:
                return
            if status not in (200, 202, 303):
                raise AssertionError(f"GET {path}/download.zip: {status}")
        raise TimeoutError(f"{path}/download.zip")


def unlike(archive: bytes, comment: str) -> bytes:
    """The same zipped document with other bytes: a comment at its end."""
    text = comment.encode()
    return archive[:-2] + len(text).to_bytes(2, "little") + text


def memory_of(pid: int) -> float:
    """Resident memory of a process in MB; 0 where it is gone."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def descendants(pid: int) -> list[int]:
    """The processes below a process."""
    found: list[int] = []
    for task in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(task.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            own = int(task.parent.name)
            found += [own, *descendants(own)]
    return found


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Least squares: what the second figure gains for one of the first."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    over = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / over if over else 0.0


def main(minutes: float, users: int, pause: float) -> int:
    """Print a line a minute and the slope; 1 if a request met an error."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as workspace:
        command = [sys.executable, "-m", "evaluator"]
        for number in range(users):
            given = ["accounts", "add", f"用户{number}", "--workspace", workspace, "--role", "administrator"]
            subprocess.run([*command, *given], input=f"{PASSWORD}\n", text=True, env=environment, check=True)
        port = _free_port()
        served = ["serve", "--port", str(port), "--workspace", workspace, "--no-browser"]
        server = subprocess.Popen([*command, *served], env=environment)
        try:
            waited(port)
            office = Office(port, pause, minutes * 60)
            threads = [threading.Thread(target=User(office, f"用户{n}").work, daemon=True) for n in range(users)]
            for thread in threads:
                thread.start()
            points = watched(server.pid, office, minutes)
            for thread in threads:
                thread.join()
            late = points[len(points) // 4 :]
            print(
                f"{office.requests} requests, {office.rounds} rounds, {len(office.troubles)} errors in {minutes:g} "
                f"minutes; memory of the server {points[0][1]:.0f} MB after the first, {late[0][1]:.0f} MB after a "
                f"quarter, {points[-1][1]:.0f} MB at the end; slope of the last three quarters "
                f"{slope(late) * 60:+.1f} MB an hour",
                flush=True,
            )
            for trouble in office.troubles[:10]:
                print("  ", trouble)
            return int(bool(office.troubles))
        finally:
            server.terminate()
            server.wait(timeout=60)


def waited(port: int) -> None:
    """Wait until the server answers."""
    browser = Browser(port)
    for _ in range(1_200):
        try:
            browser.get("/healthy")
            return
        except OSError:
            browser.connection.close()
            time.sleep(0.1)
    raise TimeoutError("the server did not start within two minutes")


def watched(pid: int, office: Office, minutes: float) -> list[tuple[float, float]]:
    """A line for each minute; the memory of the server at each."""
    points: list[tuple[float, float]] = []
    begun = time.monotonic()
    for minute in range(1, int(minutes) + 1):
        time.sleep(max(0.0, begun + 60 * minute - time.monotonic()))
        below = descendants(pid)
        points.append((float(minute), memory_of(pid)))
        files, threads = (len(list(Path(f"/proc/{pid}/{what}").iterdir())) for what in ("fd", "task"))
        print(
            f"{minute:3} min  {office.requests:6} requests  {office.rounds:4} rounds  {len(office.troubles)} errors  "
            f"server {points[-1][1]:6.1f} MB  {len(below)} readers {sum(map(memory_of, below)):6.1f} MB  "
            f"{files} files  {threads} threads",
            flush=True,
        )
    return points


if __name__ == "__main__":
    numbers = [float(one) for one in sys.argv[1:]]
    sys.exit(main(numbers[0] if numbers else 60.0, int(numbers[1]) if numbers[1:] else 2, (numbers[2:] or [0.1])[0]))
