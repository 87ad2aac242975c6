"""Query trees and query texts for property tests."""

from hypothesis import strategies as st

from search.query import DateRange, Fuzzy, Named, Node, Phrase, Prefix, Wildcard, Word
from search.query.ast import NAME_FIELDS, TEXT_FIELDS
from search.query.tree import all_of, any_of, boosted, negated

FIELDS = st.sampled_from(TEXT_FIELDS)
_STEMS = st.text("abcdéñжλ北0123456789", min_size=1, max_size=6)
_LATIN = st.text("abcdeéñж", min_size=1, max_size=6)
_WORDS = st.one_of(
    _STEMS,
    st.tuples(_LATIN, st.sampled_from("-/&_'.,:=…~^"), _LATIN).map("".join).filter(lambda word: ":" not in word),
    st.sampled_from(
        ["U.S.", "who's", "six-party", "Jong-Il", "O'Neill", "3.5", "240,000", "NATO", "12:30", "and", "or", "not"]
    ),
    st.sampled_from(["https://example.org/a?b=c", "to", "IN", "title"]),
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_DATES = st.sampled_from(["2009", "2010-05", "2012-03-01", "1990"])

LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, text=_WORDS, field=FIELDS),
    st.builds(Phrase, text=_TEXTS, slop=st.integers(0, 100), field=FIELDS),
    st.builds(Prefix, text=_LATIN, field=FIELDS),
    st.builds(Wildcard, text=st.tuples(_LATIN, st.sampled_from("*?"), _LATIN).map("".join), field=FIELDS),
    st.builds(Fuzzy, text=_LATIN, distance=st.sampled_from([1, 2]), field=FIELDS),
    st.builds(
        Named,
        field=st.sampled_from(NAME_FIELDS),
        text=st.one_of(_TEXTS, st.sampled_from(["_unknown", "place:KP", "A (B) | C", "x^2", "-a"])),
    ),
    st.builds(lambda day: DateRange(first=day, last=day), _DATES),
    st.builds(lambda year: DateRange(first=str(year), last=f"{year + 3}-04"), st.integers(1800, 2030)),
    st.builds(lambda day: DateRange(first=day, last=None), _DATES),
    st.builds(lambda day: DateRange(first=None, last=day), _DATES),
    st.just(DateRange(first=None, last=None)),
)

TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda trees: st.one_of(
        st.builds(
            lambda children, implicit: all_of(children, implicit=implicit),
            st.lists(trees, min_size=1, max_size=4),
            st.booleans(),
        ),
        st.builds(any_of, st.lists(trees, min_size=1, max_size=4)),
        st.builds(negated, trees),
        st.builds(boosted, trees, st.floats(0.01, 100).map(lambda factor: round(factor, 3))),
    ),
    max_leaves=12,
)

# Texts made of what the grammar is made of go deeper into the parser than random characters do.
_FRAGMENTS = st.sampled_from(
    [
        "talks", "food", "aid", "U.S.", "who's", "six-party", "C++", "AND", "OR", "NOT", "and", "|", "&&", "(", ")", "((", '"', "“",
        "”", "„", "«", "»", '""', "-", "--", "!", "+", "~", "~2", "~~", "^", "^2", "^0", "*", "?", "wom?n", "nucl*", "six-part*", "wrod~",
        "title:", "raw:", "source:", "person:", "date:", "in:raw", "in:title", "foo:", "date:2012", "2009..2012", ">=2010", "..",
        "[2009 TO 2012]", "http://a.b/c?d", "12:30", ":", "::", "…", "'", "’", "\u202e", "\0", "\ud800", "é", "e\u0301", "北京", "🙂", "ـ", "_",
        "=", "=\u0338", ".", ",", "ß", "²", "İ", "ﬁ", "\u00ad", "\u200d", "ก", "\u0e34",
    ]
)  # fmt: skip
_GLUE = st.sampled_from(["", "", " ", " ", "\n", "\u3000"])
QUERY_TEXTS = st.one_of(
    st.lists(st.tuples(_FRAGMENTS, _GLUE).map("".join), max_size=14).map("".join),
    st.text(st.characters(), max_size=40),
    st.lists(st.one_of(_FRAGMENTS, st.text(st.characters(), max_size=3)), max_size=12).map("".join),
)
