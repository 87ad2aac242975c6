"""A server makes broad searches ahead in each worker; an application that is merely made does not."""

import threading
from pathlib import Path

from flask import Flask

from search import warming
from web import create_app
from web.warming import start_warming


def running() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_an_application_by_itself_starts_nothing(app: Flask) -> None:
    assert "warming" not in running()


def test_a_server_warms_until_it_ends(archive: Path, monkeypatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(warming, "warm", lambda *_: done.set() or 1)
    end = start_warming(create_app(archive=archive, warm=3))
    assert end is not None
    assert done.wait(20)
    end()
    assert "warming" not in running()


def test_none_is_kept_where_none_is_wanted(archive: Path) -> None:
    assert start_warming(create_app(archive=archive, warm=0)) is None


def test_an_archive_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    end = start_warming(create_app(archive=tmp_path / "none", warm=3))
    assert end is not None
    end()
    assert "warming" not in running()
