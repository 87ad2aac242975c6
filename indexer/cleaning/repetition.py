"""Prose that repeats in a source: a series blurb, a disclaimer, a note about the author."""

from collections.abc import Mapping, Sequence

from indexer.cleaning.judging import Judgment
from indexer.cleaning.profile import SourceProfile
from search.documents import Verdict

# Prose that stands in several documents of a source is shown, but it is not what the document says.
REPEATED = 3  # documents; two may quote each other
_SHORTEST = 60  # characters; below, repetition says little: "He paused." may stand anywhere
# A document most of whose prose repeats is another copy of a document, not made of blurbs.
_COPY = 0.5
BODY = ".body"  # how the rules end by which the model keeps lines; what archivists keep is not demoted
DEMOTED = Judgment(verdict=Verdict.DEMOTE, rule="repeated-prose", evidence="prose that repeats", confidence=0.9)


def repeats(texts: Sequence[str], profile: SourceProfile) -> bool:
    """Whether any of the lines stands in another document of the source."""
    return profile.documents > 1 and any(profile.count(text) > 1 for text in texts)


def is_copy(texts: Sequence[str], judged: Mapping[int, Judgment], profile: SourceProfile) -> bool:
    """Whether most of what is kept of a document's prose stands in others too: nothing can be learned from that."""
    prose = _prose(texts, judged)
    again = sum(len(texts[index]) for index in prose if profile.count(texts[index]) > 1)
    return again > _COPY * sum(len(texts[index]) for index in prose)


def demoted(texts: Sequence[str], judged: Mapping[int, Judgment], profile: SourceProfile | None) -> dict[int, Judgment]:
    """The kept lines of prose that stand in several documents of the source, to be shown but neither ranked nor mined."""
    if profile is None or is_copy(texts, judged, profile):
        return {}
    return {index: DEMOTED for index in _prose(texts, judged) if profile.count(texts[index]) >= REPEATED}


def _prose(texts: Sequence[str], judged: Mapping[int, Judgment]) -> list[int]:
    return [
        index
        for index, judgment in judged.items()
        if judgment.verdict is Verdict.KEEP and judgment.rule.endswith(BODY) and len(texts[index]) >= _SHORTEST
    ]
