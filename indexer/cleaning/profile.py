"""What repeats within a source: a line's count over all its documents, whatever order they came in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from indexer.documents import RawDocument
from indexer.metadata.date_lines import MAX_LENGTH
from indexer.metadata.date_order import DateOrder, order_of
from search.catalog.line_counts import SOURCE, key_of_collapsed, line_key

__all__ = ["SourceProfile", "key_of_collapsed", "line_key", "profile_of", "profiles_of", "source_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """In how many of a source's ``documents`` each line occurs. Lines that occur in one document only are left out.

    ``repeated`` is keyed by :func:`line_key`. ``group`` says what the documents have in common (see ``line_counts``).
    ``day_first`` is how they write 03/04/2012; None where their other dates do not say.
    """

    source: str
    documents: int
    repeated: Mapping[str, int] = field(default_factory=dict)
    group: str = SOURCE
    day_first: bool | None = None

    def count(self, line: str) -> int:
        """In how many documents of the source the line occurs; 1 when it does not repeat."""
        return self.repeated.get(line_key(line), 1)

    def counts(self, lines: Iterable[str]) -> list[int]:
        """The ``count`` of each of the lines."""
        if not self.repeated:
            return [1 for _ in lines]
        known = self.repeated.get
        return [known(key, 1) for key in map(line_key, lines)]


def source_key(raw: RawDocument) -> str:
    """What groups documents before anything is known: the given source, else the host, else the folder."""
    if raw.given_source:
        return raw.given_source
    host = urlsplit(raw.url).hostname if raw.url else None
    return (host or "").removeprefix("www.") or raw.folder or ""


def profile_of(source: str, documents: Iterable[Iterable[str]]) -> SourceProfile:
    """The profile of a source from the lines of each of its documents. The order of documents does not matter."""
    counts: Counter[str] = Counter()
    order = DateOrder()
    total = 0
    for lines in map(tuple, documents):
        total += 1
        order += order_of(_short(lines)).once
        counts.update({key for line in lines if (key := line_key(line))})
    return _profile(source, total, counts, order)


def profiles_of(documents: Iterable[tuple[str, Iterable[str]]]) -> dict[str, SourceProfile]:
    """The profile of every source, from pairs of source and lines in any order, read once.

    Sources named "" are unknown: their documents share nothing, so they get no profile.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    orders: defaultdict[str, DateOrder] = defaultdict(DateOrder)
    totals: Counter[str] = Counter()
    for source, read in documents:
        if source:
            lines = tuple(read)
            totals[source] += 1
            orders[source] += order_of(_short(lines)).once
            counts[source].update({key for line in lines if (key := line_key(line))})
    return {source: _profile(source, totals[source], counts[source], orders[source]) for source in sorted(totals)}


def _short(lines: Iterable[str]) -> Iterator[str]:
    """The lines in which a source dates its documents; in prose it quotes others."""
    return (line for line in lines if len(line) <= MAX_LENGTH and ("/" in line or "-" in line))


def _profile(source: str, documents: int, counts: Mapping[str, int], order: DateOrder) -> SourceProfile:
    repeated = {key: count for key, count in sorted(counts.items()) if count > 1}
    return SourceProfile(source=source, documents=documents, repeated=repeated, day_first=order.is_day_first)
