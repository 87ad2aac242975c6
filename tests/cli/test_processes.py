"""`regesta` as a process: pipes that close, interruptions, terminals, and the server."""

import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REGESTA = [sys.executable, "-m", "web.cli"]


@pytest.fixture
def environment(repository: Path) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("REGESTA_")}
    return {**mine, "PYTHONPATH": str(repository), "TERM": "xterm"}


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """More documents than can be indexed before somebody presses Ctrl-C."""
    return written(tmp_path / "records.jsonl", 20_000)


def written(path: Path, count: int) -> Path:
    lines = (
        json.dumps(
            {"id": f"r{number}", "text": f"Report {number}\n\nThe harbour of Busan grew by {number} berths again.\n"}
        )
        for number in range(count)
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited half a minute in vain")


def test_a_closed_pipe_ends_a_command_quietly(built: Path, environment: dict[str, str]) -> None:
    run = subprocess.run(
        f"{' '.join(REGESTA)} --archive '{built / 'archive'}' export | true; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() in ("141", "0")  # 0: all was written before the pipe was closed
    assert run.stderr == ""


def test_a_run_goes_on_when_nobody_reads_its_messages(
    documents: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(
        [*REGESTA, "--archive", str(tmp_path / "a"), "index", str(documents), "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=writing,
        check=False,
    )
    os.close(writing)
    assert (run.returncode, json.loads(run.stdout)["added"]) == (0, 3)


def test_an_interrupted_run_says_so_keeps_what_it_committed_and_can_go_on(
    records: Path, documents: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    archive = str(tmp_path / "archive")
    subprocess.run(
        [*REGESTA, "--archive", archive, "index", str(documents)], env=environment, check=True, capture_output=True
    )
    command = [*REGESTA, "--archive", archive, "index", str(records), "--jobs", "2"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        lock = Path(archive, "writer.lock")
        until(lambda: f'"pid": {run.pid}' in lock.read_text(encoding="utf-8"))
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the workers get it too
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (130, "")
    assert "Interrupted" in err
    assert "Traceback" not in err
    verified = subprocess.run(
        [*REGESTA, "--archive", archive, "verify", "--json"], env=environment, check=False, capture_output=True
    )
    assert (verified.returncode, json.loads(verified.stdout)["documents"] >= 3) == (0, True)


def test_a_second_writer_is_told_who_holds_the_lock(
    records: Path, documents: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    archive = str(tmp_path / "archive")
    with subprocess.Popen(
        [*REGESTA, "--archive", archive, "index", str(records), "--jobs", "1"],
        env=environment,
        stderr=subprocess.DEVNULL,
    ) as first:
        lock = Path(archive, "writer.lock")
        current = Path(archive, "CURRENT")
        until(lambda: current.exists() and f'"pid": {first.pid}' in lock.read_text(encoding="utf-8"))
        second = subprocess.run(
            [*REGESTA, "--archive", archive, "index", str(documents)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        first.kill()
    assert second.returncode == 3
    assert f"process {first.pid}" in second.stderr


def test_a_filter_answers_each_line_before_the_next_is_written(environment: dict[str, str]) -> None:
    for command in (["clean", "--jsonl"], ["annotate", "--jsonl"]):
        with subprocess.Popen(
            [*REGESTA, *command], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as run:
            assert run.stdin is not None
            assert run.stdout is not None
            for name in ("first", "second"):
                run.stdin.write(json.dumps({"id": name, "text": "Talks in Beijing."}).encode() + b"\n")
                run.stdin.flush()
                assert json.loads(run.stdout.readline())["id"] == name
            run.stdin.close()
            assert run.wait(timeout=60) == 0


def test_output_is_utf_8_whatever_the_locale(built: Path, environment: dict[str, str]) -> None:
    plain = {**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    run = subprocess.run(
        [*REGESTA, "--archive", str(built / "archive"), "search", "talks"], env=plain, capture_output=True, check=False
    )
    assert run.returncode == 0
    assert " · " in run.stdout.decode("utf-8")


# --- terminals --------------------------------------------------------------------------------------------------------


def on_a_terminal(command: list[str], environment: dict[str, str]) -> str:
    """What a terminal would be sent, standard error included."""
    master, slave = pty.openpty()
    with subprocess.Popen(command, env=environment, stdin=slave, stdout=slave, stderr=slave) as run:
        os.close(slave)
        pieces: list[bytes] = []
        try:
            while piece := os.read(master, 65_536):
                pieces.append(piece)
        except OSError:  # Linux says EIO when the other side is closed
            pass
        assert run.wait(timeout=60) == 0
    os.close(master)
    return b"".join(pieces).decode()


def test_on_a_terminal_matches_are_bold_unless_colour_is_refused(built: Path, environment: dict[str, str]) -> None:
    command = [*REGESTA, "--archive", str(built / "archive"), "search", "moratorium"]
    assert "\x1b[1mmoratorium\x1b[0m" in on_a_terminal(command, environment)
    assert "\x1b" not in on_a_terminal(command, {**environment, "NO_COLOR": "1"})


def test_a_document_cannot_steer_the_terminal(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "evil.txt").write_text(
        "A title\x1b]0;owned\x07 of a kind\n\nA paragraph that clears \x1b[2J the screen, and one word \u202edekcart more.\n",
        encoding="utf-8",
    )
    archive = ["--archive", str(tmp_path / "archive")]
    on_a_terminal([*REGESTA, *archive, "index", str(tmp_path / "evil.txt")], environment)
    for command in (["search", "screen"], ["show", "evil.txt"], ["show", "evil.txt", "--raw"], ["lines", "evil.txt"]):
        sent = on_a_terminal([*REGESTA, *archive, *command], environment)
        assert not {"\x1b]", "\x1b[2J", "\x07", "\u202e"} & {
            part for part in ("\x1b]", "\x1b[2J", "\x07", "\u202e") if part in sent
        }


def test_on_a_terminal_a_bar_is_drawn_and_wiped(tmp_path: Path, environment: dict[str, str]) -> None:
    records = written(tmp_path / "records.jsonl", 1_000)
    sent = on_a_terminal([*REGESTA, "--archive", str(tmp_path / "a"), "index", str(records), "--dry-run"], environment)
    assert "\r\x1b[K" in sent
    assert "read " in sent
    assert "1000 added" in sent


# --- serving ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(built: Path, tmp_path: Path) -> Path:
    """The archive that is served."""
    return Path(shutil.copytree(built / "archive", tmp_path / "served"))


@pytest.fixture
def server(served: Path, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on a free port: the process, and the address it has told."""
    command = [*REGESTA, "--archive", str(served), "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stderr is not None
        told = run.stderr.readline()
        assert "http://127.0.0.1:" in told, told + run.stderr.read()
        address = next(word for word in told.split() if word.startswith("http://"))
        try:
            yield run, address
        finally:
            run.kill()


def test_a_server_says_where_it_is_answers_and_ends_on_sigterm(server: tuple[subprocess.Popen[str], str]) -> None:
    run, address = server
    with urllib.request.urlopen(f"{address}/api/v1/search?q=moratorium") as answer:  # the socket waits until workers do
        assert [hit["id"] for hit in json.load(answer)["hits"]] == ["talks.txt"]
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=60) == 0


def test_what_is_indexed_and_rebuilt_while_serving_is_served(
    server: tuple[subprocess.Popen[str], str], served: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    _, address = server

    def found(query: str) -> dict[str, object]:
        with urllib.request.urlopen(f"{address}/api/v1/search?q={query}") as answer:
            return dict(json.load(answer))

    assert found("dredging")["total"] == 1
    (tmp_path / "new.txt").write_text(
        "A new text\n\nDredging begins in Geneva, too, the town says.\n", encoding="utf-8"
    )
    for command in (["index", str(tmp_path / "new.txt")], ["reindex", "--engine", "whoosh"]):
        subprocess.run([*REGESTA, "--archive", str(served), *command], env=environment, check=True, capture_output=True)
    until(lambda: found("dredging")["total"] == 2 and str(found("dredging")["snapshot"]).startswith("2."))


def test_an_occupied_port_is_refused_at_once(built: Path, environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = str(occupied.getsockname()[1])
        run = subprocess.run(
            [*REGESTA, "--archive", str(built / "archive"), "serve", "--port", port],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert f"port {port}" in run.stderr
    assert "--port" in run.stderr


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.1", "0"), ("127.0.0.1", "65536"), ("127.0.0.1", "-1"), ("no host", "0")]
)
def test_an_address_that_cannot_be_is_refused(built: Path, environment: dict[str, str], host: str, port: str) -> None:
    run = subprocess.run(
        [*REGESTA, "serve", "--archive", str(built / "archive"), "--host", host, "--port", port],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert (host if port == "0" else port) in run.stderr
