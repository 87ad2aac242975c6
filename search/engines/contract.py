"""What every engine promises. Engines see integers and terms, never user text and never a dialect of their own.

The meaning of this contract is ``tests/engines``: one conformance suite and one agreement suite (random archives and plans
against a brute-force oracle) that every engine passes unchanged. An engine that lacks something raises
``Unsupported``; it never answers as if it had it. Scores differ between engines; id sets, totals and facet counts do not.

Terms follow ``search.analysis``. Text fields and what they hold (see ``TEXT_FIELDS``):

* ``any``: title and kept body, stemmed; the title counts for more. No phrase crosses from title to body, whatever its slop.
* ``title``: stemmed. ``author``: unstemmed, the authors one after the other; no phrase crosses from one to the next.
* ``other``: stemmed; every line that is *not* in ``any``: demoted, harvested and dropped ones (``in:raw`` is ``any`` or ``other``).

Each stemmed field has an unstemmed shadow that ``Words`` and ``vocabulary`` use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from search.dates import Unit

TextField = Literal["any", "title", "author", "other"]
TEXT_FIELDS: tuple[TextField, ...] = ("any", "title", "author", "other")


# --- plan nodes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Documents holding this index term (stemmed where the field is)."""

    field: TextField
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Documents holding at least one of these *unstemmed* words: what a prefix, wildcard or fuzzy word expands to.

    Scored as one term: every match counts the same (constant score 1 before boosts). Empty matches nothing.
    """

    field: TextField
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Terms in order. Each position is a tuple of alternatives. ``slop`` extra positions in total are allowed between them.

    With positions p0 < p1 < ... of consecutive terms: sum(p[i+1] - p[i] - 1) <= slop. At least one position; with
    exactly one it is the same as any of its alternatives. Terms are index terms (stemmed where the field is).
    """

    field: TextField
    terms: tuple[tuple[str, ...], ...]
    slop: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Documents carrying at least one of these value numbers in the facet ``field``; never scored."""

    field: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOverlap:
    """Dated documents whose days overlap ``first`` .. ``last`` (ordinals, inclusive, None open); never scored."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Documents that have a date; never scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All children. No children: every document."""

    children: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """At least one child; scores add up. No children: no document."""

    children: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """At least one child; the score is that of the best one (synonyms, spelling variants)."""

    children: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Every document that the child does not match; scores nothing. Holds anywhere, also alone."""

    child: "PlanNode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    child: "PlanNode"
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """What the child matches, each with this same score."""

    child: "PlanNode"
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred:
    """What the child matches, no more and no less. Documents that ``bonus`` matches too score both together.

    ``bonus`` ranks and never counts: an engine leaves it out wherever scores are not wanted.
    """

    child: "PlanNode"
    bonus: "PlanNode"


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every document; constant score."""


PlanNode = (
    Term | Words | Phrase | Values | DateOverlap | Dated | And | Or | Best | Not | Boost | Constant | Preferred | All
)


# --- requests and answers ---------------------------------------------------------------------------------------------

Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetRequest:
    """Count the values of one facet over the documents of ``scope``.

    ``scope`` is the whole non-scoring filter this facet is counted under (its own inclusions already left out), ANDed with
    the plan's query. ``numbers`` are counted even when they do not make the top ``size``.
    """

    field: str
    size: int = 10
    scope: PlanNode = attribute(default_factory=All)
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistogramRequest:
    """Count dated documents by the decades, years or months their days touch (``search.dates.buckets``), and undated ones."""

    unit: Unit
    scope: PlanNode = attribute(default_factory=All)


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Continue behind this hit, by the sort's own key. ``score`` is used by relevance, ``date`` (ordinal or None) by the others."""

    score: float | None
    date: int | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlan:
    """``query`` is scored, ``filter`` is not. ``limit`` 0 is allowed and gives totals and facets only.

    Order: relevance is score descending, then document number ascending; newest is earliest day descending, oldest is
    earliest day ascending, both with undated documents last and then document number ascending.
    A query without anything that scores gives every hit the same score.
    """

    query: PlanNode
    filter: PlanNode = attribute(default_factory=All)
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    after: After | None = None
    facets: tuple[FacetRequest, ...] = ()
    histogram: HistogramRequest | None = None
    seen: int = 0  # about how many hits come up to and with ``after``: a hint where to look, it changes no answer
    want_total: bool = True
    deadline: float | None = None  # time.monotonic(); checked between search and each facet


