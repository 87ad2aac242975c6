"""What became metadata goes from the text, unless it is a part of it."""

from indexer.cleaning.judging import TITLE, Judgment, without_headings
from search.documents import Verdict


def kept(confidence: float) -> Judgment:
    return Judgment(verdict=Verdict.KEEP, rule="text.body", confidence=confidence)


DROPPED = Judgment(verdict=Verdict.DROP, rule="text.unlike-body", confidence=0.9)
BECAME_TITLE = Judgment(verdict=Verdict.HARVEST, rule=TITLE)
BECAME_DATE = Judgment(verdict=Verdict.HARVEST, rule="harvest.date")


def test_a_title_above_the_text_goes() -> None:
    found = {1: BECAME_TITLE}
    assert without_headings(found, {0: DROPPED, 1: kept(0.9), 2: kept(0.99)}) == found


def test_a_heading_inside_the_text_stays_where_it_is_also_when_it_became_the_title() -> None:
    found = {1: BECAME_TITLE, 3: BECAME_DATE}
    judged = {0: kept(0.99), 1: kept(0.9), 2: kept(0.99), 3: kept(0.6)}
    assert without_headings(found, judged) == {3: BECAME_DATE}


def test_a_title_below_a_line_that_is_hardly_text_goes() -> None:
    found = {1: BECAME_TITLE}
    assert without_headings(found, {0: kept(0.6), 1: kept(0.9), 2: kept(0.99)}) == found


def test_a_title_below_a_date_that_reads_like_text_goes() -> None:
    found = {0: BECAME_DATE, 1: BECAME_TITLE}
    assert without_headings(found, {0: kept(0.9), 1: kept(0.9), 2: kept(0.99)}) == found


def test_a_title_that_the_model_would_drop_goes_wherever_it_stands() -> None:
    found = {1: BECAME_TITLE}
    assert without_headings(found, {0: kept(0.99), 1: DROPPED, 2: kept(0.99)}) == found
