"""Prose that repeats in a source: a series blurb, a disclaimer, a note about the author."""

from collections.abc import Sequence

from indexer.cleaning.judging import Judgment
from indexer.cleaning.profile import SourceProfile
from search.documents import Verdict

# Prose that stands in several documents of a source is shown, but it is not what the document says.
_REPEATED = 3  # documents; two may quote each other
_SHORTEST = 60  # characters; below, repetition says little: "He paused." may stand anywhere
# A document most of whose prose repeats is another copy of a document, not made of blurbs.
_COPY = 0.5


def demoted(texts: Sequence[str], judged: dict[int, Judgment], profile: SourceProfile | None) -> dict[int, Judgment]:
    """The kept lines of prose that stand in several documents of the source, to be shown but neither ranked nor mined."""
    if profile is None:
        return {}
    prose = [
        index
        for index, judgment in judged.items()
        if judgment.verdict is Verdict.KEEP and len(texts[index]) >= _SHORTEST
    ]
    found = [index for index in prose if profile.count(texts[index]) >= _REPEATED]
    if sum(len(texts[index]) for index in found) > _COPY * sum(len(texts[index]) for index in prose):
        return {}
    return {
        index: Judgment(verdict=Verdict.DEMOTE, rule="repeated-prose", evidence="prose that repeats", confidence=0.9)
        for index in found
    }
