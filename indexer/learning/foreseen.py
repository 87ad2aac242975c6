"""What a large run will count of its lines, told before its documents are cleaned: then each is cleaned once.

Only a hint: what it was right about need not be judged again at the end of the run, and the rest is. So nothing depends on
how good it is, nor on whether it is there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import numpy as np
import orjson

from indexer.cleaning import RuleBook, SourceProfile, source_ahead
from indexer.cleaning.lines import split_lines
from indexer.documents import RawDocument
from indexer.learning.counting import Integers, levels_as_number
from indexer.learning.date_signs import signs_of
from indexer.learning.known import profile_from
from indexer.learning.members import group_name, keys_of, packed_keys
from indexer.prepared import CountedLines, Derived, annotated, cleaned_in_steps
from indexer.steps import Steps
from search.catalog.line_counts import LineCounts, key_number, line_key

_GROUPS, _KEYS, _COUNTS = "groups.json", "keys.npy", "counts.npy"


class _Stretch(TypedDict):
    """Where the keys of a group lie, half-open, and how many documents it will have."""

    first: int
    end: int
    documents: int


class Foreseen:
    """Counts by group, from the files that :func:`write` made; shared by all processes that read them."""

    def __init__(self, folder: Path) -> None:
        self._groups: dict[str, _Stretch] = orjson.loads((folder / _GROUPS).read_bytes())
        self._keys: Integers = np.load(folder / _KEYS, mmap_mode="r")
        self._counts: Integers = np.load(folder / _COUNTS, mmap_mode="r")

    def counts_of(self, group: str, keys: Integers) -> LineCounts | None:
        """What will be counted of these lines; None for a group nothing is foreseen of."""
        stretch = self._groups.get(group)
        if stretch is None:
            return None
        known = self._keys[stretch["first"] : stretch["end"]]
        places = np.searchsorted(known, keys)
        places[places == len(known)] = 0
        found = known[places] == keys if len(known) else np.zeros(len(keys), bool)
        counts = self._counts[stretch["first"] : stretch["end"]][places[found]]
        return LineCounts(
            group=group,
            documents=stretch["documents"],
            counts=dict(zip(keys[found].tolist(), counts.tolist(), strict=True)),
        )


def write(folder: Path, groups: Iterable[tuple[str, int, Integers, Integers]]) -> None:
    """(name, documents, keys ascending, their counts) of each group, for :class:`Foreseen`."""
    stretches: dict[str, _Stretch] = {}
    keys: list[Integers] = [np.empty(0, np.int64)]
    counts: list[Integers] = [np.empty(0, np.int64)]
    end = 0
    for name, documents, own, times in groups:
        stretches[name] = {"first": end, "end": end + len(own), "documents": documents}
        end += len(own)
        keys.append(own)
        counts.append(times)
    (folder / _GROUPS).write_bytes(orjson.dumps(stretches))
    np.save(folder / _KEYS, np.concatenate(keys))
    np.save(folder / _COUNTS, np.concatenate(counts))


def lines_ahead(raw: RawDocument) -> tuple[str, bytes]:
    """(group, keys) that flattened text will be counted with. What its dates wait for is not looked for."""
    lines = split_lines(raw.text)
    return group_name(source_ahead(raw, lines.collapsed), raw.folder), keys_of(lines.texts, ())


def derived_with(foreseen: Foreseen, raw: RawDocument, rules: RuleBook, *, with_entities: bool) -> Steps[Derived]:
    """A new document of flattened text, cleaned knowing what will be counted of its lines, a step at a time."""
    yield len(raw.original)
    keys: dict[str, int] = {}
    counts: LineCounts | None = None

    def profile_of(source: str | None, texts: Sequence[str]) -> SourceProfile | None:
        nonlocal counts
        keys.update((key, key_number(key)) for key in map(line_key, texts))
        counts = foreseen.counts_of(group_name(source, raw.folder), np.array([*keys.values()], np.int64))
        found = profile_from(keys, counts)
        # Dates were read before their source was known.
        return replace(found, day_first=None) if found else None

    cleaned = yield from cleaned_in_steps(raw, {}, rules, None, profile_of)
    derived = yield from annotated(raw, cleaned, rules, with_entities=with_entities)
    if counts is None:
        return derived
    signs = signs_of([line.text for line in cleaned.lines], cleaned.evidence)
    packed = packed_keys(keys.values(), signs)
    numbers = np.frombuffer(packed, np.int64)
    times = np.array([counts.counts.get(key, 1) for key in numbers.tolist()], np.int64)
    levels = levels_as_number(numbers, times, counts.documents)
    return replace(derived, lines=CountedLines(group=counts.group, keys=packed, levels=levels))
