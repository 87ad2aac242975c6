"""CPU time of the asking thread, as percentiles. Machines are shared: compare ratios within one run, not milliseconds across runs."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, TypeVar

Query = TypeVar("Query")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """CPU milliseconds per query."""

    p50: float
    p95: float
    p99: float
    mean: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def figures(milliseconds: Sequence[float]) -> Figures:
    ordered = sorted(milliseconds)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)

    return Figures(p50=at(0.5), p95=at(0.95), p99=at(0.99), mean=round(sum(ordered) / len(ordered), 3))


def timed(
    answer: Callable[[Query], Any],
    queries: Sequence[Query],
    *,
    passes: int = 3,
    before: Callable[[], None] | None = None,
) -> list[float]:
    """The best of ``passes`` for each query, so that what else the machine does is left out. ``before`` runs untimed before each
    query (to empty a cache)."""
    best = [float("inf")] * len(queries)
    for _ in range(passes):
        for number, query in enumerate(queries):
            if before is not None:
                before()
            began = time.thread_time()
            answer(query)
            best[number] = min(best[number], (time.thread_time() - began) * 1_000)
    return best


def by_kind(best: Sequence[float], kinds: Sequence[str]) -> dict[str, float]:
    """The median of each kind of query."""
    return {
        kind: round(median(ms for ms, one in zip(best, kinds, strict=True) if one == kind), 3)
        for kind in dict.fromkeys(kinds)
    }
