"""Judging the lines of flattened text: the model decides, rules and counts explain."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats
from indexer.cleaning.judging import UNLIKE_BODY, Judgment, as_sure, lay
from indexer.cleaning.line_cuts import ALONE, AMONG, cut_for
from indexer.cleaning.lines import WRAP_SHORTEST, wrap_column
from indexer.cleaning.models import LineModel, LinesAmong, alone, among, line_model
from indexer.cleaning.repetition import is_common, is_copy
from indexer.cleaning.rules import LINE_RULES, rule_for
from indexer.steps import Asked, Steps
from search.documents import Line, Verdict

# A rule about whole lines does not overrule a model that is this sure: "Contact" may be a heading of a manual.
SURE = 0.7
# The model was trained on whole articles: it knows furniture by being unlike the text around it. A text of a few lines
# has no such text, and a note or a one-line document must not vanish; there the rules alone speak.
SMALL_CHARACTERS = 1_000
SMALL_LINES = 6
_UNDECIDED = 0.6


def judge_lines(
    texts: Sequence[str], times: Sequence[int] = (), documents: int = 0, reader: LineModel | None = None
) -> Steps[list[Judgment]]:
    """A verdict for every line (white space collapsed), by the model that ships or another ``reader``. ``times``: in how many
    ``documents`` of its source each line stands; empty where that is not known. A step at a time: several texts are read at once.

    Each line is judged with and without what repeats in its source. Where both agree, what the document alone shows is the
    reason; so a judgment depends on the counts only as far as its verdict does, and need not be made again when they move.
    """
    if not texts:
        return []
    continuing = _continuing(texts)
    if is_small(texts):
        return _judged(texts, [_UNDECIDED] * len(texts), continuing, ALONE)
    read = (reader or (yield Asked(reading, texts))).read(texts)
    by_itself: Floats = yield Asked(alone, read)
    judged = _judged(texts, by_itself.tolist(), continuing, ALONE)
    if documents < 2 or max(times) < 2 or is_copy(texts, judged, times):
        return judged
    counts = np.array(times, np.int64)
    in_source: Floats = yield Asked(among, LinesAmong(read=read, times=counts, documents=documents))
    learned = _judged(texts, in_source.tolist(), continuing, AMONG)
    common = is_common(counts, documents).tolist()
    return [_agreed(own, said, most) for own, said, most in zip(judged, learned, common, strict=True)]


def is_small(texts: Sequence[str]) -> bool:
    """Whether a text is too short for the model; its lines are judged by rules alone."""
    return len(texts) <= SMALL_LINES or sum(map(len, texts)) <= SMALL_CHARACTERS


def reading(texts: Sequence[Sequence[str]]) -> Sequence[LineModel]:
    """For each of several texts the model that has read it."""
    return line_model().reading(texts)


def verdicts_among(
    texts: Sequence[str], times: NDArray[np.int64], documents: int, reader: LineModel | None = None
) -> list[Verdict]:
    """What rules and the model say of the lines of a text that is not small, knowing in how many ``documents`` each stands."""
    read = (reader or line_model()).read(texts)
    judged = _judged(texts, read.among(times, documents).tolist(), _continuing(texts), AMONG)
    return [judgment.verdict for judgment in judged]


def is_by_repetition(line: Line) -> bool:
    """Whether what repeats in the source decided about a line, against what its document shows."""
    turned = _BY_REPETITION.get(line.verdict)
    return turned is not None and (line.rule, line.evidence) == (turned.rule, turned.evidence)


def _agreed(alone: Judgment, learned: Judgment, common: bool) -> Judgment:
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
    wrapped = wrap_column(texts) is not None
    return [
        index
        for index, (before, text) in enumerate(pairwise(texts), 1)
        if len(before) >= WRAP_SHORTEST
        and (wrapped or text[0].islower())
        and (before[-1].isalnum() or before[-1] == ",")
    ]


def _judged(
    texts: Sequence[str], read: Sequence[float], continuing: Iterable[int], share_of_best: float
) -> list[Judgment]:
    """``read`` are the probabilities of the lines by themselves; those ``continuing`` are as probable as the line before."""
    values = list(read)
    for index in continuing:
        values[index] = max(values[index], values[index - 1])
    probabilities = np.array(values)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    unsure = (probabilities < SURE).nonzero()[0].tolist()
    ruled = {index: _BY_RULE[rule.id] for index in unsure if (rule := rule_for(texts[index]))}
    kept = probabilities >= cut_for(probabilities, sizes, share_of_best)
    kept[list(ruled)] = False
    places = kept.nonzero()[0]
    first, last = (places[0], places[-1]) if len(places) else (0, len(texts) - 1)
    why = np.where(sizes < _SHORT_UNDER, _SHORT, _BETWEEN)
    why[:first] = _BEFORE
    why[last + 1 :] = _AFTER
    why[kept] = _KEPT
    percent = np.rint(100 * np.where(kept, probabilities, 1 - probabilities)).astype(np.int64)
    judged = [_JUDGMENTS[number] for number in (101 * why + percent).tolist()]
    lay(judged, ruled)
    return judged


_BY_RULE = {
    rule.id: Judgment(verdict=rule.verdict, rule=rule.id, evidence=rule.because, confidence=0.95) for rule in LINE_RULES
}
_KEPT, _BEFORE, _AFTER, _BETWEEN, _SHORT = range(5)
_SHORT_UNDER = 100  # characters
_WHY_DROPPED = {
    _BEFORE: "stands before the text and is unlike it",
    _AFTER: "stands after the text and is unlike it",
    _BETWEEN: "unlike the text around it",
    _SHORT: "a short line unlike the text around it",
}
# What the model may say, by reason and hundredths of the probability: a hundred and one of each.
_JUDGMENTS = tuple(
    Judgment(verdict=Verdict.DROP, rule=UNLIKE_BODY, evidence=_WHY_DROPPED[why], confidence=as_sure(percent / 100))
    if why in _WHY_DROPPED
    else Judgment(verdict=Verdict.KEEP, rule="text.body", confidence=as_sure(percent / 100))
    for why in range(5)
    for percent in range(101)
)
