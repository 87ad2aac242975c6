"""In how many documents a line stands: what makes two lines the same, and how a count is told."""

import functools
import hashlib
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from search.documents import Line

_NUMBER = re.compile(r"\d+")
# A line longer than this is prose or data; two documents that share it share it whole, so its start is enough of a key.
_KEY_LENGTH = 200
# What begins the name of a group of documents whose lines are counted together, and how its documents are called.
SOURCE, FOLDER = "source ", "folder "


def line_key(line: str) -> str:
    """What makes two lines the same: case, spacing and numbers do not count ("Page 3 of 9", "page 4 of 9")."""
    return _key_of_start(line[: 2 * _KEY_LENGTH])


@functools.lru_cache(
    maxsize=8_192
)  # a document's lines are asked for several times over, and furniture again and again
def _key_of_start(start: str) -> str:
    if start.isprintable() and "  " not in start:  # then a space is the only white space in it
        return key_of_collapsed(start.strip(" "))
    return key_of_collapsed(" ".join(start.split()))


def key_of_collapsed(line: str) -> str:
    """The key of a line whose white space is collapsed."""
    small = line[: 2 * _KEY_LENGTH].lower()
    if _NUMBER.search(small, 0, _KEY_LENGTH) is None:  # most lines: nothing moves into the key from behind it
        return small[:_KEY_LENGTH]
    return _NUMBER.sub("0", small)[:_KEY_LENGTH]


def key_number(key: str) -> int:
    """A key as the 64 bits, signed, under which the catalog counts it: of ten million keys no two are likely to share them."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def told(count: int, documents: int, group: str) -> str:
    """A count for people; ``group`` is the name of a group, or its beginning. Empty for a line that does not repeat."""
    if count < 2:
        return ""
    of = "of this source" if group.startswith(SOURCE) else "of this folder" if group.startswith(FOLDER) else ""
    return f"in {count} of {documents} documents {of or 'of no known source'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCounts:
    """In how many of a group's ``documents`` lines stand, by :func:`key_number`; those that do not repeat are left out."""

    group: str
    documents: int
    counts: Mapping[int, int]


def counts_of(catalog: sqlite3.Connection, document: int, lines: Iterable[Line]) -> LineCounts | None:
    """What is counted of these lines among the documents that this one is counted with; None for one that is not counted."""
    return counts_of_keys(catalog, document, {key_number(line_key(line.text)) for line in lines})


def counts_of_keys(catalog: sqlite3.Connection, document: int, numbers: Iterable[int]) -> LineCounts | None:
    """The same for keys, by :func:`key_number`."""
    group = catalog.execute(
        "SELECT g.number, g.name, g.documents FROM document_lines d JOIN line_groups g ON g.number = d.member "
        "WHERE d.document = ?",
        (document,),
    ).fetchone()
    if group is None:
        return None
    counts = catalog.execute(
        "SELECT key, documents FROM repeated_lines WHERE member = ? AND key IN (SELECT value FROM json_each(?))",
        (group[0], orjson.dumps(sorted(numbers)).decode()),
    ).fetchall()
    return LineCounts(group=group[1], documents=group[2], counts=dict(counts))


def with_counts(lines: tuple[Line, ...], known: LineCounts | None) -> tuple[Line, ...]:
    """The lines with their counts at the end of their evidence."""
    if known is None:
        return lines
    return tuple(
        line._replace(evidence="; ".join(filter(None, (line.evidence, said))))
        if (said := told(known.counts.get(key_number(line_key(line.text)), 1), known.documents, known.group))
        else line
        for line in lines
    )
