"""Judging the lines of flattened text: the model decides, rules and counts explain."""

from collections.abc import Sequence

from indexer.cleaning.judging import Judgment
from indexer.cleaning.models import line_model
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.rules import rule_for
from search.documents import Verdict

# From which probability a line is kept. Body lines are dearer than furniture, so a line goes only when the model is
# rather sure; a long one only when it is surer still. Chosen on cross-validation by site.
CUT = 0.4
CUT_OF_PROSE = 0.25
PROSE = 200  # characters
# A rule about whole lines does not overrule a model that is this sure: "Contact" may be a heading of a manual.
SURE = 0.85


def judge_lines(texts: Sequence[str], profile: SourceProfile | None) -> dict[int, Judgment]:
    """A verdict for every line (white space collapsed)."""
    probabilities = line_model().probability(texts, profile).tolist()
    rules = {
        index: rule
        for index, (text, probability) in enumerate(zip(texts, probabilities, strict=True))
        if probability < SURE and (rule := rule_for(text))
    }
    kept = {
        index
        for index, (text, probability) in enumerate(zip(texts, probabilities, strict=True))
        if probability >= (CUT_OF_PROSE if len(text) >= PROSE else CUT) and index not in rules
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
