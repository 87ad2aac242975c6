"""An archive that is deleted and made anew, or restored, under a server that goes on."""

import shutil
from pathlib import Path

import pytest

import web.archive
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from web import create_app


@pytest.fixture(autouse=True)
def _always_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.archive, "_LOOKED_AT_SECONDS", 0.0)


def made(folder: Path, *texts: str) -> Path:
    sources = folder.parent / f"sources of {len(texts)}"
    sources.mkdir()
    for number, text in enumerate(texts):
        (sources / f"{number}.txt").write_text(text, encoding="utf-8")
    index_paths(create_archive(folder, "tantivy"), [sources])
    return folder


def test_an_archive_made_anew_in_its_place_is_served_alone(tmp_path: Path) -> None:
    place = made(tmp_path / "archive", "The old harbour.", "The older harbour.", "The oldest harbour.")
    client = create_app(archive=place).test_client()
    before = client.get("/api/v1/search?q=harbour")
    assert before.json["total"] == 3
    assert client.get("/api/v1/stats").json["documents"] == 3

    shutil.rmtree(place)
    made(place, "The new harbour.")
    assert client.get("/api/v1/stats").json["documents"] == 1
    found = client.get("/api/v1/search?q=harbour", headers={"If-None-Match": before.headers["ETag"]})
    assert (found.status_code, found.json["total"]) == (200, 1)
    assert found.json["hits"][0]["snippets"][0]["text"] == "The new harbour."
    client.application.extensions["regesta"].close()


def test_a_copy_put_in_the_place_of_an_archive_is_served(tmp_path: Path) -> None:
    place = made(tmp_path / "archive", "The old harbour.", "The older harbour.")
    copy = shutil.copytree(made(tmp_path / "other", "A ferry."), tmp_path / "copy")
    client = create_app(archive=place).test_client()
    assert client.get("/api/v1/search?q=ferry").json["total"] == 0
    place.rename(tmp_path / "away")
    copy.rename(place)
    assert client.get("/api/v1/search?q=ferry").json["total"] == 1
    assert client.get("/api/v1/stats").json["documents"] == 1
    client.application.extensions["regesta"].close()
