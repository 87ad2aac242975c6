"""A document as scraped: every line with what became of it, by which rule and why."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search.documents import Evidence, Line, Verdict
from web.language import N_, count, gettext
from web.wording import VERDICT_NAMES, InLanguage

# What evidence is about, where it goes by another name than the page's field.
FIELD_OF = {"authors": "author", "byline": "author", "published": "date", "lang": "language"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapedLine:
    """``became``: what a harvested line turned into ("became the date"), or what happened to it; ``sure`` is a percentage."""

    number: int
    text: str
    verdict: Verdict
    verdict_name: str
    rule: str
    became: str
    evidence: str
    sure: int


_WHAT_HAPPENED = InLanguage(
    {
        Verdict.DEMOTE: N_("shown, not ranked"),
        Verdict.HARVEST: N_("became metadata"),
        Verdict.DROP: N_("left out"),
    }
)
_BECAME = InLanguage(
    {
        "source": N_("the source"),
        "date": N_("the date"),
        "updated": N_("the date of the last change"),
        "title": N_("the title"),
        "author": N_("the author"),
        "language": N_("the language"),
        "type": N_("the type"),
        "section": N_("the section"),
        "url": N_("the address"),
    }
)
_TALLY = InLanguage(
    {
        Verdict.KEEP: N_("kept"),
        Verdict.DEMOTE: N_("demoted: shown, not ranked"),
        Verdict.HARVEST: N_("harvested: became metadata"),
        Verdict.DROP: N_("dropped"),
    }
)
_BECAME_SAID = re.compile(r"\Abecame the \w+(?:; )?")  # said in ``became``


def scraped_lines(lines: Sequence[Line], evidence: Sequence[Evidence]) -> tuple[ScrapedLine, ...]:
    """Every line with its verdict; a harvested one says what the evidence made of it."""
    became: dict[int, list[str]] = {}
    for each in evidence:
        if each.line is not None:
            became.setdefault(each.line, []).append(FIELD_OF.get(each.field, each.field))
    return tuple(
        ScrapedLine(
            number=index + 1,
            text=line.text,
            verdict=line.verdict,
            verdict_name=VERDICT_NAMES[line.verdict],
            rule=line.rule,
            became=_became(line.verdict, became.get(index, [])),
            evidence=_BECAME_SAID.sub("", line.evidence),
            sure=round(100 * line.confidence),
        )
        for index, line in enumerate(lines)
    )


def _became(verdict: Verdict, fields: Sequence[str]) -> str:
    if verdict is Verdict.HARVEST and fields:
        named = [_BECAME.get(field, field) for field in dict.fromkeys(fields)]
        return gettext("became %(what)s", what=f" {gettext('and')} ".join(named))
    return "" if verdict is Verdict.KEEP else _WHAT_HAPPENED[verdict]


def tally(lines: Sequence[Line]) -> tuple[tuple[int, str], ...]:
    """How many lines met each verdict, those without any left out."""
    counts = Counter(line.verdict for line in lines)
    return tuple((counts[verdict], _TALLY[verdict]) for verdict in Verdict if counts[verdict])


def tally_in_words(lines: Sequence[Line]) -> str:
    """``7 kept, 3 harvested, 4 dropped``"""
    counts = Counter(line.verdict for line in lines)
    parts = [f"{count(counts[verdict])} {VERDICT_NAMES[verdict]}" for verdict in Verdict if counts[verdict]]
    return ", ".join(parts)
