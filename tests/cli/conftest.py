"""An archive of a few small documents, and the command line called as a function."""

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from web.cli import main

DOCUMENTS = {
    "talks.txt": (
        "Talks resume in Pyongyang\n\nMar 1, 2012\n\nNorth Korea agreed to a moratorium on missile tests after talks "
        "with the United States in Beijing, officials said on Wednesday.\n\nThe agreement allows inspectors of the "
        "International Atomic Energy Agency to return to Yongbyon.\n\nLeave a Reply\n"
    ),
    "harbour/ports of call.txt": (
        "Ports of call\n\nThe harbour of Busan grew again. Grain and coal pass through it, and the dredging of the "
        "outer basin will be finished within the year, the port authority expects.\n"
    ),
    "-dash.txt": "A dash begins this name\n\nA document whose name begins with a dash is a document like any other.\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Regesta = Callable[..., Answer]


@pytest.fixture
def regesta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Regesta:
    """``regesta("search", "talks", stdin=b"")`` in an empty folder of its own."""
    (tmp_path / "work").mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "work")
    for variable in ("REGESTA_ARCHIVE", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)

    def never(*arguments: object) -> None:
        raise AssertionError("`regesta serve` would have replaced the test run by a server")

    monkeypatch.setattr("os.execve", never)

    def call(*arguments: str, stdin: bytes | str = b"") -> Answer:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        code = main(list(arguments))
        told = capsysbinary.readouterr()
        return Answer(code=code, out=told.out.decode(), err=told.err.decode())

    return call


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``documents`` and an ``archive`` of them, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("built")
    for name, text in DOCUMENTS.items():
        path = folder / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert main(["--archive", str(folder / "archive"), "index", str(folder / "documents")]) == 0
    return folder


@pytest.fixture
def documents(built: Path, tmp_path: Path) -> Path:
    """A folder of documents."""
    return Path(shutil.copytree(built / "documents", tmp_path / "documents"))


@pytest.fixture
def archive(regesta: Regesta, built: Path) -> Regesta:
    """``regesta`` in a folder whose ``./archive`` holds the documents."""
    shutil.copytree(built / "archive", "archive")
    return regesta
