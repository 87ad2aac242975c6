"""The story of cleaning, one document at a time: lines, metadata, verdicts, body."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from indexer.cleaning.archivist import RuleSet, by_archivist
from indexer.cleaning.assembly import IN_BODY, PARAGRAPH, assemble, collapsed, readable
from indexer.cleaning.blocks import Page, parse_page, segment
from indexer.cleaning.html import judge_blocks, page_notes
from indexer.cleaning.judging import Judgment, foot, harvested, lay, with_counts, without_headings
from indexer.cleaning.lines import LINE_END, split_lines
from indexer.cleaning.models import FOLDER, LineModel
from indexer.cleaning.mojibake import is_mended
from indexer.cleaning.page import read_markup
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.repetition import demoted
from indexer.cleaning.rulebook import NO_RULES, RuleBook
from indexer.cleaning.rules import LINE_RULES
from indexer.cleaning.statements import stated_of
from indexer.cleaning.text import judge_lines
from indexer.documents import CleanedDocument, RawDocument
from indexer.metadata import Description, Scraped, describe, source_of
from indexer.readers.charset import REPAIRED
from indexer.steps import Steps, ended
from search.documents import Line, Verdict

_VERSION = 13  # raised by hand when code that is no table and no model changes what comes out


def _fingerprint() -> str:
    models = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
    made_of = repr((LINE_RULES, sorted(models.items())))
    return f"{_VERSION}-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"


FINGERPRINT = (
    _fingerprint()
)  # of everything but profiles and archivists' rules: documents cleaned with another are stale

NO_BODY = "no body found"
_TITLE_LENGTH = 100


# What repeats in a source, as far as it concerns a document's lines (white space collapsed).
ProfileOf = Callable[[str | None, Sequence[str]], SourceProfile | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known beside the document itself."""

    profile: SourceProfile | None
    rules: RuleBook
    source: str | None
    counted: bool
    reader: LineModel | None
    profile_of: ProfileOf | None


def clean(
    raw: RawDocument,
    profile: SourceProfile | None = None,
    rules: RuleBook = NO_RULES,
    *,
    source: str | None = None,
    counted: bool = True,
    reader: LineModel | None = None,
    profile_of: ProfileOf | None = None,
) -> CleanedDocument:
    """The document with its metadata found, every line judged and its body made.

    ``profile`` is what repeats in its source; without it each document is judged by itself. Of the archivists' ``rules``
    those of its source hold, and those for all; ``source`` None is the one that is found in it. ``counted``: evidence
    ends with the profile's counts; False where they are looked up when they are shown. ``reader`` is the line model, when
    it is not the one that ships. ``profile_of`` gives the profile of flattened text where its source must be found first.
    """
    return ended(
        clean_in_steps(raw, profile, rules, source=source, counted=counted, reader=reader, profile_of=profile_of)
    )


def clean_in_steps(
    raw: RawDocument,
    profile: SourceProfile | None = None,
    rules: RuleBook = NO_RULES,
    *,
    source: str | None = None,
    counted: bool = True,
    reader: LineModel | None = None,
    profile_of: ProfileOf | None = None,
) -> Steps[CleanedDocument]:
    """The same, a step at a time; the lines of many texts are read at once."""
    if raw.content == "body":
        return _take_as_clean(raw)
    known = _Known(profile=profile, rules=rules, source=source, counted=counted, reader=reader, profile_of=profile_of)
    return (yield from _clean_text(raw, known)) if raw.content == "text" else _clean_html(raw, known)


def source_ahead(raw: RawDocument, texts: tuple[str, ...]) -> str | None:
    """The source that cleaning flattened text will find, without cleaning it; ``texts`` are its lines, white space collapsed."""
    found = source_of(raw, _scraped(raw, texts))
    return _said(found) if found else None


def lines_of(raw: RawDocument) -> tuple[str, ...]:
    """The lines that :func:`clean` judges, white space collapsed: what a source's profile is counted from."""
    match raw.content:
        case "text" | "body":
            return split_lines(raw.text).collapsed
        case "html":
            return tuple(block.text for block in segment(parse_page(raw.text)).blocks)


def _take_as_clean(raw: RawDocument) -> CleanedDocument:
    """Nothing is judged and nothing moved: the body is the text, and each line of it is kept."""
    ends_mixed = "\r" in raw.text
    body = readable(LINE_END.sub("\n", raw.text) if ends_mixed else raw.text).strip()
    split = LINE_END.split(raw.text) if ends_mixed else raw.text.split("\n")
    originals = [line for line in split if line and not line.isspace()]
    description = describe(raw, _scraped(raw, tuple(map(collapsed, originals))))
    lines = tuple(
        [Line(text=line, verdict=Verdict.KEEP, rule="given.body", evidence="given as clean") for line in originals]
    )
    breaks = (PARAGRAPH,) * len(lines)
    return _described(raw, description, lines=lines, breaks=breaks, body=body, kept=((0, len(body)),) if body else ())


