"""Whether cleaning a document anew can change anything, told from its lines as they were judged: cheaper than cleaning by far.

What was judged once is not judged again: of flattened text the model is asked only what it says knowing the counts, because
what it said without them can be read off the verdicts.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning import RuleBook, SourceProfile
from indexer.cleaning.archivist import by_archivist
from indexer.cleaning.judging import NOTICE, SURELY_TEXT, TITLE, Judgment
from indexer.cleaning.overrides import RULE as BY_HAND
from indexer.cleaning.repetition import BODY, COPY, DEMOTED, SHORTEST, demoted, is_common
from indexer.cleaning.rules import rule_for
from indexer.cleaning.text import is_by_repetition, is_small, reading, verdicts_among
from indexer.documents import Content
from indexer.learning.known import Known
from indexer.steps import Asked, Steps, ended
from search.documents import Line, Verdict

_ARCHIVIST, _HARVEST = "archivist.", "harvest."  # how the rules of archivists and of harvested lines begin in ``rule``


def may_change(known: Known, content: Content, rules: RuleBook, *, only_rules: bool) -> bool:
    """False when cleaning anew would change nothing, whatever is not known here. ``only_rules``: counts are as they were."""
    return ended(foreseen_in_steps(known, content, rules, only_rules=only_rules))


def foreseen_in_steps(known: Known, content: Content, rules: RuleBook, *, only_rules: bool) -> Steps[bool]:
    """The same, a step at a time; the lines of many texts are read at once."""
    texts = [" ".join(line.text.split()) for line in known.lines]
    if _ruled_otherwise(known.lines, texts, content, known.source, rules):
        return True
    if only_rules:
        return False
    if known.waits or _demoted_otherwise(known.lines, texts, known.profile):
        return True
    # In pages the counts decide about repeated prose alone.
    return content != "html" and (yield from _read_otherwise(known.lines, texts, known.profile))


def _ruled_otherwise(
    lines: tuple[Line, ...], texts: list[str], content: Content, source: str | None, rules: RuleBook
) -> bool:
    holding = rules.holding_for(source)
    if content == "html" and any(rule.by == "selector" for each in holding for rule in each.rules):
        return True  # the elements around a line are not stored
    ruled = by_archivist(texts, holding)
    for index, line in enumerate(lines):
        said = ruled.get(index)
        if line.rule == BY_HAND:
            return True  # beneath lies a verdict that the decision is told against ("was drop")
        if said is None:
            if line.rule.startswith(_ARCHIVIST):
                return True
        elif (said.rule, said.verdict, said.evidence) != (line.rule, line.verdict, line.evidence):
            return True
    return False


def _demoted_otherwise(lines: tuple[Line, ...], texts: list[str], profile: SourceProfile | None) -> bool:
    """Demoting comes last and looks at nothing but lines kept as body, so that it can be undone and done again."""
    judged = [
        Judgment(verdict=Verdict.KEEP, rule=BODY)
        if line.rule == DEMOTED.rule
        else Judgment(verdict=line.verdict, rule=line.rule)
        for line in lines
    ]
    then = {index for index, line in enumerate(lines) if line.rule == DEMOTED.rule}
    now = demoted(texts, judged, profile.counts(texts), profile.documents) if profile else {}
    return set(now) != then


def _read_otherwise(lines: Sequence[Line], texts: Sequence[str], profile: SourceProfile | None) -> Steps[bool]:
    """Whether the line model, knowing the counts, says of a line what decides otherwise than it was decided."""
    turned = _has_title_in_text(lines) or any(is_by_repetition(line) or line.rule == DEMOTED.rule for line in lines)
    if profile is None or profile.documents < 2 or is_small(texts) or max(counts := profile.counts(texts)) < 2:
        return turned
    laid = [line.rule.startswith((_HARVEST, _ARCHIVIST)) for line in lines]  # over what is beneath, which is not known
    if any(over and _is_notice(text) for over, text in zip(laid, texts, strict=True)):
        return True  # a notice beneath would decide where the foot of the page begins
    times = np.array(counts, np.int64)
    copy = _was_copy(lines, laid, texts, times)
    if copy is None or copy:
        return copy is None or turned
    reader = yield Asked(reading, texts)
    said = verdicts_among(texts, times, profile.documents, reader)
    common = is_common(times, profile.documents).tolist()
    return _has_title_in_text(lines) or any(
        not over and not _stays(line, verdict, most)
        for line, over, verdict, most in zip(lines, laid, said, common, strict=True)
    )


def _has_title_in_text(lines: Sequence[Line]) -> bool:
    """Whether a harvested title stands below a line that is text, or may be beneath what lies over it: so it was dropped as the
    counts were, and may be a heading inside the text as they are now (``judging.without_headings``)."""
    title = next((index for index, line in enumerate(lines) if line.rule == TITLE), 0)
    return any(
        line.rule == DEMOTED.rule
        or line.rule.startswith(_ARCHIVIST)
        or (line.verdict is Verdict.KEEP and line.confidence >= SURELY_TEXT)
        for line in lines[:title]
    )


def _is_notice(text: str) -> bool:
    rule = rule_for(text)
    return rule is not None and rule.id == NOTICE


def _stays(line: Line, said: Verdict, common: bool) -> bool:
    """Whether a line stays as it was judged when the model, knowing the counts, says this of it; see ``text.judge_lines``."""
    falls = said is Verdict.DROP and common
    if is_by_repetition(line):
        return falls if line.verdict is Verdict.DROP else said is Verdict.KEEP
    if line.rule == DEMOTED.rule:  # kept by the model before it was demoted, knowing the counts or not
        return said is Verdict.KEEP
    return not falls if line.verdict is Verdict.KEEP else said is line.verdict


def _was_copy(
    lines: Sequence[Line], laid: Sequence[bool], texts: Sequence[str], times: NDArray[np.int64]
) -> bool | None:
    """Whether the model, not knowing the counts, found a copy of another document (``repetition.is_copy``); None where that
    hangs on lines of which its verdict is not known."""
    more = less = 0.0  # by how much what repeats exceeds what may, at the most and at the least
    for line, over, text, count in zip(lines, laid, texts, times.tolist(), strict=True):
        if len(text) < SHORTEST:
            continue
        weight = len(text) * (1 - COPY if count > 1 else -COPY)
        if over or line.rule == DEMOTED.rule:
            more, less = more + max(0.0, weight), less + min(0.0, weight)
        elif (line.verdict is Verdict.KEEP) is not is_by_repetition(line):  # what repetition turned was the contrary
            more, less = more + weight, less + weight
    return None if less <= 0 < more else less > 0
