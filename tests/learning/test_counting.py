"""Lines are counted exactly, in one piece or in many, and only counts that differ are written."""

import sqlite3
from array import array
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from indexer.learning.counting import count
from search.catalog.connection import schema

KEYS = st.sets(st.one_of(st.integers(-5, 5), st.sampled_from([-(2**63), 2**63 - 1, 2**62])), max_size=8)
Documents = dict[int, set[int]]


def catalog_of(documents: Documents) -> sqlite3.Connection:
    catalog = sqlite3.connect(":memory:")
    catalog.executescript(schema())
    put(catalog, documents)
    return catalog


def put(catalog: sqlite3.Connection, documents: Documents) -> None:
    catalog.execute("DELETE FROM document_lines")
    for number, keys in documents.items():
        catalog.execute(
            "INSERT INTO document_lines VALUES (?, 1, 1, 0, '', ?)", (number, array("q", sorted(keys)).tobytes())
        )


def stored(catalog: sqlite3.Connection) -> dict[int, int]:
    return dict(catalog.execute("SELECT key, documents FROM repeated_lines WHERE member = 1").fetchall())


def expected(documents: Documents) -> dict[int, int]:
    counts = Counter(key for keys in documents.values() for key in keys)
    return {key: number for key, number in counts.items() if number > 1}


@given(st.dictionaries(st.integers(1, 9), KEYS), st.dictionaries(st.integers(1, 9), KEYS), st.integers(1, 40))
def test_counts_are_exact_whatever_was_counted_before_and_in_how_many_parts(
    before: Documents, now: Documents, lines_at_once: int
) -> None:
    catalog = catalog_of(before)
    count(catalog, 1)
    assert stored(catalog) == expected(before)
    put(catalog, now)
    in_parts = count(catalog, 1, lines_at_once=lines_at_once)
    assert stored(catalog) == expected(now)
    again = count(catalog, 1)
    assert not again.counts_changed
    assert [list(each) for each in again.moved] == [list(each) for each in in_parts.moved]
    catalog.close()


@given(st.dictionaries(st.integers(1, 9), KEYS, min_size=1))
def test_documents_without_a_repeated_line_are_never_moved(documents: Documents) -> None:
    catalog = catalog_of(documents)
    moved, levels = count(catalog, 1).moved
    repeated = set(expected(documents))
    assert set(moved.tolist()) == {number for number, keys in documents.items() if keys & repeated}
    assert 0 not in levels
    catalog.close()
