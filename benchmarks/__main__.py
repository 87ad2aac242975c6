"""`make bench`: run the measurements, print tables, write `benchmarks/results/*.json`.

    python -m benchmarks [--documents 100000] [--only searching,suggesting,http,load,indexing,relevance] [--work DIR]

Generated archives stay in the work folder, so that a second run is quick; delete it to start afresh.
"""

import argparse
import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def main() -> None:
    options = _parser().parse_args()
    work = Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    chosen = options.only.split(",") if options.only else list(MEASUREMENTS)
    for name in chosen:
        print(f"\n== {name} ==", flush=True)
        answer = MEASUREMENTS[name](options.documents, work)
        answer["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
        (results / f"{name}.json").write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
        _print(answer)


def _searching(count: int, work: Path) -> dict[str, Any]:
    from benchmarks import searching

    return searching.measure(count, work)


def _http(count: int, work: Path) -> dict[str, Any]:
    from benchmarks import http

    return http.measure(count, work)


def _pages(_count: int, _work: Path) -> dict[str, Any]:
    from benchmarks import pages

    return pages.measure()


def _indexing(count: int, work: Path) -> dict[str, Any]:
    from benchmarks import indexing

    return indexing.measure(count, work)


def _suggesting(count: int, work: Path) -> dict[str, Any]:
    from benchmarks import suggesting

    return suggesting.measure(count, work)


def _load(count: int, work: Path) -> dict[str, Any]:
    from benchmarks import load

    return load.measure(work / f"regesta-{count}-60-160", 100_000, clients=8, workers=2, hostile=0.1)


def _decisions(count: int, work: Path) -> dict[str, Any]:
    from benchmarks import decisions

    return decisions.measure(count, work)


def _relevance(_count: int, work: Path) -> dict[str, Any]:
    from benchmarks import relevance

    if not relevance.SHARED.is_dir():
        return {"skipped": "no corpora; REGESTA_SHARED names their folder"}
    return relevance.measure([*relevance.FOUR, relevance.WITHIN_VOLUMES], work)


MEASUREMENTS: dict[str, Callable[[int, Path], dict[str, Any]]] = {
    "searching": _searching,
    "suggesting": _suggesting,
    "http": _http,
    "load": _load,
    "pages": _pages,
    "indexing": _indexing,
    "decisions": _decisions,
    "relevance": _relevance,
}


def _print(answer: dict[str, Any]) -> None:
    rows = answer.get("rows")
    if rows:
        print(f"{'CPU ms':48} {'p50':>8} {'p95':>8} {'p99':>8} {'mean':>8}")
        for name, row in rows.items():
            cpu = row["cpu_ms"]
            print(f"{name:48} {cpu['p50']:8.2f} {cpu['p95']:8.2f} {cpu['p99']:8.2f} {cpu['mean']:8.2f}")
    for key, value in answer.items():
        if key != "rows":
            print(f"{key}: {json.dumps(value)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--only", help=f"comma-separated: {', '.join(MEASUREMENTS)}")
    parser.add_argument("--work", default=str(HERE / "work"))
    return parser


if __name__ == "__main__":
    main()
