"""Eight readers at once, and among them somebody who means no good: does the server answer all, as quickly, in the same memory?

    python -m benchmarks.load --archive DIR [--requests 100000] [--clients 8] [--workers 2] [--hostile .1]

gunicorn serves the archive as `regesta serve` does. Normal traffic is results pages and API searches (a third of them second pages), with some
documents and completions; a part of all requests is ``benchmarks.hostile``. Times are what a client waits, in milliseconds; idle is one client
alone before the load. Beside it: requests per second of a bare Flask page under the same gunicorn and the same clients.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.generated import documents
from benchmarks.hostile import HOSTILE
from benchmarks.queries import make_queries

IDLE_REQUESTS = 200
# Memory is looked at this often; the first looks are of a server that is still filling its caches.
MEMORY_LOOKS = 20
_HERE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Milliseconds by kind of request, and how often each status was answered (0: no answer at all)."""

    waited: dict[str, list[float]]
    statuses: Counter[int]


def normal_paths(count: int, sample: int = 4_000, seed: int = 5) -> list[str]:
    draw = random.Random(seed)
    paths = []
    for query in make_queries(documents(sample, shortest=60, longest=160), count=200, seed=seed):
        asked = urlencode([("q", query.text)] + ([("source", query.source)] if query.source else []))
        paths += [f"/search?{asked}", f"/search?{asked}", f"/search?{asked}&page=2", f"/api/v1/search?{asked}"]
        paths += [f"/api/v1/search?{asked}&copies=collapse"] if draw.random() < 0.1 else []
        paths.append(f"/api/v1/suggest?q={quote(query.text[:3])}")
    paths += ["/", "/search", "/sources", "/timeline"]
    return [draw.choice(paths) for _ in range(count)]


def traffic(count: int, hostile: float, seed: int) -> list[tuple[str, str]]:
    """(kind, path) of so many requests."""
    draw = random.Random(seed)
    normal = iter(normal_paths(count, seed=5))
    return [
        ("hostile", f"{draw.choice(('/search', '/api/v1/search'))}?{draw.choice(HOSTILE).query_string}")
        if draw.random() < hostile
        else ("normal", next(normal))
        for _ in range(count)
    ]


def ask(port: int, requests: list[tuple[str, str]]) -> Answered:
    """One client: a connection kept alive, one request after the other."""
    waited: dict[str, list[float]] = {}
    statuses: Counter[int] = Counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for kind, path in requests:
        began = time.perf_counter()
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Referer": f"http://127.0.0.1:{port}/"})
            response = connection.getresponse()
            response.read()
            status = response.status
        except (OSError, http.client.HTTPException):
            connection.close()
            status = 0
        waited.setdefault(kind, []).append((time.perf_counter() - began) * 1_000)
        statuses[status] += 1
    connection.close()
    return Answered(waited=waited, statuses=statuses)


@contextmanager
def serving(app: str, workers: int, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """(port, process id of gunicorn's arbiter), once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--config", "python:web.gunicorn_conf", "--access-logfile", os.devnull,
        "--bind", f"127.0.0.1:{port}", "--workers", str(workers), app,
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=_HERE, env={**os.environ, **environment})
    try:
        for _ in range(600):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(60)


def resident(arbiter: int) -> dict[int, int]:
    """Megabytes of memory that each worker has to itself (what it shares with the others was loaded before the fork)."""
    found = {}
    children = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()
    for child in map(int, children):
        rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
        private = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(("Private", "Pss_Anon")))
        found[child] = private // 1_024
    return found


def processor_seconds(arbiter: int) -> float:
    """What the workers have used of the processors so far."""
    children = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()
    fields = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in children]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def together(
    port: int, requests: list[tuple[str, str]], clients: int, look: Any = None
) -> tuple[Answered, float, list[Any]]:
    """All requests, shared out among the clients, each a process of its own; seconds; and what ``look`` saw meanwhile."""
    looks = []
    began = time.perf_counter()
    rounds = MEMORY_LOOKS if look is not None else 1
    merged = Answered(waited={}, statuses=Counter())
    spent = 0.0
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        pool.starmap(ask, [(port, [])] * clients)  # all of them are there
        for number in range(rounds):
            part = requests[number * len(requests) // rounds : (number + 1) * len(requests) // rounds]
            began = time.perf_counter()
            for answered in pool.starmap(
                ask, [(port, part[client::clients]) for client in range(clients)], chunksize=1
            ):
                for kind, times in answered.waited.items():
                    merged.waited.setdefault(kind, []).extend(times)
                merged.statuses.update(answered.statuses)
            spent += time.perf_counter() - began
            if look is not None:
                looks.append(look())
    return merged, spent, looks


def at(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0


def measure(archive: Path, requests: int, clients: int, workers: int, hostile: float) -> dict[str, Any]:
    environment = {"REGESTA_ARCHIVE": str(archive.absolute()), "PYTHONPATH": str(_HERE)}
    with serving("web.wsgi:app", workers, environment) as (port, arbiter):
        idle = ask(port, [("normal", path) for path in normal_paths(IDLE_REQUESTS)]).waited["normal"]
        used = processor_seconds(arbiter)
        answered, seconds, memory = together(
            port, traffic(requests, hostile, seed=1), clients, lambda: resident(arbiter)
        )
        used = processor_seconds(arbiter) - used
    with serving("benchmarks.hello:app", workers, {"PYTHONPATH": str(_HERE)}) as (port, _):
        plain, plain_seconds, _ = together(port, [("normal", "/")] * min(requests, 10_000), clients)
    normal = answered.waited["normal"]
    return {
        "requests": requests,
        "clients": clients,
        "workers": workers,
        "statuses": dict(sorted(answered.statuses.items())),
        "errors": sum(count for status, count in answered.statuses.items() if status == 0 or status >= 500),
        "idle_ms": {"p50": at(idle, 0.5), "p99": at(idle, 0.99)},
        "normal_ms": {"p50": at(normal, 0.5), "p95": at(normal, 0.95), "p99": at(normal, 0.99)},
        "hostile_ms": {
            "p50": at(answered.waited.get("hostile", []), 0.5),
            "p99": at(answered.waited.get("hostile", []), 0.99),
        },
        "p99_over_idle_p50": round(at(normal, 0.99) / max(at(idle, 0.5), 0.001), 2),
        "requests_a_second": round(requests / seconds, 1),
        "processor_ms_a_request": round(used / requests * 1_000, 2),
        "hello_requests_a_second": round(sum(plain.statuses.values()) / plain_seconds, 1),
        "worker_megabytes": [sum(look.values()) for look in memory],
        "load_of_the_machine": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--hostile", type=float, default=0.1)
    given = parser.parse_args()
    answer = measure(given.archive, given.requests, given.clients, given.workers, given.hostile)
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "load.json").write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
    for name, value in answer.items():
        print(f"{name}: {json.dumps(value)}")


if __name__ == "__main__":
    main()