class EngineHit(NamedTuple):
    """``number`` and ``revision`` name the catalog's row; ``date`` is the earliest day's ordinal or None.

    A tuple, for a page makes two dozen of them, and a frozen dataclass takes three times as long to make.
    """

    number: int
    revision: int
    score: float
    date: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCounts:
    """``counts``: (value number, documents), most first, ties by number; at most ``size`` of them, all above zero.

    ``asked`` has the counts of the request's ``numbers`` (zero included). ``other`` is the number of (document, value)
    pairs not listed in ``counts``; ``distinct`` of the values is not promised.
    """

    counts: tuple[tuple[int, int], ...]
    asked: Mapping[int, int]
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """``counts``: (bucket, documents) ascending, only above zero; ``undated``: documents of the scope without a date."""

    unit: Unit
    counts: tuple[tuple[int, int], ...]
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineResult:
    """``total`` is exact. ``skipped`` names the facets (and ``date``) that the deadline left no time for."""

    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, FacetCounts]
    histogram: Histogram | None
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """What an engine is given to index. Texts are plain; the engine applies ``search.analysis``.

    ``body`` holds the kept lines only, ``other`` all that is not kept, a line each. ``values`` maps every facet in ``search.facets.FACETS``
    to value numbers (``UNKNOWN_NUMBER`` alone where the facet has an unknown value and the document none). ``earliest``
    and ``latest`` are day ordinals, both or neither.
    """

    number: int
    revision: int
    title: str
    body: str
    other: str
    authors: tuple[str, ...]
    values: Mapping[str, tuple[int, ...]]
    earliest: int | None
    latest: int | None


# --- the engine itself ------------------------------------------------------------------------------------------------


class EngineReader(Protocol):
    """One unmoving snapshot of an index. Safe to use from several threads. Never sees half a commit."""

    @property
    def sequence(self) -> int:
        """The last catalog sequence number this snapshot holds; 0 for a new index."""

    @property
    def documents(self) -> int:
        """How many documents this snapshot holds."""

    def search(self, plan: SearchPlan) -> EngineResult: ...

    def facet(self, query: PlanNode, request: FacetRequest) -> FacetCounts:
        """One facet of everything that ``query`` and the request's scope match."""

    def histogram(self, query: PlanNode, request: HistogramRequest) -> Histogram: ...

    def numbers(self, query: PlanNode, scope: PlanNode) -> Sequence[int]:
        """The numbers of all documents that ``query`` and ``scope`` match, ascending."""

    def vocabulary(self, field: TextField, prefix: str, limit: int) -> Sequence[tuple[str, int]] | None:
        """The unstemmed words of ``field`` that begin with ``prefix`` and in how many documents each stands, by word;
        None when there are more than ``limit``. Counts may include documents deleted since (upper bounds)."""

    def document_frequency(self, field: TextField, term: str) -> int:
        """In how many documents an index term stands (upper bound)."""

    def word_frequencies(self, field: TextField, words: Iterable[str]) -> Mapping[str, int]:
        """Those of the unstemmed words that stand in documents of ``field``, with in how many each does (upper bounds)."""

    def revisions(self) -> Mapping[int, int]:
        """Every document number in this snapshot with its revision: what ``verify`` compares with the catalog."""

    def refreshed(self) -> "EngineReader":
        """The newest committed snapshot: this very object when nothing was committed since. The old one stays usable."""

    def close(self) -> None: ...


class EngineWriter(Protocol):
    """The one writer of an index. Nothing is visible or durable before ``commit``."""

    def upsert(self, document: IndexDocument) -> None:
        """Put the document in the place of any with the same number."""

    def delete(self, number: int) -> None: ...

    def commit(self, sequence: int) -> None:
        """Make everything so far visible at once and durable, with ``sequence`` as its last catalog sequence number."""

    def rollback(self) -> None:
        """Forget everything since the last commit."""

    def optimize(self) -> None:
        """Bring the index into the form that is searched fastest. May do nothing; changes no answer."""

    def close(self) -> None:
        """Let go of the index without committing."""


class Engine(Protocol):
    """A way to keep an index in a folder. Stateless."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Of library and format: an index made by another version is rebuilt, never guessed at."""

    @property
    def merged_at_once(self) -> int:
        """How many segments of like size, one a commit, the engine makes into one by itself as soon as there are so many;
        1 where commits leave nothing that is merged like that."""

    def create(self, path: Path) -> None:
        """An empty index in ``path`` (made if absent, must be empty). Durable when this returns."""

    def open(self, path: Path) -> EngineReader:
        """Raise EngineError, saying what is wrong, when there is no whole index of this version in ``path``."""

    def open_writer(self, path: Path, *, bulk: bool = False) -> EngineWriter:
        """``bulk`` asks for settings that suit building a whole index."""
