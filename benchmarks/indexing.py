"""Indexing end to end: clean records from a file, through readers, catalog and index, as `regesta index` does it.

The yardstick is the plain building of a tantivy index from the same documents, read from a file as well; Regesta keeps the
originals, writes catalog and log durably, and indexes more fields. All processes' CPU time counts, and the peak memory of the
largest process.
"""

import datetime as dt
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import yardstick
from benchmarks.generated import Generated, documents


def measure(count: int, folder: Path, *, jobs: int = 1, engine: str = "tantivy") -> dict[str, Any]:
    """Index ``count`` generated records in a process of its own (entities off) and build the yardstick's index in another."""
    corpus = folder / f"records-{count}.jsonl"
    if not corpus.exists():
        with corpus.open("w", encoding="utf-8") as file:
            for one in documents(count):
                file.write(json.dumps(_record(one)) + "\n")
    with_entities = folder / f"yardstick-{count}.jsonl"
    if not with_entities.exists():
        with with_entities.open("w", encoding="utf-8") as file:
            for one in documents(count):
                file.write(json.dumps(_record(one) | {"entities": one.entities}) + "\n")
    peer = _in_a_process("yardstick", with_entities, folder, count)
    ours = _in_a_process("regesta", corpus, folder, count, str(jobs), engine)
    return {
        "documents": count,
        "jobs": jobs,
        "yardstick": peer,
        "regesta": ours,
        "ratio_cpu": round(ours["cpu_seconds"] / peer["cpu_seconds"], 3),
        "documents_per_cpu_second": round(count / ours["cpu_seconds"]),
    }


def _record(one: Generated) -> dict[str, str]:
    return {
        "id": one.id,
        "title": one.title,
        "body": one.body,
        "source": one.source,
        "date": one.date.isoformat(),
    }


def _read(corpus: Path) -> Iterator[Generated]:
    with corpus.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield Generated(
                id=record["id"],
                title=record["title"],
                body=record["body"],
                source=record["source"],
                date=dt.date.fromisoformat(record["date"]),
                entities=tuple([(kind, name) for kind, name in record["entities"]]),
            )


def _in_a_process(what: str, corpus: Path, folder: Path, count: int, *options: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.indexing", what, str(corpus), str(folder), str(count), *options]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def _build(what: str, corpus: Path, folder: Path, count: int, options: list[str]) -> None:
    import shutil

    path = folder / f"indexing-{what}"
    shutil.rmtree(path, ignore_errors=True)
    if what == "yardstick":
        began, started = _cpu(), time.monotonic()
        yardstick.build(_read(corpus), path)
    else:
        from indexer.generations import create_archive
        from indexer.pipeline import index_paths

        began, started = _cpu(), time.monotonic()
        archive = create_archive(path, options[1])
        report = index_paths(archive, [corpus], jobs=int(options[0]), entities=False)
        assert report.added + report.duplicates == count, report
    spent = _cpu() - began
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        json.dumps(
            {
                "cpu_seconds": round(spent, 2),
                "wall_seconds": round(time.monotonic() - started, 2),
                "megabytes": round(size / 1e6, 1),
                "peak_megabytes": round(peak / 1e3, 1),
            }
        )
    )


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    _build(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
