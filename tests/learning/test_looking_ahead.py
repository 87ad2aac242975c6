"""A large run counts its lines before it cleans: the archive is the same, and no document is cleaned twice."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import walking
from indexer.generations import create_archive
from indexer.learning import looking_ahead
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.verify import verify
from search.archive import Archive
from search.catalog.connection import open_readonly
from search.catalog.reading import open_catalog
from tests.learning.papers import BLURB, index, paper, shown, write


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = create_archive(tmp_path / "archive")
    yield made
    assert verify(made).problems == ()


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_ahead, "is_worth_it", lambda coming, stored: True)


def counted(archive: Archive) -> list[tuple[object, ...]]:
    """What each document's verdicts rest on, and how often each line stands in its group."""
    catalog = open_readonly(archive.catalog_path)
    try:
        rows = catalog.execute(
            "SELECT d.id, g.name, g.documents, g.due, l.levels, l.rules, l.counted, l.keys FROM document_lines l "
            "JOIN documents d ON d.number = l.document JOIN line_groups g ON g.number = l.member ORDER BY d.id"
        ).fetchall()
        lines = catalog.execute(
            "SELECT g.name, r.key, r.documents FROM repeated_lines r JOIN line_groups g ON g.number = r.member ORDER BY 1, 2"
        ).fetchall()
    finally:
        catalog.close()
    return [*rows, *lines]


def dates(archive: Archive, ids: list[str]) -> list[object]:
    catalog = open_catalog(archive)
    try:
        return [catalog.document(document_id).hit.date for document_id in ids]
    finally:
        catalog.close()


_DATES = st.sampled_from(["", "03/04/2012", "25/12/2012", "12/25/2012", "May 3, 2012", "Posted 7/8/2011"])


@st.composite
def _papers(draw: st.DrawFn) -> list[dict[str, str]]:
    papers = draw(
        st.lists(
            st.builds(
                paper, st.integers(1, 12), source=st.sampled_from(["The Courier", "Echo", ""]), blurb=st.booleans()
            ),
            min_size=2,
            max_size=10,
            unique_by=lambda one: one["id"],
        )
    )
    for one in papers:
        if line := draw(_DATES):
            del one["date"]
            one["text"] = f"{line}\n\n{one['text']}"
    return papers


@settings(max_examples=25)
@given(_papers(), st.integers(0, 10), st.booleans())
def test_looked_ahead_or_not_an_archive_is_the_same(papers: list[dict[str, str]], cut: int, twice: bool) -> None:
    ids = [each["id"] for each in papers]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        plain, ahead = create_archive(folder / "plain"), create_archive(folder / "ahead")
        runs = [papers[:cut], papers[cut:]] if 0 < cut < len(papers) else [papers]
        files = [write(folder / f"run{number}.jsonl", run) for number, run in enumerate(runs)]
        for number, file in enumerate(files):
            index(plain, file)
            with mock.patch.object(looking_ahead, "is_worth_it", lambda *_, yes=number == 0 or twice: yes):
                index(ahead, file)
        assert shown(ahead, ids) == shown(plain, ids)
        assert dates(ahead, ids) == dates(plain, ids)
        assert counted(ahead) == counted(plain)
        reindex(ahead)
        assert shown(ahead, ids) == shown(plain, ids)


@pytest.mark.usefixtures("always")
def test_what_was_foreseen_is_not_judged_again(archive: Archive, tmp_path: Path) -> None:
    report = index(archive, write(tmp_path / "all.jsonl", [paper(number) for number in range(1, 6)]))
    assert report.recleaned == 0
    [blurb] = [line for line in shown(archive, ["p3"])["p3"] if line[0] == BLURB]
    assert (blurb[1], blurb[3]) == ("demote", "prose that repeats; in 5 of 5 documents of this source")
    assert not (archive.path / looking_ahead.FOLDER).exists()


