"""What a rule would do, before it is saved."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from indexer.cleaning.pipeline import clean
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.rulebook import RuleBook
from indexer.documents import RawDocument
from search.documents import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A line whose verdict the proposed rules change."""

    document: str
    line: int
    text: str
    before: Verdict
    after: Verdict
    rule: str


def preview(
    documents: Iterable[RawDocument],
    *,
    current: RuleBook,
    proposed: RuleBook,
    profile_for: Callable[[RawDocument], SourceProfile | None] = lambda _: None,
) -> Iterator[LineChange]:
    """Every line of the documents that would be judged otherwise, document by document.

    Rules of a source are for its documents alone: give the rule sets that hold for the documents given.
    """
    for raw in documents:
        profile = profile_for(raw)
        before, after = clean(raw, profile, current), clean(raw, profile, proposed)
        for index, (old, new) in enumerate(zip(before.lines, after.lines, strict=True)):
            if old.verdict is not new.verdict:
                yield LineChange(
                    document=raw.id, line=index, text=old.text, before=old.verdict, after=new.verdict, rule=new.rule
                )
