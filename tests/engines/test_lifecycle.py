"""Writing, committing, snapshots, crashes, and indexes that cannot be used."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines import ENGINES, engine_named
from search.engines.contract import All, And, Engine, FacetRequest, HistogramRequest, Not, Or, SearchPlan, Term, Values
from search.engines.folder import CARD
from search.errors import EngineError
from tests.engines.samples import document, found, indexed, phrase, term, write

REPOSITORY = Path(__file__).resolve().parents[2]


# --- creating and opening -----------------------------------------------------------------------------------------------


def test_a_new_index_is_empty_and_at_sequence_zero(engine: Engine, folder: Path) -> None:
    reader = engine.open(folder)
    assert (reader.sequence, reader.documents, dict(reader.revisions())) == (0, 0, {})
    facets = (FacetRequest(field="person", numbers=(1,)),)
    result = reader.search(SearchPlan(query=All(), facets=facets, histogram=HistogramRequest(unit="year")))
    assert (result.total, result.hits, result.facets["person"].asked) == (0, (), {1: 0})
    assert result.histogram is not None
    assert (result.histogram.counts, result.histogram.undated) == ((), 0)
    assert found(reader, Not(child=term("alpha"))) == set()


def test_an_index_is_made_in_missing_folders_and_never_over_something(engine: Engine, tmp_path: Path) -> None:
    engine.create(tmp_path / "a" / "b")
    with pytest.raises(EngineError, match="not empty"):
        engine.create(tmp_path / "a" / "b")
    assert engine.open(tmp_path / "a" / "b").documents == 0


def _emptied(path: Path) -> None:
    for file in path.iterdir():
        file.unlink()


def _without_card(path: Path) -> None:
    (path / CARD).unlink()


def _with_broken_card(path: Path) -> None:
    (path / CARD).write_text("{")


def _of_another_version(path: Path) -> None:
    card = json.loads((path / CARD).read_text())
    (path / CARD).write_text(json.dumps(card | {"version": "ancient 0.1"}))


def _of_another_engine(path: Path) -> None:
    card = json.loads((path / CARD).read_text())
    (path / CARD).write_text(json.dumps(card | {"engine": "xapian"}))


def _with_cut_files(path: Path) -> None:
    for file in path.iterdir():
        if file.name != CARD and file.stat().st_size:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _with_card_only(path: Path) -> None:
    for file in path.iterdir():
        if file.name != CARD:
            file.unlink()


@pytest.mark.parametrize(
    "damage",
    [_emptied, _without_card, _with_broken_card, _of_another_version, _of_another_engine, _with_cut_files, _with_card_only],
)  # fmt: skip
def test_a_damaged_or_foreign_index_is_refused_naming_folder_and_remedy(
    engine: Engine, folder: Path, damage: Callable[[Path], None]
) -> None:
    write(engine, folder, [document(1, "alpha")])
    damage(folder)
    before = _files(folder)
    for opening in (engine.open, engine.open_writer):
        with pytest.raises(EngineError) as refused:
            opening(folder)
        assert str(folder) in str(refused.value)
        assert "regesta reindex" in str(refused.value)
    assert _files(folder) == before  # nothing was created over the damage


def _files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.endswith("lock"))


def test_a_missing_folder_is_refused_and_not_made(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no index folder"):
        engine.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_an_index_of_one_engine_is_no_index_of_another(tmp_path: Path) -> None:
    names = sorted(ENGINES)
    for maker, other in zip(names, names[1:] + names[:1], strict=True):
        engine_named(maker).create(tmp_path / maker)
        with pytest.raises(EngineError, match=f"made by the engine '{maker}'"):
            engine_named(other).open(tmp_path / maker)


def test_a_second_writer_is_refused_until_the_first_closes(engine: Engine, folder: Path) -> None:
    writer = engine.open_writer(folder)
    with pytest.raises(EngineError, match="another process"):
        engine.open_writer(folder)
    writer.commit(1)
    with pytest.raises(EngineError, match="another process"):
        engine.open_writer(folder)
    writer.close()
    engine.open_writer(folder).close()


# --- changes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", [False, True], ids=["in one commit", "in two commits"])
def test_a_document_with_the_same_number_replaces_the_old_one(engine: Engine, folder: Path, between: bool) -> None:
    writer = engine.open_writer(folder)
    writer.upsert(document(5, "old words", revision=1, person=(1,)))
    if between:
        writer.commit(1)
    writer.upsert(document(5, "new words", revision=2, person=(2,)))
    writer.commit(2)
    writer.close()
    reader = engine.open(folder)
    assert (found(reader, term("old")), found(reader, term("new")), found(reader, All())) == (set(), {5}, {5})
    assert dict(reader.revisions()) == {5: 2}
    assert reader.documents == 1
    assert reader.facet(All(), FacetRequest(field="person")).counts == ((2, 1),)


@pytest.mark.parametrize("between", [False, True], ids=["in one commit", "in two commits"])
def test_a_deleted_document_is_gone_from_hits_totals_and_facets(engine: Engine, folder: Path, between: bool) -> None:
    writer = engine.open_writer(folder)
    for number in (1, 2, 3):
        writer.upsert(document(number, "alpha", person=(number,), dates=("2012-03-01", "2012-03-01")))
    if between:
        writer.commit(1)
    writer.delete(2)
    writer.delete(99)
    writer.commit(2)
    writer.close()
    reader = engine.open(folder)
    assert found(reader, term("alpha")) == found(reader, All()) == {1, 3}
    assert reader.facet(term("alpha"), FacetRequest(field="person")).counts == ((1, 1), (3, 1))
    assert reader.histogram(All(), HistogramRequest(unit="year")).counts == ((2012, 2),)
    assert (reader.documents, dict(reader.revisions())) == (2, {1: 1, 3: 1})


def test_rollback_forgets_everything_since_the_last_commit(engine: Engine, folder: Path) -> None:
    writer = engine.open_writer(folder)
    writer.upsert(document(1, "alpha"))
    writer.commit(1)
    writer.upsert(document(1, "beta"))
    writer.upsert(document(2, "beta"))
    writer.delete(1)
    writer.rollback()
    writer.upsert(document(3, "gamma"))
    writer.commit(2)
    writer.close()
    assert dict(engine.open(folder).revisions()) == {1: 1, 3: 1}
    assert found(engine.open(folder), term("beta")) == set()


def test_closing_without_a_commit_leaves_the_index_as_it_was(engine: Engine, folder: Path) -> None:
    write(engine, folder, [document(1, "alpha")], sequence=4)
    writer = engine.open_writer(folder)
    writer.upsert(document(2, "beta"))
    writer.close()
    writer.close()
    reader = engine.open(folder)
    assert (found(reader, All()), reader.sequence) == ({1}, 4)


def test_a_closed_writer_refuses_to_write(engine: Engine, folder: Path) -> None:
    writer = engine.open_writer(folder)
    writer.close()
    with pytest.raises(EngineError, match="closed"):
        writer.upsert(document(1, "alpha"))
    with pytest.raises(EngineError, match="closed"):
        writer.commit(1)


def test_optimizing_changes_no_answer(engine: Engine, folder: Path) -> None:
    writer = engine.open_writer(folder)
    for sequence in range(1, 13):
        writer.upsert(document(sequence, "alpha " * sequence, person=(sequence % 3,)))
        writer.commit(sequence)
    writer.delete(5)
    writer.commit(13)
    before = engine.open(folder)
    writer.optimize()
    writer.upsert(document(20, "still writable"))
    writer.rollback()
    writer.close()
    after = engine.open(folder)
    assert (after.sequence, dict(after.revisions())) == (13, dict(before.revisions()))
    request = FacetRequest(field="person")
    assert after.facet(term("alpha"), request) == before.facet(term("alpha"), request)
    assert found(before, term("alpha")) == found(after, term("alpha"))


def test_a_bulk_writer_writes_the_same_index(engine: Engine, folder: Path) -> None:
    write(engine, folder, [document(number, "alpha", person=(number % 2,)) for number in range(1, 51)], bulk=True)
    reader = engine.open(folder)
    assert found(reader, term("alpha")) == set(range(1, 51))
    assert reader.facet(All(), FacetRequest(field="person")).counts == ((0, 25), (1, 25))


# --- snapshots ----------------------------------------------------------------------------------------------------------


def test_a_commit_becomes_visible_at_once_and_only_by_refreshing(engine: Engine, folder: Path) -> None:
    writer = engine.open_writer(folder)
    old = engine.open(folder)
    assert old.refreshed() is old
    for number in (1, 2):
        writer.upsert(document(number, "alpha", person=(number,)))
    assert old.refreshed() is old
    writer.commit(7)
    assert (old.sequence, old.documents, found(old, All())) == (0, 0, set())
    new = old.refreshed()
    assert new is not old
    assert (new.sequence, new.documents, found(new, All())) == (7, 2, {1, 2})
    assert new.refreshed() is new
    writer.delete(1)
    writer.upsert(document(3, "beta"))
    writer.commit(8)
    writer.optimize()
    assert (found(new, All()), found(new, term("alpha"))) == ({1, 2}, {1, 2})
    assert new.facet(All(), FacetRequest(field="person")).counts == ((1, 1), (2, 1))
    assert dict(new.revisions()) == {1: 1, 2: 1}
    assert found(new.refreshed(), All()) == {2, 3}
    assert found(old, All()) == set()
    writer.close()


def test_a_snapshot_never_sees_half_a_commit(engine: Engine, folder: Path) -> None:
    """Every commit moves two documents together and says so in its sequence; each snapshot must agree with itself."""
    failures: list[str] = []
    done = threading.Event()

    def read() -> None:
        reader = engine.open(folder)
        while not done.is_set():
            reader = reader.refreshed()
            revisions = set(reader.revisions().values())
            if reader.sequence and revisions != {reader.sequence}:
                failures.append(f"{reader.sequence}: {revisions}")

    thread = threading.Thread(target=read)
    thread.start()
    writer = engine.open_writer(folder)
    for sequence in range(1, 16):
        for number in (1, 2):
            writer.upsert(document(number, f"alpha{sequence}", revision=sequence))
        writer.commit(sequence)
    writer.close()
    done.set()
    thread.join()
    assert failures == []
    assert engine.open(folder).sequence == 15


def test_five_threads_share_one_reader(engine: Engine, folder: Path) -> None:
    reader = indexed(
        engine, folder, *(document(n, "alpha beta " * (n % 5) + f"w{n}", person=(n % 7,)) for n in range(1, 101))
    )
    plans = [
        SearchPlan(
            query=node, limit=20, facets=(FacetRequest(field="person"),), histogram=HistogramRequest(unit="year")
        )
        for node in (term("alpha"), Or(children=(term("w3"), term("beta"))), phrase("beta alpha"), All())
    ]
    expected = [reader.search(plan) for plan in plans]
    answers: list[bool] = []

    def ask() -> None:
        for _ in range(10):
            answers.extend(reader.search(plan) == right for plan, right in zip(plans, expected, strict=True))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 5 * 10 * len(plans)
    assert all(answers)


def test_a_forked_process_opens_and_searches(engine: Engine, folder: Path) -> None:
    """As a server does that loads the code first and forks its workers then."""
    script = (
        "import os, sys; from pathlib import Path; from search.engines import engine_named; "
        "from search.engines.contract import SearchPlan, Term\n"
        f"engine = engine_named({engine.name!r}); child = os.fork()\n"
        f"if child == 0: os._exit(10 + engine.open(Path({str(folder)!r}))"
        ".search(SearchPlan(query=Term(field='any', term='alpha'))).total)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    write(engine, folder, [document(1, "alpha"), document(2, "alpha")])
    assert subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, timeout=60).returncode == 12


# --- crashes ------------------------------------------------------------------------------------------------------------

_CRASHING_WRITER = """
import sys
from pathlib import Path
from search.engines import engine_named
from search.engines.contract import IndexDocument

