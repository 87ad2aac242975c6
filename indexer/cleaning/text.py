"""Judging the lines of flattened text: the model decides, rules and counts explain."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.cleaning.judging import Judgment
from indexer.cleaning.models import line_model
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.rules import rule_for
from search.documents import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """From which probability a line is kept, and one of ``PROSE`` characters or more."""

    line: float
    prose: float

    def keeps(self, text: str, probability: float) -> bool:
        return probability >= (self.prose if len(text) >= PROSE else self.line)


# Body lines are dearer than furniture: a line goes only when the model is rather sure, a long one when it is surer. Where
# most of a document is surely text there is little furniture to find, and doubt speaks for the line. Chosen on
# cross-validation by site.
PROSE = 200  # characters
WHOLE_PAGE = Cuts(line=0.4, prose=0.25)
NEARLY_CLEAN = Cuts(line=0.3, prose=0.15)
_SURELY_TEXT, _MOST = 0.8, 0.8  # a document is nearly clean when this share of its characters is surely text
# A rule about whole lines does not overrule a model that is this sure: "Contact" may be a heading of a manual.
SURE = 0.85
# The model was trained on whole articles: it knows furniture by being unlike the text around it. A text of a few lines
# has no such text, and a note or a one-line document must not vanish; there the rules alone speak.
SMALL_CHARACTERS = 1_000
SMALL_LINES = 6
_UNDECIDED = 0.6


def _probabilities(texts: Sequence[str], profile: SourceProfile | None) -> list[float]:
    if len(texts) <= SMALL_LINES or sum(map(len, texts)) <= SMALL_CHARACTERS:
        return [_UNDECIDED] * len(texts)
    return [float(probability) for probability in line_model().probability(texts, profile)]


def cuts_for(texts: Sequence[str], probabilities: Sequence[float]) -> Cuts:
    """The cuts for a document: by how much of it is surely text."""
    surely = sum(len(text) for text, p in zip(texts, probabilities, strict=True) if p >= _SURELY_TEXT)
    return NEARLY_CLEAN if surely >= _MOST * sum(map(len, texts)) else WHOLE_PAGE


def judge_lines(texts: Sequence[str], profile: SourceProfile | None) -> dict[int, Judgment]:
    """A verdict for every line (white space collapsed)."""
    probabilities = _probabilities(texts, profile)
    rules = {
        index: rule
        for index, (text, probability) in enumerate(zip(texts, probabilities, strict=True))
        if probability < SURE and (rule := rule_for(text))
    }
    cuts = cuts_for(texts, probabilities)
    kept = {
        index
        for index, (text, probability) in enumerate(zip(texts, probabilities, strict=True))
        if cuts.keeps(text, probability) and index not in rules
    }
    first, last = (min(kept), max(kept)) if kept else (0, len(texts) - 1)
    judged: dict[int, Judgment] = {}
    for index, (text, probability) in enumerate(zip(texts, probabilities, strict=True)):
        if index in kept:
            judged[index] = Judgment(verdict=Verdict.KEEP, rule="text.body", confidence=max(0.5, probability))
        elif index in rules:
            rule = rules[index]
            judged[index] = Judgment(verdict=rule.verdict, rule=rule.id, evidence=rule.because, confidence=0.95)
        else:
            judged[index] = Judgment(
                verdict=Verdict.DROP,
                rule="text.unlike-body",
                evidence=_where(index, first, last, text),
                confidence=max(0.5, 1 - probability),
            )
    return judged


def _where(index: int, first: int, last: int, text: str) -> str:
    if index < first:
        return "stands before the text and is unlike it"
    if index > last:
        return "stands after the text and is unlike it"
    return "unlike the text around it" if len(text) >= PROSE / 2 else "a short line unlike the text around it"
