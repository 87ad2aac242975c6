"""Lines are counted exactly, in one piece or in many, and only counts that differ are written."""

import sqlite3
from array import array
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from indexer.learning.counting import count, count_changes
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
            "INSERT INTO document_lines VALUES (?, 1, 1, 0, '', 0, ?)", (number, array("q", sorted(keys)).tobytes())
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


@given(
    st.dictionaries(st.integers(1, 30), KEYS, max_size=30),
    st.dictionaries(st.integers(1, 40), st.one_of(st.none(), KEYS), max_size=6),
)
def test_changes_are_counted_as_if_all_were_counted_anew(
    before: Documents, changes: dict[int, set[int] | None]
) -> None:
    now = {number: keys for number, keys in (before | changes).items() if keys is not None}
    anew, by_changes = catalog_of(before), catalog_of(before)
    for catalog in (anew, by_changes):
        numbers, levels = count(catalog, 1).moved
        catalog.executemany(
            "UPDATE document_lines SET levels = ? WHERE document = ?",
            zip(levels.tolist(), numbers.tolist(), strict=True),
        )
        catalog.execute("UPDATE document_lines SET counted = 1")
    for number, keys in changes.items():
        for catalog in (anew, by_changes):
            catalog.execute("DELETE FROM document_lines WHERE document = ?", (number,))
            if keys is not None:
                catalog.execute(
                    "INSERT INTO document_lines VALUES (?, 1, 1, 0, '', 0, ?)",
                    (number, array("q", sorted(keys)).tobytes()),
                )
        for gone_or_come, change in ((before.get(number, set()), -1), (keys or set(), 1)):
            by_changes.executemany(
                "INSERT INTO line_changes VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET change = change + excluded.change",
                [(key, change) for key in gone_or_come],
            )
    whole = count(anew, 1)
    quick = count_changes(by_changes, 1, len(before))
    assert quick is not None
    assert stored(by_changes) == stored(anew) == expected(now)
    assert quick.documents == whole.documents == len(now)
    assert [list(each) for each in quick.moved] == [list(each) for each in whole.moved]
    anew.close()
    by_changes.close()


@given(st.dictionaries(st.integers(1, 9), KEYS, min_size=1))
def test_documents_without_a_repeated_line_are_never_moved(documents: Documents) -> None:
    catalog = catalog_of(documents)
    moved, levels = count(catalog, 1).moved
    repeated = set(expected(documents))
    assert set(moved.tolist()) == {number for number, keys in documents.items() if keys & repeated}
    assert 0 not in levels
    catalog.close()
