"""Near copies: what is one, how clusters follow what comes, changes and goes, and that the order of it makes no difference."""

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import copies as module
from indexer.changes import override_lines, remove, restore
from indexer.clusters import clusters_of, neighbours_of
from indexer.copies import find_copies, settle_copies
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.sketches import LEAST_SHINGLES, NUMBERS, as_rows, sketches_of
from indexer.writer import open_for_writing
from search.archive import Archive
from search.catalog.connection import open_readonly

WORDS = [f"{first}{second}" for first in ("bar", "cel", "dor", "fen", "gul", "hom") for second in "aeioubcdfgklmnprst"]


def article(seed: int, words: int = 200) -> list[str]:
    draw = random.Random(seed)
    return [draw.choice(WORDS) + str(draw.randrange(40)) for _ in range(words)]


def reworked(words: Sequence[str], seed: int, share: float = 0.03) -> list[str]:
    """With an introduction, and so many of the words replaced."""
    draw = random.Random(seed)
    return [*"as was told to this paper by its own correspondent".split(), *(
        draw.choice(WORDS) if draw.random() < share else word for word in words
    )]  # fmt: skip


def write(path: Path, documents: Iterable[tuple[str, Sequence[str]]]) -> Path:
    path.write_text("".join(json.dumps({"id": name, "body": " ".join(words)}) + "\n" for name, words in documents))
    return path


def clusters(archive: Archive) -> set[frozenset[str]]:
    """The clusters as sets of ids; removed documents are in none."""
    catalog = open_readonly(archive.catalog_path)
    try:
        found: dict[int, set[str]] = {}
        for name, cluster in catalog.execute(
            "SELECT d.id, c.cluster FROM copies c JOIN documents d ON d.number = c.document"
        ):
            found.setdefault(cluster, set()).add(name)
    finally:
        catalog.close()
    return {frozenset(names) for names in found.values()}


FIRST, SECOND = article(1), article(2)
DOCUMENTS = (
    ("first", FIRST),
    ("second", SECOND),
    ("first again", reworked(FIRST, 3)),
    ("alone", article(4)),
    ("first for the third time", reworked(FIRST, 5)),
    ("second again", reworked(SECOND, 6)),
)
EXPECTED = {
    frozenset({"first", "first again", "first for the third time"}),
    frozenset({"second", "second again"}),
}


# --- sketches -----------------------------------------------------------------------------------------------------------


def test_sketches_agree_as_far_as_texts_share_word_triples() -> None:
    same, near, other = (
        as_rows([sketch for sketch in sketches_of([" ".join(FIRST), " ".join(words)]) if sketch])
        for words in (FIRST, reworked(FIRST, 1), SECOND)
    )
    assert (same[0] == same[1]).all()
    assert 0.6 < (near[0] == near[1]).mean() < 1
    assert (other[0] == other[1]).mean() < 0.1


def test_a_sketch_does_not_depend_on_capitals_and_punctuation() -> None:
    words = " ".join(FIRST)
    plain, dressed = sketches_of([words, words.title().replace(" ", ", ")])
    assert plain == dressed


def test_short_texts_have_no_sketch() -> None:
    assert sketches_of(["", " ".join(FIRST[:LEAST_SHINGLES]), "same words " * 200]) == [None, None, None]
    assert sketches_of([" ".join(FIRST[: LEAST_SHINGLES + 2])]) != [None]


# --- clusters -----------------------------------------------------------------------------------------------------------


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_clusters_are_what_hangs_together_by_pairs_in_any_order(data: st.DataObject) -> None:
    draw = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    rows = draw.integers(0, 65_536, size=(4, NUMBERS), dtype=np.uint16)
    chosen = data.draw(st.lists(st.tuples(st.integers(0, 3), st.sampled_from((0, 5, 20, 45))), max_size=24))
    sketches = np.empty((len(chosen), NUMBERS), dtype=np.uint16)
    for place, (which, changed) in enumerate(chosen):
        sketches[place] = rows[which]
        sketches[place, draw.permutation(NUMBERS)[:changed]] += 1
    numbers = np.arange(1, len(chosen) + 1)
    found = clusters_of(numbers, sketches)

    near = [
        {number, *(numbers[neighbours_of(sketch, sketches)].tolist())}
        for number, sketch in zip(numbers, sketches, strict=True)
    ]
    together = [set(each) for each in near]
    for _ in together:
        together = [set().union(*(other for other in together if other & each)) for each in together]
    assert found == {int(n): min(each) for n, each in zip(numbers, together, strict=True) if len(each) > 1}

    order = draw.permutation(len(chosen))
    assert clusters_of(numbers[order], sketches[order]) == found


def test_texts_in_one_band_that_differ_are_not_joined() -> None:
    draw = np.random.default_rng(1)
    rows = draw.integers(0, 65_536, size=(50, NUMBERS), dtype=np.uint16)
    rows[:, :4] = 7
    assert clusters_of(np.arange(50), rows) == {}


# --- an archive ---------------------------------------------------------------------------------------------------------