@pytest.mark.usefixtures("always")
def test_what_was_foreseen_is_not_even_looked_at_again(archive: Archive, tmp_path: Path) -> None:
    papers = [paper(number) for number in range(1, 6)]
    for one in papers:
        del one["date"]
        one["text"] = f"25/12/2012\n\n{one['text']}"  # signs of how a source writes dates are counted as well
    with mock.patch("indexer.tasks.judge", side_effect=AssertionError("judged again")):
        report = index(archive, write(tmp_path / "all.jsonl", papers))
    assert (report.added, report.recleaned) == (5, 0)


@pytest.mark.usefixtures("always")
def test_files_of_a_folder_without_a_source_are_foreseen_as_well(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "papers" / "desk"
    folder.mkdir(parents=True)
    for number in range(1, 6):
        (folder / f"p{number}.txt").write_text(paper(number)["text"])
    (folder / "page.html").write_text("<p>A page among them.</p>")
    (folder / "broken.json").write_text("{")
    report = index_paths(archive, [tmp_path / "papers"], entities=False)
    assert (report.added, len(report.failed), report.recleaned) == (6, 1, 0)
    [blurb] = [line for line in shown(archive, ["desk/p2.txt"])["desk/p2.txt"] if line[0] == BLURB]
    assert blurb[1] == "demote"


@pytest.mark.usefixtures("always")
def test_documents_that_turn_out_to_be_copies_leave_no_wrong_count(archive: Archive, tmp_path: Path) -> None:
    papers = [paper(1), paper(2), {**paper(1), "id": "again"}]
    index(archive, write(tmp_path / "all.jsonl", papers))
    for document_id in ("p1", "p2"):  # of three lines that were foreseen two are there: too few for a blurb
        [blurb] = [line for line in shown(archive, [document_id])[document_id] if line[0] == BLURB]
        assert (blurb[1], blurb[3]) == ("keep", "in 2 of 2 documents of this source")


@pytest.mark.usefixtures("always")
def test_a_run_cut_short_before_it_learned_is_made_good_by_the_next(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [paper(1), paper(2), {**paper(1), "id": "again"}]
    file = write(tmp_path / "all.jsonl", papers)
    with monkeypatch.context() as cut:
        cut.setattr("indexer.learning.settling.gather", mock.Mock(side_effect=RuntimeError("cut short")))
        with pytest.raises(RuntimeError):
            index(archive, file)
    assert not (archive.path / looking_ahead.FOLDER).exists()
    index(archive, write(tmp_path / "more.jsonl", [paper(9, source="Echo")]))
    [blurb] = [line for line in shown(archive, ["p1"])["p1"] if line[0] == BLURB]
    assert (blurb[1], blurb[3]) == ("keep", "in 2 of 2 documents of this source")


@pytest.mark.usefixtures("always")
def test_more_lines_than_are_held_are_learned_at_the_end(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_ahead, "MOST_LINES", 20)
    report = index(archive, write(tmp_path / "all.jsonl", [paper(number) for number in range(1, 6)]))
    assert report.recleaned == 5


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_look_ahead_ends_early_where_most_documents_are_given_as_clean(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(looking_ahead, "_SAMPLE", 70)
    monkeypatch.setattr(walking, "TASK_DOCUMENTS", 8)
    clean = [{"id": f"c{number}", "body": f"The text of number {number}."} for number in range(200)]
    told: list[int] = []
    file = write(tmp_path / "all.jsonl", [*clean, *(paper(number) for number in range(1, 6))])
    report = index_paths(archive, [file], jobs=jobs, entities=False, progress=lambda so_far: told.append(so_far.ahead))
    assert 70 <= max(told) < 150
    assert (report.added, report.recleaned) == (205, 5)


def test_a_look_ahead_is_for_runs_that_are_large_and_new() -> None:
    assert looking_ahead.is_worth_it(5_000_000, 1_000_000)
    assert not looking_ahead.is_worth_it(3_000_000, 1_000_000)
    assert not looking_ahead.is_worth_it(5_000_000, 6_000_000)
