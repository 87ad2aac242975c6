"""Judging the lines of flattened text: the model decides, rules and counts explain."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.judging import UNLIKE_BODY, Judgment, as_sure
from indexer.cleaning.line_cuts import ALONE, AMONG, cut_for
from indexer.cleaning.lines import WRAP_SHORTEST, wrap_column
from indexer.cleaning.models import LineModel, line_model
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.repetition import is_common, is_copy, repeats
from indexer.cleaning.rules import LINE_RULES, rule_for
from search.documents import Line, Verdict

# A rule about whole lines does not overrule a model that is this sure: "Contact" may be a heading of a manual.
SURE = 0.7
# The model was trained on whole articles: it knows furniture by being unlike the text around it. A text of a few lines
# has no such text, and a note or a one-line document must not vanish; there the rules alone speak.
SMALL_CHARACTERS = 1_000
SMALL_LINES = 6
_UNDECIDED = 0.6


def judge_lines(
    texts: Sequence[str], profile: SourceProfile | None, reader: LineModel | None = None
) -> dict[int, Judgment]:
    """A verdict for every line (white space collapsed), by the model that ships or another ``reader``.

    Each line is judged with and without what repeats in its source. Where both agree, what the document alone shows is the
    reason; so a judgment depends on the counts only as far as its verdict does, and need not be made again when they move.
    """
    if not texts:
        return {}
    continuing = _continuing(texts)
    if is_small(texts):
        return _judged(texts, [_UNDECIDED] * len(texts), continuing, ALONE)
    read = (reader or line_model()).read(texts)
    alone = _judged(texts, read.alone().tolist(), continuing, ALONE)
    if profile is None or not repeats(texts, profile) or is_copy(texts, alone, profile):
        return alone
    times = np.array([profile.count(text) for text in texts], np.int64)
    learned = _judged(texts, read.among(times, profile.documents).tolist(), continuing, AMONG)
    common = is_common(times, profile.documents).tolist()
    return {index: _agreed(judgment, learned[index], common=common[index]) for index, judgment in alone.items()}


def is_small(texts: Sequence[str]) -> bool:
    """Whether a text is too short for the model; its lines are judged by rules alone."""
    return len(texts) <= SMALL_LINES or sum(map(len, texts)) <= SMALL_CHARACTERS


def verdicts_among(texts: Sequence[str], times: NDArray[np.int64], documents: int) -> list[Verdict]:
    """What rules and the model say of the lines of a text that is not small, knowing in how many ``documents`` each stands."""
    judged = _judged(texts, line_model().read(texts).among(times, documents).tolist(), _continuing(texts), AMONG)
    return [judged[index].verdict for index in range(len(texts))]


def is_by_repetition(line: Line) -> bool:
    """Whether what repeats in the source decided about a line, against what its document shows."""
    turned = _BY_REPETITION.get(line.verdict)
    return turned is not None and (line.rule, line.evidence) == (turned.rule, turned.evidence)


def _agreed(alone: Judgment, learned: Judgment, *, common: bool) -> Judgment:
    """A line is dropped for what repeats only when it does so itself, nearly everywhere; to be kept for it, it need not."""
    if alone.verdict is learned.verdict or (learned.verdict is Verdict.DROP and not common):
        return alone
    return _BY_REPETITION[learned.verdict]


_BY_REPETITION = {
    Verdict.DROP: Judgment(
        verdict=Verdict.DROP,
        rule="text.repeats",
        evidence="furniture, as what repeats in this source shows",
        confidence=0.8,
    ),
    Verdict.KEEP: Judgment(
        verdict=Verdict.KEEP,
        rule="text.body",
        evidence="part of the text, as what repeats in this source shows",
        confidence=0.6,
    ),
}


def _continuing(texts: Sequence[str]) -> list[int]:
    """The lines that go on with the sentence of the line before: they are as much part of the text as that one. The model learned
    from pages, which are not wrapped at a column; there the last words of a paragraph look like a label."""
    wrapped = wrap_column(texts, (False,) * len(texts)) is not None
    return [
        index
        for index, (before, text) in enumerate(pairwise(texts), 1)
        if (wrapped or text[0].islower())
        and len(before) >= WRAP_SHORTEST
        and (before[-1].isalnum() or before[-1] == ",")
    ]


def _judged(
    texts: Sequence[str], read: Sequence[float], continuing: Iterable[int], share_of_best: float
) -> dict[int, Judgment]:
    """``read`` are the probabilities of the lines by themselves; those ``continuing`` are as probable as the line before."""
    probabilities = list(read)
    for index in continuing:
        probabilities[index] = max(probabilities[index], probabilities[index - 1])
    cut = cut_for(probabilities, texts, share_of_best)
    judged: dict[int, Judgment] = {}
    dropped: list[int] = []
    kept: list[int] = []
    for index, (text, probability) in enumerate(zip(texts, probabilities, strict=True)):
        if probability < SURE and (rule := rule_for(text)):
            judged[index] = _BY_RULE[rule.id]
        elif probability >= cut:
            judged[index] = _KEPT[round(100 * probability)]
            kept.append(index)
        else:
            dropped.append(index)
    first, last = (kept[0], kept[-1]) if kept else (0, len(texts) - 1)
    for index in dropped:
        judged[index] = _DROPPED[_where(index, first, last, texts[index])][round(100 * (1 - probabilities[index]))]
    return judged


_BY_RULE = {
    rule.id: Judgment(verdict=rule.verdict, rule=rule.id, evidence=rule.because, confidence=0.95) for rule in LINE_RULES
}
_BEFORE, _AFTER, _BETWEEN, _SHORT = (
    "stands before the text and is unlike it",
    "stands after the text and is unlike it",
    "unlike the text around it",
    "a short line unlike the text around it",
)
_SHORT_UNDER = 100  # characters
# By hundredths of the probability.
_KEPT = tuple(
    Judgment(verdict=Verdict.KEEP, rule="text.body", confidence=as_sure(percent / 100)) for percent in range(101)
)
_DROPPED = {
    where: tuple(
        Judgment(verdict=Verdict.DROP, rule=UNLIKE_BODY, evidence=where, confidence=as_sure(percent / 100))
        for percent in range(101)
    )
    for where in (_BEFORE, _AFTER, _BETWEEN, _SHORT)
}


def _where(index: int, first: int, last: int, text: str) -> str:
    if index < first:
        return _BEFORE
    if index > last:
        return _AFTER
    return _SHORT if len(text) < _SHORT_UNDER else _BETWEEN