writer = engine_named(sys.argv[1]).open_writer(Path(sys.argv[2]))
sequence = int(sys.argv[3])
while True:
    sequence += 1
    for number in range(1, 6):
        writer.upsert(IndexDocument(number=number, revision=sequence, title="", body=f"alpha w{sequence} " * 50, other="",
                                    authors=(), values={}, earliest=None, latest=None))
    writer.commit(sequence)
    print(sequence, flush=True)
"""


def test_a_killed_writer_leaves_the_last_commit_and_can_be_followed_at_once(engine: Engine, folder: Path) -> None:
    acknowledged = 0
    for wait in (0.0, 0.013, 0.047):
        child = subprocess.Popen(
            [sys.executable, "-c", _CRASHING_WRITER, engine.name, str(folder), str(acknowledged)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        assert child.stdout is not None
        for _ in range(2):
            acknowledged = int(child.stdout.readline())
        time.sleep(wait)  # somewhere between two commits or in the middle of one
        os.kill(child.pid, signal.SIGKILL)
        acknowledged = int((child.stdout.read().split() or [str(acknowledged)])[-1])
        child.wait()
        child.stdout.close()
        reader = engine.open(folder)
        assert reader.sequence in (acknowledged, acknowledged + 1)
        assert dict(reader.revisions()) == dict.fromkeys(range(1, 6), reader.sequence)
        assert found(reader, Term(field="any", term=f"w{reader.sequence}")) == {1, 2, 3, 4, 5}
        acknowledged = reader.sequence


def test_filters_of_values_keep_working_after_many_replacements(engine: Engine, folder: Path) -> None:
    writer = engine.open_writer(folder)
    for sequence in range(1, 11):
        writer.upsert(document(1, "alpha", person=(sequence,)))
        writer.commit(sequence)
    writer.close()
    reader = engine.open(folder)
    earlier = And(children=(term("alpha"), Values(field="person", numbers=tuple(range(1, 10)))))
    assert found(reader, earlier) == set()
    assert found(reader, Values(field="person", numbers=(10,))) == {1}
