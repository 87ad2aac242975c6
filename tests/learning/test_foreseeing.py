"""What is foreseen holds: where nothing may change, cleaning anew changes nothing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import NO_RULES, SourceProfile, clean
from indexer.cleaning.profile import line_key
from indexer.documents import Content, RawDocument
from indexer.learning.foreseeing import may_change
from indexer.learning.known import Known
from search.documents import Line, Verdict
from tests.learning.papers import BLURB, FURNITURE, paragraph

_AROUND = (
    "Skip to main content",
    "Home",
    "By Jane Roe",
    "May 3, 2012",
    "3 min read",
    *FURNITURE,
    "Related Articles",
    "The harvest of the winter, told by those who were there",
    "Copyright © The Courier. All rights reserved.",
    "The Courier",
)


def text_of(chance: random.Random) -> str:
    around = some_lines(chance, 6), some_lines(chance, 6)
    body = [paragraph(chance) for _ in range(chance.randint(1, 7))]
    some = [BLURB] if chance.random() < 0.5 else []
    above = (
        [paragraph(chance)] if chance.random() < 0.3 else []
    )  # then what becomes the title is a heading inside the text
    return "\n\n".join([*around[0], *above, "The treaty and the harbour of the province", *some, *body, *around[1]])


def some_lines(chance: random.Random, most: int) -> list[str]:
    return chance.sample(_AROUND, chance.randint(0, most))


def profile_for(text: str, chance: random.Random) -> SourceProfile | None:
    if chance.random() < 0.2:
        return None
    documents = chance.randint(2, 30)
    share = chance.random()
    lines = [line for line in text.split("\n") if line and (len(line) < 80 or chance.random() < share)]
    repeated = {line_key(line): chance.randint(2, documents) for line in lines if chance.random() < 0.7}
    return SourceProfile(source="The Courier", documents=documents, repeated=repeated)


@given(st.randoms(use_true_random=False), st.sampled_from(["text", "text", "html"]))
def test_where_nothing_may_change_cleaning_anew_changes_nothing(chance: random.Random, content: Content) -> None:
    text = text_of(chance)
    if content == "html":
        text = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n\n")) + "</body></html>"
    raw = RawDocument(id="x", origin="x", content=content, text=text, original=b"", sha256="")
    before, now = profile_for(text, chance), profile_for(text, chance)
    was = clean(raw, before, counted=False)
    known = Known(lines=was.lines, source=was.source, date=was.date, updated=was.updated, waits=False, profile=now)
    if not may_change(known, content, NO_RULES, only_rules=False):
        again = clean(raw, now, counted=False)
        assert (again.lines, again.body, again.date) == (was.lines, was.body, was.date)


def test_a_document_that_waits_for_the_dates_of_its_source_is_cleaned_anew() -> None:
    raw = RawDocument(id="x", origin="x", content="text", text="A\n\nB", original=b"", sha256="")
    lines = clean(raw).lines
    for waits in (True, False):
        known = Known(lines=lines, source=None, date=None, updated=None, waits=waits, profile=None)
        assert may_change(known, "text", NO_RULES, only_rules=False) is waits


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("said", [Verdict.KEEP, Verdict.DROP, None])
def test_a_title_that_may_be_kept_as_the_counts_are_now_is_cleaned_anew_where_the_text_began_above_it(
    begun: bool, said: Verdict | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = [paragraph(random.Random(number)) for number in range(9)]
    title = Line(text="The harbour", verdict=Verdict.HARVEST, rule="harvest.title", evidence="became the title")
    kept = [Line(text=line, verdict=Verdict.KEEP, rule="text.body", confidence=0.9) for line in text]
    lines = (kept[0], title, *kept[1:]) if begun else (title, *kept)
    profile = SourceProfile(source="The Courier", documents=9, repeated={line_key(title.text): 2})
    verdicts = [said if line is title else Verdict.KEEP for line in lines]
    monkeypatch.setattr("indexer.learning.foreseeing.verdicts_among", lambda texts, times, documents, reader: verdicts)
    now = profile if said else None  # None: nothing of the document repeats any more
    known = Known(lines=lines, source="The Courier", date=None, updated=None, waits=False, profile=now)
    assert may_change(known, "text", NO_RULES, only_rules=False) is begun