def _clean_text(raw: RawDocument, known: _Known) -> Steps[CleanedDocument]:
    lines = split_lines(raw.text)
    texts = lines.collapsed
    description = describe(raw, _scraped(raw, texts, known.profile))
    profile = known.profile
    if profile is None and known.profile_of is not None:
        profile = known.profile_of(_source_found(description, known), texts)
    times, documents = (profile.counts(texts), profile.documents) if profile else ([], 0)
    judged = yield from judge_lines(texts, times, documents, known.reader)
    lay(judged, foot(texts, judged, description))
    lay(judged, without_headings(harvested(texts, description), judged))
    lay(judged, by_archivist(texts, _rules_for(description, known)))
    lay(judged, demoted(texts, judged, times, documents))
    return _document(
        raw,
        originals=lines.texts,
        breaks=lines.gaps,
        judgments=with_counts(judged, times, profile) if profile and known.counted else judged,
        description=description,
        words=texts,
    )


def _clean_html(raw: RawDocument, known: _Known) -> CleanedDocument:
    tree = parse_page(raw.text)
    page = segment(tree)
    markup = read_markup(tree)
    texts = tuple(block.text for block in page.blocks)
    scraped = replace(
        _scraped(raw, texts, known.profile), tags=tuple(block.tag for block in page.blocks), markup=markup
    )
    description = describe(raw, scraped)
    judged = judge_blocks(page, stated_of(markup, raw.text))
    lay(judged, harvested(texts, description))
    rules = _rules_for(description, known)
    lay(judged, by_archivist(texts, rules, around=lambda index: _elements_around(page, index)))
    profile = known.profile
    times, documents = (profile.counts(texts), profile.documents) if profile else ([], 0)
    lay(judged, demoted(texts, judged, times, documents))
    return _document(
        raw,
        originals=texts,
        breaks=tuple(block.gap for block in page.blocks),
        judgments=with_counts(judged, times, profile) if profile and known.counted else judged,
        description=replace(description, notes=(*description.notes, *page_notes(tree, page, judged))),
    )


def _rules_for(description: Description, known: _Known) -> tuple[RuleSet, ...]:
    if not known.rules.sets:
        return ()
    found = description.source.value if description.source else None
    return known.rules.holding_for(known.source or found)


def _source_found(description: Description, known: _Known) -> str | None:
    return known.source or (_said(description.source.value) if description.source else None)


def _scraped(raw: RawDocument, texts: tuple[str, ...], profile: SourceProfile | None = None) -> Scraped:
    return Scraped(
        lines=texts,
        tags=("",) * len(texts),
        url=raw.url,
        folder=raw.folder,
        language=raw.given_language,
        day_first=profile.day_first if profile else None,
    )


def _elements_around(page: Page, index: int) -> tuple[tuple[str, str], ...]:
    return tuple((page.tags[element], page.names[element]) for element in page.around(page.blocks[index]))


def _document(
    raw: RawDocument,
    *,
    originals: Sequence[str],
    breaks: tuple[str, ...],
    judgments: Sequence[Judgment],
    description: Description,
    words: Sequence[str] | None = None,
) -> CleanedDocument:
    """``words``: see :func:`assemble`."""
    lines = tuple([Line(original, *judgment) for original, judgment in zip(originals, judgments, strict=True)])
    body, kept = assemble(lines, breaks, words)
    return _described(raw, description, lines=lines, breaks=breaks, body=body, kept=kept)


def _described(
    raw: RawDocument,
    description: Description,
    *,
    lines: tuple[Line, ...],
    breaks: tuple[str, ...],
    body: str,
    kept: tuple[tuple[int, int], ...],
) -> CleanedDocument:
    title = description.title.value if description.title else _first_words(body)
    return CleanedDocument(
        id=raw.id,
        title=collapsed(readable(title)) or raw.id,
        body=body,
        lines=lines,
        kept=kept,
        date=description.date.value if description.date else None,
        source=_said(description.source.value) if description.source else None,
        authors=tuple(filter(None, map(_said, description.authors.value))) if description.authors else (),
        language=description.language.value if description.language else None,
        type=_said(raw.given_type) if raw.given_type else None,
        url=description.url.value if description.url else None,
        section=_said(description.section.value) if description.section else None,
        updated=description.updated.value if description.updated else None,
        evidence=description.evidence,
        notes=tuple(
            dict.fromkeys((*raw.notes, *_misread(lines, title), *description.notes, *(() if body else (NO_BODY,))))
        ),
        breaks=breaks,
    )


def _misread(lines: Sequence[Line], title: str) -> tuple[str, ...]:
    """What is noted where the body or the title had to be read in another charset than it came in."""
    texts = (title, *(line.text for line in lines if line.verdict in IN_BODY))
    return (REPAIRED,) if any(not text.isascii() and is_mended(text) for text in texts) else ()


def _said(value: str) -> str | None:
    """A name as the body would hold it: what makes text read otherwise than it is has no place in a facet either."""
    return collapsed(readable(value)) or None


def _first_words(body: str) -> str:
    first = " ".join(body.split(PARAGRAPH, 1)[0].split())
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:–—-") + "…"
