"""Deciding about entities in a large archive: how long a rename, a merge, and the joining of names by rule take.

    python -m benchmarks.decisions [--documents 100000] [--touched 5000] [--work DIR] [--engine tantivy]

The archive's entities are drawn unevenly; the one named in about as many documents as asked for is merged into another. Wall
time counts too: an archivist waits for it.
"""

import argparse
import json
import resource
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.archives import build
from benchmarks.generated import documents
from indexer.entities.decisions import Action, Merge, Rename, Undo
from indexer.entity_decisions.deciding import decide
from indexer.entity_decisions.joining import join_people
from indexer.writer import open_for_writing
from search.archive import Archive

TOUCHED = 5_000


def measure(count: int, work: Path, *, touched: int = TOUCHED, engine: str = "tantivy") -> dict[str, Any]:
    """Seconds of each decision, with the number of documents that it touched. The archive is made when it is not there."""
    folder = work / f"decisions-{count}-{engine}"
    if not (folder / "CURRENT").exists():
        build(documents(count), folder, engine=engine)
    archive = Archive(folder)
    merged, into = _pair(archive, touched)
    answer: dict[str, Any] = {"documents": count, "engine": engine}
    answer["rename"], _ = _decided(archive, Rename(entity=into, name="Another Name"))
    answer["merge"], number = _decided(archive, Merge(entity=merged, into=into))
    answer["undo"], _ = _decided(archive, Undo(number=number))
    answer["join_people"] = _joined(archive)
    answer["join_people_again"] = _joined(archive)
    return answer


def _pair(archive: Archive, touched: int) -> tuple[str, str]:
    """Two entities of a kind: one in about ``touched`` documents, and the next more frequent one."""
    with closing(sqlite3.connect(archive.catalog_path)) as catalog:
        (field, merged, found) = catalog.execute(
            "SELECT field, value, documents FROM facet_values WHERE field IN ('place', 'org') "
            "ORDER BY abs(documents - ?), number LIMIT 1",
            (touched,),
        ).fetchone()
        (into,) = catalog.execute(
            "SELECT value FROM facet_values WHERE field = ? AND value <> ? AND documents >= ? ORDER BY documents LIMIT 1",
            (field, merged, found),
        ).fetchone()
    return merged, into


def _decided(archive: Archive, action: Action) -> tuple[dict[str, float], int]:
    told: list[float] = []
    began = time.monotonic()
    spent, taken = _spent(
        lambda: decide(archive, [action], by="benchmark", recorded=lambda _: told.append(time.monotonic() - began))
    )
    spent["documents"] = taken.documents
    spent["wall_seconds_until_recorded"] = round(told[0], 3)
    return spent, taken.decisions[0].number


def _joined(archive: Archive) -> dict[str, float]:
    with open_for_writing(archive, "benchmark") as writer:
        spent, merges = _spent(lambda: join_people(writer))
    return {**spent, "merges": merges}


def _spent(act: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    began, started = _cpu(), time.monotonic()
    answer = act()
    return {"wall_seconds": round(time.monotonic() - started, 3), "cpu_seconds": round(_cpu() - began, 3)}, answer


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decisions", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--touched", type=int, default=TOUCHED)
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"))
    parser.add_argument("--engine", default="tantivy")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    found = measure(options.documents, options.work, touched=options.touched, engine=options.engine)
    for name, row in found.items():
        print(f"{name}: {json.dumps(row)}")
