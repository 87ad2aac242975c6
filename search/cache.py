"""A small thread-safe memory of recent answers, keyed by everything they depend on."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class RecentAnswers(Generic[Value]):
    """Keeps the ``size`` answers used last. Keys hold the snapshot, so a change of the archive never needs to clear it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._answers: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def peek(self, key: Hashable) -> Value | None:
        """The answer kept under ``key``, or None."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        return None

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The answer kept under ``key``, else what ``compute`` gives; two threads may both compute the same one."""
        kept = self.peek(key)
        if kept is not None:
            return kept
        answer = compute()
        self.put(key, answer)
        return answer

    def put(self, key: Hashable, answer: Value) -> None:
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
