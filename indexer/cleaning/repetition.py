"""Prose that repeats in a source: a series blurb, a disclaimer, a note about the author."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.judging import Judgment
from search.documents import Verdict

Counts = NDArray[np.int64]
# Prose that stands in several documents of a source is shown, but it is not what the document says. Two may quote each
# other; in a large source a few may tell the same story, and words that no document ranks cannot be found.
REPEATED = 3  # documents at the least,
_OFTEN = 10  # and either so many,
_SHARE = 0.05  # or such a share of the source's.
# A line is furniture for its repetition only where most documents have it: signatures, salutations and headings repeat too.
# Half of them loses no line of 400 diplomatic papers that the papers alone do not lose, and no F1 on labelled pages.
_MOST = 0.5
SHORTEST = 60  # characters; below, repetition says little: "He paused." may stand anywhere
# A document most of whose prose repeats is another copy of a document, not made of blurbs.
COPY = 0.5
BODY = ".body"  # how the rules end by which the model keeps lines; what archivists keep is not demoted
DEMOTED = Judgment(verdict=Verdict.DEMOTE, rule="repeated-prose", evidence="prose that repeats", confidence=0.9)


def is_blurb(times: Counts, documents: int) -> NDArray[np.bool_]:
    """Whether prose that stands in so many of a source's documents is no longer what each of them says."""
    return (times >= REPEATED) & ((times >= _OFTEN) | (times >= _SHARE * documents))


def is_common(times: Counts, documents: int) -> NDArray[np.bool_]:
    """Whether most of the source's other documents have the line too."""
    return (times > 1) & (times - 1 >= _MOST * (documents - 1))


def is_copy(texts: Sequence[str], judged: Sequence[Judgment], times: Sequence[int]) -> bool:
    """Whether most of what is kept of a document's prose stands in others too: nothing can be learned from that. ``times``: in
    how many documents of its source each line stands."""
    prose = _prose(texts, judged)
    again = sum(len(texts[index]) for index in prose if times[index] > 1)
    return again > COPY * sum(len(texts[index]) for index in prose)


def demoted(
    texts: Sequence[str], judged: Sequence[Judgment], times: Sequence[int], documents: int
) -> dict[int, Judgment]:
    """The kept lines of prose that stand in several ``documents`` of the source, to be shown but neither ranked nor mined."""
    if max(times, default=1) < REPEATED or is_copy(texts, judged, times):
        return {}
    prose = _prose(texts, judged)
    blurbs = is_blurb(np.array([times[index] for index in prose], np.int64), documents)
    return {index: DEMOTED for index, blurb in zip(prose, blurbs.tolist(), strict=True) if blurb}


def _prose(texts: Sequence[str], judged: Sequence[Judgment]) -> list[int]:
    return [
        index
        for index, judgment in enumerate(judged)
        if judgment.verdict is Verdict.KEEP and judgment.rule.endswith(BODY) and len(texts[index]) >= SHORTEST
    ]