def test_indexing_looks_for_copies_where_asked(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", DOCUMENTS)
    index_paths(archive, [path])
    assert clusters(archive) == set()
    index_paths(archive, [path], copies=True)
    assert clusters(archive) == EXPECTED


def test_a_dry_run_looks_for_none(archive: Archive, tmp_path: Path) -> None:
    index_paths(archive, [write(tmp_path / "a.jsonl", DOCUMENTS)], copies=True, dry_run=True)
    assert clusters(archive) == set()


@pytest.mark.parametrize("few", [0, 100], ids=["all with all", "one by one"])
@pytest.mark.parametrize("seed", range(4))
def test_neither_order_nor_runs_make_a_difference(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, few: int
) -> None:
    monkeypatch.setattr(module, "FEW_CHANGED", few)
    draw = random.Random(seed)
    shuffled = draw.sample(DOCUMENTS, len(DOCUMENTS))
    cut = draw.randrange(1, len(shuffled))
    for number, part in enumerate((shuffled[:cut], shuffled[cut:])):
        index_paths(archive, [write(tmp_path / f"{number}.jsonl", part)], copies=True)
    assert clusters(archive) == EXPECTED


def test_a_removed_document_leaves_at_once_and_comes_back(archive: Archive, tmp_path: Path) -> None:
    index_paths(archive, [write(tmp_path / "a.jsonl", DOCUMENTS)], copies=True)
    remove(archive, ["first again", "second"], "a test")
    assert clusters(archive) == {frozenset({"first", "first for the third time"})}
    restore(archive, "second")
    restore(archive, "first again")
    assert clusters(archive) == EXPECTED


def test_a_cluster_that_hung_on_a_removed_document_falls_apart(archive: Archive, tmp_path: Path) -> None:
    one = article(10)
    middle = [*article(11, 35), *one[35:]]
    other = [*middle[:165], *article(12, 35)]
    index_paths(
        archive, [write(tmp_path / "a.jsonl", [("one", one), ("between", middle), ("other", other)])], copies=True
    )
    assert clusters(archive) == {frozenset({"one", "between", "other"})}
    remove(archive, ["between"], "a test")
    assert clusters(archive) == set()


def test_a_new_version_leaves_the_cluster_of_the_old_one(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", DOCUMENTS)
    index_paths(archive, [path], copies=True)
    write(path, [("second again", article(20)), *(pair for pair in DOCUMENTS if pair[0] != "second again")])
    index_paths(archive, [path], copies=True)
    assert clusters(archive) == {frozenset({"first", "first again", "first for the third time"})}


def test_lines_an_archivist_drops_count_no_more(archive: Archive, tmp_path: Path) -> None:
    shared, own = " ".join(FIRST), " ".join(article(30))
    records = [{"id": "a", "body": f"{shared}\n\n{own}"}, {"id": "b", "body": shared}]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in records))
    index_paths(archive, [path], copies=True)
    assert clusters(archive) == set()
    override_lines(archive, "a", drop=[2], reason="a test")
    assert clusters(archive) == {frozenset({"a", "b"})}


def test_changes_of_clusters_move_the_snapshot_and_nothing_else_does(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", DOCUMENTS)
    index_paths(archive, [path])

    def sequence() -> int:
        with open_for_writing(archive, "test") as writer:
            return writer.catalog.sequence

    before = sequence()
    assert find_copies(archive).clusters == 2
    assert sequence() == before + 1
    report = find_copies(archive)
    assert (report.sketched, report.documents, report.clusters) == (0, 5, 2)
    index_paths(archive, [write(tmp_path / "b.jsonl", [("unlike all", article(40))])], copies=True)
    assert sequence() == before + 2


def test_a_reindex_keeps_the_clusters(archive: Archive, tmp_path: Path) -> None:
    index_paths(archive, [write(tmp_path / "a.jsonl", DOCUMENTS)], copies=True)
    reindex(archive)
    assert clusters(archive) == EXPECTED


def test_a_pass_that_was_stopped_is_made_up_for(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.jsonl", DOCUMENTS)
    index_paths(archive, [path], copies=True)
    write(path, [("second again", reworked(FIRST, 9)), *(pair for pair in DOCUMENTS if pair[0] != "second again")])
    monkeypatch.setattr(module, "_COMMIT_EVERY", 1)

    def stop(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "_mend", stop)
        with pytest.raises(KeyboardInterrupt):
            index_paths(archive, [path], copies=True)
    find_copies(archive)
    fresh = create_archive(tmp_path / "fresh")
    index_paths(fresh, [path], copies=True)
    assert (
        clusters(archive)
        == clusters(fresh)
        == {frozenset({"first", "first again", "first for the third time", "second again"})}
    )


def test_sketches_of_another_program_are_made_anew(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_paths(archive, [write(tmp_path / "a.jsonl", DOCUMENTS)], copies=True)
    monkeypatch.setattr(module, "FINGERPRINT", "another")
    assert find_copies(archive).sketched == len(DOCUMENTS)
    assert clusters(archive) == EXPECTED


def test_a_command_in_passing_leaves_a_backlog_to_the_next_run(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_paths(archive, [write(tmp_path / "a.jsonl", DOCUMENTS[:1])], copies=True)
    index_paths(archive, [write(tmp_path / "b.jsonl", DOCUMENTS[1:])])
    monkeypatch.setattr(module, "MOST_IN_PASSING", 3)
    remove(archive, ["alone"], "a test")
    assert clusters(archive) == set()
    with open_for_writing(archive, "test") as writer:
        assert settle_copies(writer) == len(DOCUMENTS) - 2
        writer.commit()
    assert clusters(archive) == EXPECTED
