"""Random small archives and random plans over them, from so few words and values that matches are common."""

import datetime as dt

from hypothesis import strategies as st

from search.analysis import stem, tokens
from search.dates import Unit
from search.engines.contract import (
    TEXT_FIELDS,
    All,
    And,
    Best,
    Boost,
    Constant,
    Dated,
    DateOverlap,
    FacetRequest,
    HistogramRequest,
    IndexDocument,
    Not,
    Or,
    Phrase,
    PlanNode,
    Preferred,
    SearchPlan,
    Sort,
    Term,
    TextField,
    Values,
    Words,
)

# Inflected forms that share a stem, abbreviations, digits, an accent, a script without spaces.
WORDS = (
    "talk",
    "talks",
    "talking",
    "treaty",
    "treaties",
    "U.S.",
    "us",
    "IAEA",
    "3.5",
    "Müller",
    "O'Neill",
    "核",
    "six-party",
)
FIELDS = ("source", "person", "place")
VALUES = range(6)
DAYS = (dt.date(1989, 12, 31), dt.date(1990, 1, 1), dt.date(1990, 6, 15), dt.date(1999, 12, 31), dt.date(2012, 2, 29))
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
UNITS: tuple[Unit, ...] = ("decade", "year", "month")

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
days = st.sampled_from(DAYS).map(dt.date.toordinal)
spans = st.none() | st.tuples(days, st.integers(0, 800)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@st.composite
def documents(draw: st.DrawFn, number: int) -> IndexDocument:
    span = draw(spans)
    return IndexDocument(
        number=number,
        revision=draw(st.integers(1, 3)),
        title=draw(texts),
        body=draw(texts),
        other=draw(texts),
        authors=tuple(draw(st.lists(texts, max_size=2))),
        values={field: tuple(draw(st.sets(st.sampled_from(VALUES), max_size=3))) for field in FIELDS},
        earliest=span and span[0],
        latest=span and span[1],
    )


@st.composite
def archives(draw: st.DrawFn) -> tuple[IndexDocument, ...]:
    numbers = draw(st.lists(st.integers(1, 40), unique=True, max_size=12))
    return tuple(draw(documents(number)) for number in numbers)


_words = st.sampled_from(sorted({token.term for word in WORDS for token in tokens(word)} | {"absent"}))
_fields = st.sampled_from(TEXT_FIELDS)
_numbers = st.lists(st.sampled_from(VALUES), max_size=3, unique=True).map(tuple)


@st.composite
def _terms(draw: st.DrawFn) -> Term:
    field = draw(_fields)
    return Term(field=field, term=_indexed(field, draw(_words)))


@st.composite
def _phrases(draw: st.DrawFn) -> Phrase:
    field = draw(_fields)
    alternatives = st.lists(_words, min_size=1, max_size=2).map(
        lambda words: tuple(_indexed(field, word) for word in words)
    )
    return Phrase(
        field=field,
        terms=tuple(draw(st.lists(alternatives, min_size=1, max_size=3))),
        slop=draw(st.sampled_from((0, 0, 1, 2, 4))),
    )


def _indexed(field: TextField, word: str) -> str:
    return word if field == "author" else stem(word)


_overlaps = st.builds(DateOverlap, first=st.none() | days, last=st.none() | days)
_values = st.builds(Values, field=st.sampled_from(FIELDS), numbers=_numbers)
_word_lists = st.builds(Words, field=_fields, words=st.lists(_words, max_size=3, unique=True).map(tuple))
_leaves = _terms() | _terms() | _phrases() | _word_lists | _values | _overlaps | st.just(Dated()) | st.just(All())


def _nested(children: st.SearchStrategy[PlanNode]) -> st.SearchStrategy[PlanNode]:
    several = st.lists(children, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, children=several),
        st.builds(Or, children=several),
        st.builds(Best, children=several),
        st.builds(Not, child=children),
        st.builds(Boost, child=children, factor=st.sampled_from((0.5, 2.0))),
        st.builds(Constant, child=children, score=st.sampled_from((0.0, 1.5))),
        st.builds(Preferred, child=children, bonus=children),
    )


nodes: st.SearchStrategy[PlanNode] = st.recursive(_leaves, _nested, max_leaves=6)
filters = st.just(All()) | nodes


@st.composite
def plans(draw: st.DrawFn) -> SearchPlan:
    chosen = draw(filters)
    scopes = st.just(chosen) | filters
    return SearchPlan(
        query=draw(nodes),
        filter=chosen,
        sort=draw(st.sampled_from(SORTS)),
        limit=50,
        facets=tuple(
            FacetRequest(field=field, size=draw(st.integers(0, 4)), scope=draw(scopes), numbers=draw(_numbers))
            for field in FIELDS
        ),
        histogram=HistogramRequest(unit=draw(st.sampled_from(UNITS)), scope=draw(scopes)),
    )
