"""Processes that prepare documents side by side, and end by themselves when the one that started them dies.

They are programs of their own (never forks): started before the writer opens the catalog and takes the lock, they
inherit neither. Tasks and answers go through pipes; a pipe's end, and on Linux a signal too, tells that the parent is gone.
"""

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from types import TracebackType

from indexer.collecting import collected_seldom
from indexer.tasks import Options, Outcome, Preparer, Task
from search.archive import Archive
from search.errors import RegestaError

_IN_FLIGHT = 3  # tasks a worker may hold: one in work, one waiting, one answered


class WorkerDied(RegestaError):
    """A worker process ended before its answer came."""


class _Worker:
    """One process, and the threads that fill and empty its pipes, so that neither side ever waits for the other to read."""

    def __init__(self, archive: Archive | None, options: Options) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "indexer.worker", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            # Out of the terminal's reach: an interruption is the parent's to hear, also while a worker is still starting.
            process_group=0,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._tasks = Connection(os.dup(self.process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self.process.stdout.fileno()), writable=False)
        self.process.stdin.close()
        self.process.stdout.close()
        self.answers: queue.SimpleQueue[list[Outcome] | BaseException | None] = queue.SimpleQueue()
        self._tasks.send((archive, options))
        self._given: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        for work in (self._feed, self._drain):
            threading.Thread(target=work, daemon=True).start()

    def _feed(self) -> None:
        try:
            while (task := self._given.get()) is not None:
                self._tasks.send(task)
        except OSError:
            pass  # the worker is gone: whoever waits for its answer is told so
        self._tasks.close()

    def _drain(self) -> None:
        try:
            while True:
                self.answers.put(self._answers.recv())
        except (EOFError, OSError):
            self.answers.put(None)

    def give(self, task: Task) -> None:
        self._given.put(task)

    def take(self) -> list[Outcome]:
        answer = self.answers.get()
        if answer is None:
            raise self._died()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _died(self) -> WorkerDied:
        return WorkerDied(
            f"A worker process ended unexpectedly (exit status {self.process.wait()}).",
            hint="Memory may have run out: try again with --jobs 1. What was acknowledged is safe.",
        )

    def close(self) -> None:
        self._given.put(None)
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._answers.close()


class Workers:
    """Prepares tasks in ``jobs`` processes, or in this one when that is 1. Answers come in the order of the tasks."""

    def __init__(self, archive: Archive | None, options: Options, jobs: int) -> None:
        self._archive = archive
        self._options = options
        self._workers = [_Worker(archive, options) for _ in range(jobs)] if jobs > 1 else []
        self._seldom = collected_seldom()

    def prepared(self, tasks: Iterable[Task | list[Outcome]]) -> Iterator[list[Outcome]]:
        """The outcomes of each task; a list of outcomes among the tasks is handed on in its place."""
        if not self._workers:
            yield from self._here(tasks)
            return
        waiting: deque[Callable[[], list[Outcome]]] = deque()
        turn = 0
        for task in tasks:
            if isinstance(task, list):
                waiting.append(lambda known=task: known)  # type: ignore[misc]
            else:
                worker = self._workers[turn % len(self._workers)]
                turn += 1
                worker.give(task)
                waiting.append(worker.take)
            while len(waiting) > _IN_FLIGHT * len(self._workers):
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()

    def _here(self, tasks: Iterable[Task | list[Outcome]]) -> Iterator[list[Outcome]]:
        preparer = Preparer(self._archive, self._options)
        try:
            for task in tasks:
                yield task if isinstance(task, list) else preparer.outcomes(task)
        finally:
            preparer.close()

    def __enter__(self) -> "Workers":
        self._seldom.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seldom.__exit__(kind, error, trace)
        for worker in self._workers:
            worker.close()
