"""SIGKILL of the writing process alone, at any moment of any command: what was acknowledged is there, and the next run goes on."""

import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.documents import RawDocument
from indexer.exporting import export
from indexer.generations import create_archive
from indexer.readers import read_paths
from indexer.verify import verify
from search.archive import Archive
from search.catalog import packing
from search.catalog.connection import open_readonly
from tests.crash.plan import STEPS

KILLS_IN_A_STEP = 4
LEAST_KILLS = 50
State = dict[str, dict[str, Any]]


class Runner:
    def __init__(self, repository: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.runner"],
            cwd=repository,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._heard: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.strip())

    def start(self, archive: Archive, folder: Path, first: int) -> int:
        """Returns the process that runs the plan from step ``first``, once it has begun."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"run {archive.path} {folder} {first}\n")
        self._process.stdin.flush()
        self._heard = []
        return int(self.wait_for("child").split()[1])

    def wait_for(self, start: str) -> str:
        """The first line since the start that begins so; ``ended`` also ends the waiting."""
        seen = 0
        while True:
            for line in self._heard[seen:]:
                if line.startswith((start, "ended")):
                    return line
            seen = len(self._heard)
            self._heard.append(self._lines.get(timeout=120))

    def said(self) -> list[str]:
        """Everything the child said, up to and with ``ended``."""
        self.wait_for("ended")
        return [line for line in self._heard if not line.startswith("child")]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._reader.join(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture(scope="module")
def runner(repository: Path) -> Iterator[Runner]:
    made = Runner(repository)
    yield made
    made.close()


def state(archive: Archive) -> State:
    """What an archive holds, without when it was done; ``shown`` is whom documents name by all decisions."""
    with closing(open_readonly(archive.catalog_path)) as catalog:
        values = dict(catalog.execute("SELECT number, value FROM facet_values"))
        shown = {
            document: sorted((values[number], count) for number, count in packing.unpack_entities(entities))
            for document, entities in catalog.execute(
                "SELECT d.id, r.entities FROM documents d JOIN revisions r ON r.revision = d.revision "
                "WHERE d.removed_at IS NULL"
            )
        }
    return {
        record["id"]: {
            "contents": [version["sha256"] for version in record["versions"]],
            "body": record["body"],
            "title": record["title"],
            "date": record["date"],
            "source": record["source"],
            "verdicts": [(line["text"], line["verdict"]) for line in record["lines"]],
            "decisions": record["decisions"],
            "removed": record["removed"] is not None,
            "entities": record["entities"],
            "shown": shown.get(record["id"]),
        }
        for record in export(archive)
        if "id" in record
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """``states[k]`` is the archive before step k of a course in which nothing goes wrong, ``seconds[k]`` what the step takes."""

    states: list[State]
    seconds: list[float]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    archive = create_archive(folder / "archive")
    (folder / "papers").mkdir()
    states, seconds = [state(archive)], []
    for step in STEPS:
        started = time.monotonic()
        step(archive, folder / "papers", lambda _: None)
        seconds.append(time.monotonic() - started)
        states.append(state(archive))
    return Undisturbed(states=states, seconds=seconds)


def workers_of(parent: int) -> list[int]:
    """Processes still alive that were started to work for ``parent``."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                command = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"indexer.worker" in command and str(parent).encode() in command:
                found.append(int(entry.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for left-over workers in /proc")
def test_nothing_acknowledged_is_lost_whenever_the_writer_is_killed(
    runner: Runner, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    chance = random.Random(20120301)
    kills = rounds = 0
    while kills < LEAST_KILLS:  # how many fit into one course depends on the machine
        rounds += 1
        kills += one_course(runner, undisturbed, tmp_path / f"course{rounds}", chance)


def one_course(runner: Runner, undisturbed: Undisturbed, place: Path, chance: random.Random) -> int:
    """The plan from its first step to its last, killed again and again. Returns how often."""
    folder = place / "papers"
    folder.mkdir(parents=True)
    archive = create_archive(place / "archive")
    kills, killed_in, first = 0, [0] * len(STEPS), 0
    while first < len(STEPS):
        pid = runner.start(archive, folder, first)
        if killed_in[first] < KILLS_IN_A_STEP:
            time.sleep(chance.uniform(0, undisturbed.seconds[first]))
        else:  # it has had its share: let it end, and kill what comes after it
            runner.wait_for(f"done {first}")
            time.sleep(chance.uniform(0, 0.05))
        with suppress(ProcessLookupError):  # the last step may have ended
            os.kill(pid, signal.SIGKILL)
        said = runner.said()
        done = [int(line.split()[1]) for line in said if line.startswith("done")]
        told = said[said.index(f"done {done[-1]}") :] if done else said
        acknowledged = max((int(line.split()[1]) for line in told if line.startswith("committed")), default=0)
        step = done[-1] + 1 if done else first
        if said[-1] == "ended -9":
            kills += 1
            if step < len(STEPS):
                killed_in[step] += 1
        else:
            assert said[-1] == "ended 0", said
        assert_intact(archive, folder, undisturbed.states, step, acknowledged)
        assert_workers_end(pid)
        first = step
    assert state(archive) == undisturbed.states[-1]
    report = verify(archive)
    assert report.problems == ()
    assert report.behind == 0
    return kills


def assert_intact(archive: Archive, folder: Path, undisturbed: list[State], step: int, acknowledged: int) -> None:
    """Every document is as it was before the step that was cut short or as it is after it, and what was told is there."""
    assert verify(archive).problems == ()
    found = state(archive)
    if step == len(STEPS):
        assert found == undisturbed[-1]
        return
    before, then = undisturbed[step], undisturbed[step + 1]
    for document_id in before:
        assert document_id in found, f"{document_id} was lost in step {step}"
    for document_id, document in found.items():
        assert document in (before.get(document_id), then.get(document_id)), f"{document_id} in step {step}"
    if acknowledged:
        promised = [raw for raw in read_paths([folder]) if isinstance(raw, RawDocument)][:acknowledged]
        assert len(promised) == acknowledged
        for raw in promised:
            assert found[raw.id]["contents"][-1] == raw.sha256


def assert_workers_end(parent: int) -> None:
    until = time.monotonic() + 10
    while left := workers_of(parent):
        assert time.monotonic() < until, f"workers {left} outlived their parent"
        time.sleep(0.02)
