"""What is packed into a row comes out of it unchanged."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from search.catalog import packing
from search.catalog.packing import Detail
from search.dates import DateSpan, date_span
from search.documents import KINDS, Entity, Evidence, Line, Mention, Verdict

_text = st.text(st.characters(codec="utf-8"), max_size=40)
_line = st.builds(
    Line,
    text=_text.filter(bool),
    verdict=st.sampled_from(Verdict),
    rule=_text,
    evidence=_text,
    confidence=st.floats(0, 1),
)
_evidence = st.builds(
    Evidence, field=_text, method=_text, quote=_text, confidence=st.floats(0, 1), line=st.none() | st.integers(0, 99)
)
_date = st.dates(dt.date(1450, 1, 1), dt.date(2100, 1, 1)).map(lambda day: date_span(day.year, day.month, day.day))


@st.composite
def _details(draw: st.DrawFn) -> tuple[Detail, str]:
    body = draw(_text)
    spans = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=3))
    mentions = tuple(
        Mention(
            entity="place:KP",
            kind="place",
            start=start,
            end=start + size,
            surface=body[start : start + size],
            how="name",
        )
        for start, size in spans
    )
    return Detail(
        lines=tuple(draw(st.lists(_line, max_size=4))),
        evidence=tuple(draw(st.lists(_evidence, max_size=3))),
        mentions=mentions,
        entities=(Entity(id="place:KP", kind="place", name=draw(_text), aliases=("DPRK",)),) if mentions else (),
        notes=tuple(draw(st.lists(_text, max_size=2))),
        section=draw(st.none() | _text),
        updated=draw(st.none() | _date),
    ), body


@given(_details())
def test_details_come_back_whole(case: tuple[Detail, str]) -> None:
    detail, body = case
    assert packing.unpack_detail(packing.pack_detail(detail, body), body) == detail


@given(st.lists(_text.filter(lambda text: bool(text.strip())), min_size=1, max_size=5))
@example(["a\n", "b"])
def test_lines_that_are_the_body_come_back_from_it(texts: list[str]) -> None:
    lines = tuple(Line(text=text, verdict=Verdict.KEEP, rule="given", evidence="clean") for text in texts)
    body = packing.PARAGRAPH.join(texts)
    detail = Detail(lines=lines)
    assert packing.unpack_detail(packing.pack_detail(detail, body), body) == detail


def test_lines_that_are_the_body_are_not_stored_twice() -> None:
    texts = [f"Paragraph {n} tells something quite its own, {n * 7919}." for n in range(200)]
    lines = tuple(Line(text=text, verdict=Verdict.KEEP, rule="given") for text in texts)
    assert len(packing.pack_detail(Detail(lines=lines), packing.PARAGRAPH.join(texts))) < 100


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 10)), max_size=4), st.integers(0, 100))
def test_ranges_come_back(spans: list[tuple[int, int]], length: int) -> None:
    ranges = tuple((start, start + size) for start, size in spans)
    packed = packing.pack_ranges(ranges, length)
    assert packing.unpack_ranges(packed, length) == ranges


def test_a_text_that_is_kept_whole_needs_no_ranges() -> None:
    assert packing.pack_ranges(((0, 7),), 7) is None
    assert packing.pack_ranges((), 0) is None
    assert packing.unpack_ranges(packing.pack_ranges((), 7), 7) == ()


def test_nothing_kept_is_not_mistaken_for_everything_kept() -> None:
    assert packing.unpack_ranges(packing.pack_ranges((), 5), 5) == ()


@given(st.none() | _date)
def test_dates_come_back(date: DateSpan | None) -> None:
    ordinals = (date.earliest.toordinal(), date.latest.toordinal()) if date else (None, None)
    assert packing.unpack_date(*ordinals, packing.pack_form(date)) == date


def test_a_year_known_roughly_keeps_its_form() -> None:
    date = date_span(2009, approximate=True)
    ordinals = (date.earliest.toordinal(), date.latest.toordinal())
    assert packing.unpack_date(*ordinals, packing.pack_form(date)) == date


def test_entities_come_back_by_kind() -> None:
    packed = packing.pack_entities((number, 3, kind) for number, kind in enumerate(KINDS, 7))
    assert packing.unpack_entities(packed) == tuple((number, 3) for number in range(7, 7 + len(KINDS)))
    assert packing.pack_entities(()) is None
    assert packing.unpack_entities(None) == ()
