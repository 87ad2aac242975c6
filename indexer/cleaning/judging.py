"""A judgment about one line before it becomes a Line, and the rules that need the whole document."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from indexer.cleaning.profile import SourceProfile
from indexer.metadata import Description
from indexer.metadata.titles import READ_TIME
from search.catalog.line_counts import told
from search.documents import Verdict


class Judgment(NamedTuple):
    """A verdict with its reason: what a ``search.documents.Line`` has beside its text, in that order. ``confidence`` has three
    decimals at most. Many lines of a document share one."""

    verdict: Verdict
    rule: str
    evidence: str = ""
    confidence: float = 1.0


def lay(judged: list[Judgment], over: Mapping[int, Judgment]) -> None:
    """Put judgments about some lines in the place of those that are beneath."""
    for index, judgment in over.items():
        judged[index] = judgment


_SUREST = 0.99  # a model is never certain, and what is rounded up to "100 % sure" would say so


def as_sure(probability: float) -> float:
    """The confidence of a verdict that a model finds so probable: from .5, for it decided so, to .99."""
    return round(min(_SUREST, max(0.5, probability)), 3)


def harvested(lines: Sequence[str], description: Description) -> dict[int, Judgment]:
    """The lines that became metadata and hold nothing else."""
    judged: dict[int, Judgment] = {}
    for name, finding in (
        ("title", description.title),
        ("date", description.date),
        ("updated", description.updated),
        ("byline", description.authors),
        ("address", description.url),
    ):
        if finding is not None and finding.line is not None and finding.whole_line:
            judged[finding.line] = Judgment(
                verdict=Verdict.HARVEST,
                rule=f"harvest.{name}",
                evidence=f"became the {'author' if name == 'byline' else name}",
                confidence=round(finding.confidence, 3),
            )
    for index, line in enumerate(lines):
        if len(line) <= 60 and ("min" in line or "MIN" in line or "Min" in line) and READ_TIME.match(line):
            judged[index] = Judgment(verdict=Verdict.HARVEST, rule="harvest.read-time", evidence="the reading time")
    for index in range(description.head_lines):
        judged[index] = Judgment(verdict=Verdict.HARVEST, rule="harvest.front-matter", evidence="the head of the file")
    return judged


TITLE = "harvest.title"
SURELY_TEXT = 0.7  # a line above a title that is kept with this confidence shows that the text has begun


def without_headings(found: dict[int, Judgment], judged: Sequence[Judgment]) -> dict[int, Judgment]:
    """Of the harvested lines those that go: a heading inside the text stays there, also where its words became the title for
    want of a better one."""
    title = next((index for index, judgment in found.items() if judgment.rule == TITLE), None)
    if title is None or judged[title].verdict is not Verdict.KEEP:
        return found
    begun = any(
        judged[index].verdict is Verdict.KEEP and judged[index].confidence >= SURELY_TEXT and index not in found
        for index in range(title)
    )
    return {index: judgment for index, judgment in found.items() if index != title} if begun else found


UNLIKE_BODY = "text.unlike-body"  # the rule of lines that the model drops
NOTICE = "text.copyright"
# A foot is what little stands below the copyright notice; more than this is a document whose notice stands at its head.
_FOOT_LINES, _FOOT_CHARACTERS = 12, 1200


def foot(lines: Sequence[str], judged: Sequence[Judgment], description: Description) -> dict[int, Judgment]:
    """Why lines below the copyright notice at the end of a page go: among them are the publisher's name and tagline.

    Only of lines that go anyway: the model sees more than this rule does, but has less to say.
    """
    rules = [judgment.rule for judgment in judged]
    if NOTICE not in rules:
        return {}
    last = len(rules) - 1 - rules[::-1].index(NOTICE)
    below = range(last + 1, len(lines))
    size = sum(len(lines[index]) for index in below)
    above = sum(len(line) for line in lines[:last])
    if len(below) > _FOOT_LINES or size > _FOOT_CHARACTERS or size > above / 3:
        return {}
    source = (description.source.value if description.source else "").lower()
    found: dict[int, Judgment] = {}
    for index in below:
        if judged[index].rule != UNLIKE_BODY:
            continue
        named = source and lines[index].lower().startswith(source) and len(lines[index].split()) <= 6
        found[index] = Judgment(
            verdict=Verdict.DROP,
            rule="text.publisher-name" if named else "text.page-foot",
            evidence="the publisher's name below the copyright notice"
            if named
            else "stands below the copyright notice",
            confidence=max(0.9, judged[index].confidence),
        )
    return found


def with_counts(judged: Sequence[Judgment], times: Sequence[int], profile: SourceProfile) -> list[Judgment]:
    """The judgments, each with what the source's profile has to say about its line at the end of the evidence; ``times``: in how
    many documents of the source each line stands."""
    return [
        judgment._replace(evidence="; ".join(filter(None, (judgment.evidence, said))))
        if (said := told(count, profile.documents, profile.group))
        else judgment
        for judgment, count in zip(judged, times, strict=True)
    ]
