"""How people type, and how it is read: the table of the query language."""

import pytest

from search.errors import QueryError
from search.query import (
    All,
    And,
    Boost,
    DateRange,
    Fuzzy,
    Named,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    parse_query,
)


def word(text: str) -> Word:
    return Word(text=text)


def beside(*children: Node) -> And:
    return And(children=children, implicit=True)


FOOD, AID, TALKS = word("food"), word("aid"), word("talks")

PLAIN: list[tuple[str, Node]] = [
    ("", All()),
    ("  ", All()),
    ("*", All()),
    ("talks", TALKS),
    ("food aid", beside(FOOD, AID)),
    ("food\u3000aid\n", beside(FOOD, AID)),
    ("food AND aid", And(children=(FOOD, AID))),
    ("food && aid", And(children=(FOOD, AID))),
    ("food OR aid", Or(children=(FOOD, AID))),
    ("food | aid", Or(children=(FOOD, AID))),
    ("food|aid", Or(children=(FOOD, AID))),
    ("-talks", Not(child=TALKS)),
    ("!talks", Not(child=TALKS)),
    ("NOT talks", Not(child=TALKS)),
    ("food -talks", beside(FOOD, Not(child=TALKS))),
    ("food AND NOT talks", And(children=(FOOD, Not(child=TALKS)))),
    ("-(food aid)", Not(child=beside(FOOD, AID))),
    ("NOT(food)", Not(child=FOOD)),
    ("+food +aid", beside(FOOD, AID)),
    ("food and aid or not talks", beside(FOOD, word("and"), AID, word("or"), word("not"), TALKS)),
    ("food AND aid OR talks", Or(children=(And(children=(FOOD, AID)), TALKS))),
    ("food (aid OR talks)", beside(FOOD, Or(children=(AID, TALKS)))),
    ("((food))", FOOD),
    ("(food (aid talks))", beside(FOOD, AID, TALKS)),
    ("* talks", TALKS),
    # words as they are written
    ("U.S.", word("U.S.")),
    ("who's", word("who's")),
    ("six-party", word("six-party")),
    ("Kim Jong-Il", beside(word("Kim"), word("Jong-Il"))),
    ("O'Neill", word("O'Neill")),
    ("12:30", word("12:30")),
    ("AT&T", word("AT&T")),
    ("talks, food; (aid).", beside(TALKS, FOOD, AID)),
    ("What of food?", beside(word("What"), word("of"), FOOD)),
    ("https://example.org/a?b=c&d=*e", word("https://example.org/a?b=c&d=*e")),
    ("🙂", word("🙂")),
    ("北京", word("北京")),
    ("e\u0301tat", word("état")),
    # phrases
    ('"food aid"', Phrase(text="food aid")),
    ("“food aid”", Phrase(text="food aid")),
    ("„food aid“", Phrase(text="food aid")),
    ("«food aid»", Phrase(text="food aid")),
    ('"food aid”', Phrase(text="food aid")),
    ('""food aid""', Phrase(text="food aid")),
    ('" food \n aid "', Phrase(text="food aid")),
    ('"food aid"~5', Phrase(text="food aid", slop=5)),
    ('"food aid"^2', Boost(child=Phrase(text="food aid"), factor=2)),
    ('-"food aid"', Not(child=Phrase(text="food aid"))),
    ('"food""aid"', beside(Phrase(text="food"), Phrase(text="aid"))),
    # parts of words
    ("nucl*", Prefix(text="nucl")),
    ("wom?n", Wildcard(text="wom?n")),
    ("col*r", Wildcard(text="col*r")),
    ("wrod~", Fuzzy(text="wrod", distance=1)),
    ("letter~", Fuzzy(text="letter", distance=2)),
    ("wrod~2", Fuzzy(text="wrod", distance=2)),
    ("wrod~0", word("wrod")),
    ("O'Neil~", Fuzzy(text="O'Neil", distance=2)),
    ("food^2", Boost(child=FOOD, factor=2)),
    ("wrod~1^.5", Boost(child=Fuzzy(text="wrod", distance=1), factor=0.5)),
    ("(food aid)^3", Boost(child=beside(FOOD, AID), factor=3)),
    ("food^1", FOOD),
    # fields
    ("title:food", Word(text="food", field="title")),
    ("TITLE:food", Word(text="food", field="title")),
    ('author:"Jane Doe"', Phrase(text="Jane Doe", field="author")),
    ("title:(food OR aid)", Or(children=(Word(text="food", field="title"), Word(text="aid", field="title")))),
    ("-title:food", Not(child=Word(text="food", field="title"))),
    ("title:nucl*", Prefix(text="nucl", field="title")),
    ("source:Reuters", Named(field="source", text="Reuters")),
    ("source:_unknown", Named(field="source", text="_unknown")),
    ('person:"Kim Jong Il"', Named(field="person", text="Kim Jong Il")),
    ("entity:person:kim-jong-il", Named(field="entity", text="person:kim-jong-il")),
    ("organisation:IAEA", Named(field="org", text="IAEA")),
    (
        'source:(Reuters OR "Foreign Affairs")',
        Or(children=(Named(field="source", text="Reuters"), Named(field="source", text="Foreign Affairs"))),
    ),
    ("source:(Reuters OR place:KP)", Or(children=(Named(field="source", text="Reuters"), Named(field="place", text="KP")))),
    # as scraped
    ("raw:food", Word(text="food", field="raw")),
    ("in:raw food aid", beside(Word(text="food", field="raw"), Word(text="aid", field="raw"))),
    ("food aid in:raw", beside(Word(text="food", field="raw"), Word(text="aid", field="raw"))),
    ("in: raw food", Word(text="food", field="raw")),
    ("food in:raw aid", beside(FOOD, Word(text="aid", field="raw"))),
    ("(in:raw food) aid", beside(Word(text="food", field="raw"), AID)),
    ("in:raw food (aid title:talks)", beside(Word(text="food", field="raw"), Word(text="aid", field="raw"), Word(text="talks", field="title"))),
    ("in:raw food in:any aid", beside(Word(text="food", field="raw"), AID)),
    # dates
    ("date:2012", DateRange(first="2012", last="2012")),
    ("date:2009..2012", DateRange(first="2009", last="2012")),
    ("date:2009-2012", DateRange(first="2009", last="2012")),
    ("date:[2009 TO 2012]", DateRange(first="2009", last="2012")),
    ("date:2009..", DateRange(first="2009", last=None)),
    ("date:..2009-05", DateRange(first=None, last="2009-05")),
    ("date:>=2010-05", DateRange(first="2010-05", last=None)),
    ("date:<=2010", DateRange(first=None, last="2010")),
    ("date:<2010", DateRange(first=None, last="2009")),
    ("date:>2010-12", DateRange(first="2011-01", last=None)),
    ("date:>2011-02-28", DateRange(first="2011-03-01", last=None)),
    ("date:<2012-03-01", DateRange(first=None, last="2012-02-29")),
    ("date:1990s", DateRange(first="1990", last="1999")),
    ("date:2012/3/1", DateRange(first="2012-03-01", last="2012-03-01")),
    ('date:"1 Mar 2012"', DateRange(first="2012-03-01", last="2012-03-01")),
    ("date:(2010 OR 2012)", Or(children=(DateRange(first="2010", last="2010"), DateRange(first="2012", last="2012")))),
    ("date:March 2012 food", beside(DateRange(first="2012-03", last="2012-03"), FOOD)),
    ("date:1 Mar 2012", DateRange(first="2012-03-01", last="2012-03-01")),
    ("date:*", DateRange(first=None, last=None)),
    ("-date:*", Not(child=DateRange(first=None, last=None))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), PLAIN, ids=[text for text, _ in PLAIN])
def test_what_is_plain_is_read_without_warnings(text: str, tree: Node) -> None:
    parsed = parse_query(text)
    assert parsed.tree == tree
    assert parsed.warnings == ()


ODD: list[tuple[str, Node, list[str]]] = [
    ("C++", word("C"), ["ignored-characters"]),
    ("(talks", TALKS, ["unclosed-parenthesis"]),
    ("talks)", TALKS, ["stray-parenthesis"]),
    ("food) OR aid", beside(FOOD, AID), ["stray-parenthesis", "dangling-operator"]),
    ("AND talks", TALKS, ["dangling-operator"]),
    ("talks OR", TALKS, ["dangling-operator"]),
    ("food OR OR aid", Or(children=(FOOD, AID)), ["dangling-operator"]),
    ("NOT", All(), ["dangling-operator"]),
    ("NOT NOT talks", TALKS, ["double-negation"]),
    ("--talks", TALKS, ["ignored-characters"]),
    ("food - aid", beside(FOOD, AID), ["ignored-characters"]),
    ('"unclosed', Phrase(text="unclosed"), ["unclosed-quote"]),
    ('"six-party talks" OR "food aid', Or(children=(Phrase(text="six-party talks"), Phrase(text="food aid"))), ["unclosed-quote"]),
    ('6" food', beside(word("6"), FOOD), ["ignored-characters"]),
    ('""', All(), ["empty-phrase"]),
    ('"!"', All(), ["empty-phrase"]),
    ("()", All(), ["empty-parentheses"]),
    ("...", All(), ["ignored-characters"]),
    ("-", All(), ["ignored-characters"]),
    ("?", All(), ["ignored-characters"]),
    ("+", All(), ["nothing-to-search"]),
    ("in:raw", All(), ["nothing-to-search"]),
    ("wom? food", beside(word("wom"), FOOD), ["question-mark"]),
    ("talks^", TALKS, ["ignored-characters"]),
    ("wrod~~", Fuzzy(text="wrod", distance=1), ["ignored-characters"]),
    ("wrod~7", Fuzzy(text="wrod", distance=2), ["limited"]),
    ("wrod~0.8", Fuzzy(text="wrod", distance=1), ["limited"]),
    ("six-prty~1", beside(Fuzzy(text="six", distance=1), Fuzzy(text="prty", distance=1)), ["split-word"]),
    ("six-part*", beside(word("six"), Prefix(text="part")), ["split-word"]),
    ("北京*", word("北京"), ["ignored-characters"]),
    ("food^0", Boost(child=FOOD, factor=0.01), ["limited"]),
    ("food^1000", Boost(child=FOOD, factor=100), ["limited"]),
    ("source:Reuters^2", Named(field="source", text="Reuters"), ["ignored-characters"]),
    ('"food aid"~500', Phrase(text="food aid", slop=100), ["limited"]),
    ('"food aid"~', Phrase(text="food aid"), ["ignored-characters"]),
    ("foo:bar", beside(word("foo"), word("bar")), ["unknown-field"]),
    ("-foo:bar", Not(child=beside(word("foo"), word("bar"))), ["unknown-field"]),
    ("title: food", Word(text="food", field="title"), ["space-after-field"]),
    ("title:", word("title"), []),
    ("person:(Kim Jong Il)", Named(field="person", text="Kim Jong Il"), ["joined-name"]),
    (
        'person:(Kim Jong Il OR "Kim Jong Un")',
        Or(children=(Named(field="person", text="Kim Jong Il"), Named(field="person", text="Kim Jong Un"))),
        ["joined-name"],
    ),
    ("date:2012^2", DateRange(first="2012", last="2012"), ["ignored-characters"]),
    ('"food aid"~2~3', Phrase(text="food aid", slop=2), ["ignored-characters"]),
    ('"food." aid.', beside(Phrase(text="food."), AID), []),
    ("food^2^3", Boost(child=FOOD, factor=2), ["ignored-characters"]),
    ('source:""', All(), ["empty-name"]),
    ("food aid OR talks", beside(FOOD, Or(children=(AID, TALKS))), ["or-binding"]),
    ("date:banana", beside(word("date"), word("banana")), ["not-a-date"]),
    ("date:2012..2009", DateRange(first="2009", last="2012"), ["swapped-range"]),
    ("ta\0lks", TALKS, ["ignored-characters"]),
    ("\u202etalks\ud800", TALKS, ["ignored-characters"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree", "codes"), ODD, ids=[repr(text) for text, _, _ in ODD])
def test_what_is_odd_is_read_as_meant_and_told(text: str, tree: Node, codes: list[str]) -> None:
    parsed = parse_query(text)
    assert parsed.tree == tree
    assert [warning.code for warning in parsed.warnings] == codes


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("food date:2012-13-45 aid", 10, 20),
        ("food date:2009..2011-02-29", 10, 26),
        ("food *aid", 5, 9),
        ("food ?id", 5, 8),
        ("title:*alks", 6, 11),
        ("\u200efood a*b*c*d*e", 6, 15),
    ],
)
def test_a_contradiction_is_refused_with_its_place(text: str, start: int, end: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert caught.value.hint


def test_spans_point_at_the_text_as_given_also_behind_invisible_characters() -> None:
    parsed = parse_query('\u202efood -"six-party talks" title:(aid OR relief)')
    assert isinstance(parsed.tree, And)
    assert [parsed.text[slice(*child.span)] for child in parsed.tree.children] == [
        "food",
        '-"six-party talks"',
        "title:(aid OR relief)",
    ]


def test_the_canonical_form_writes_out_what_was_understood() -> None:
    assert parse_query("in:raw food OR “aid”  date:<2010").canonical == '(raw:food OR raw:"aid") date:..2009'


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("AGREEMENT OF RUSSIA AND CANADA ON WHEAT", "AGREEMENT OF RUSSIA and CANADA ON WHEAT"),
        ("TALKS IN GENEVA OR PARIS NOT HELD", "TALKS IN GENEVA or PARIS not HELD"),
        ("NATO AND UNESCO", "NATO AND UNESCO"),
        ("NATO AND the UNESCO", "(NATO AND the) UNESCO"),
    ],
)
def test_a_sentence_in_capitals_has_no_operators(text: str, canonical: str) -> None:
    assert parse_query(text).canonical == canonical


def test_lost_quotation_marks_are_no_wildcards() -> None:
    assert parse_query("the ?slip? effect").canonical == "the slip effect"


def test_words_of_a_pasted_text_count_as_often_as_they_recur() -> None:
    text = "Sanctions ease. " + "The envoy met the council about grain. " * 60 + "Sanctions again."
    assert "Sanctions^2" in parse_query(text).canonical
    assert "envoy^60" in parse_query(text).canonical
