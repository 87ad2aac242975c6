"""The story of cleaning, one document at a time: lines, metadata, verdicts, body."""

import hashlib
from dataclasses import replace

from indexer.cleaning.assembly import PARAGRAPH, assemble, readable
from indexer.cleaning.block_features import stated_body
from indexer.cleaning.blocks import parse_page, segment
from indexer.cleaning.html import judge_blocks
from indexer.cleaning.judging import Judgment, by_line_rules, foot, harvested, in_profile
from indexer.cleaning.lines import split_lines
from indexer.cleaning.page import read_markup
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.rules import LINE_RULES
from indexer.documents import CleanedDocument, RawDocument
from indexer.metadata import Description, Scraped, describe
from search.documents import Line, Verdict

_VERSION = 1  # raised by hand when code that is no table changes what comes out
FINGERPRINT = f"{_VERSION}-" + hashlib.sha256(repr(LINE_RULES).encode()).hexdigest()[:12]

NO_BODY = "no body found"
_TITLE_LENGTH = 100


def clean(raw: RawDocument, profile: SourceProfile | None = None) -> CleanedDocument:
    """The document with its metadata found, every line judged and its body made.

    ``profile`` is what repeats in its source; without it each document is judged by itself.
    """
    match raw.content:
        case "body":
            return _take_as_clean(raw)
        case "text":
            return _clean_text(raw, profile)
        case "html":
            return _clean_html(raw, profile)


def _take_as_clean(raw: RawDocument) -> CleanedDocument:
    lines = split_lines(raw.text)
    texts = tuple(line.collapsed for line in lines)
    scraped = Scraped(lines=texts, tags=("",) * len(texts), url=raw.url, folder=raw.folder, language=raw.given_language)
    description = describe(raw, scraped)
    kept = Judgment(verdict=Verdict.KEEP, rule="given.body", evidence="given as clean")
    document = _document(
        raw,
        tuple(line.text for line in lines),
        texts,
        tuple(line.gap for line in lines),
        [kept] * len(lines),
        description,
    )
    body = readable(raw.text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return replace(document, body=body, kept=((0, len(body)),) if body else ())


def _clean_text(raw: RawDocument, profile: SourceProfile | None) -> CleanedDocument:
    lines = split_lines(raw.text)
    texts = tuple(line.collapsed for line in lines)
    scraped = Scraped(lines=texts, tags=("",) * len(texts), url=raw.url, folder=raw.folder, language=raw.given_language)
    description = describe(raw, scraped)
    judged = by_line_rules(texts)
    judged.update(harvested(texts, description))
    judged.update(foot(texts, judged, description))
    kept = Judgment(verdict=Verdict.KEEP, rule="text.body", confidence=0.7)
    judgments = [judged.get(index, kept) for index in range(len(texts))]
    return _document(
        raw,
        tuple(line.text for line in lines),
        texts,
        tuple(line.gap for line in lines),
        judgments,
        description,
        profile,
    )


def _clean_html(raw: RawDocument, profile: SourceProfile | None) -> CleanedDocument:
    tree = parse_page(raw.text)
    page = segment(tree)
    blocks = page.blocks
    texts = tuple(block.text for block in blocks)
    scraped = Scraped(
        lines=texts,
        tags=tuple(block.tag for block in blocks),
        markup=read_markup(tree),
        url=raw.url,
        folder=raw.folder,
        language=raw.given_language,
    )
    description = describe(raw, scraped)
    judged = judge_blocks(page, scraped.markup.title if scraped.markup else "", stated_body(raw.text))
    judged.update(by_line_rules(texts))
    judged.update(harvested(texts, description))
    judgments = [judged[index] for index in range(len(texts))]
    return _document(raw, texts, texts, tuple(block.gap for block in blocks), judgments, description, profile)


def _document(
    raw: RawDocument,
    originals: tuple[str, ...],
    texts: tuple[str, ...],
    breaks: tuple[str, ...],
    judgments: list[Judgment],
    description: Description,
    profile: SourceProfile | None = None,
) -> CleanedDocument:
    lines = tuple(
        Line(
            text=original,
            verdict=judgment.verdict,
            rule=judgment.rule,
            evidence="; ".join(filter(None, (judgment.evidence, in_profile(text, profile)))),
            confidence=round(judgment.confidence, 3),
        )
        for original, text, judgment in zip(originals, texts, judgments, strict=True)
    )
    body, kept = assemble(lines, breaks)
    notes = [*raw.notes, *description.notes]
    if not body:
        notes.append(NO_BODY)
    evidence = description.evidence
    title = readable(description.title.value).strip() if description.title else _first_words(body) or raw.id
    language = description.language.value if description.language else None
    return CleanedDocument(
        id=raw.id,
        title=title or raw.id,
        body=body,
        lines=lines,
        kept=kept,
        date=description.date.value if description.date else None,
        source=description.source.value if description.source else None,
        authors=description.authors.value if description.authors else (),
        language=language,
        type=raw.given_type,
        url=description.url,
        section=description.section.value if description.section else None,
        updated=description.updated.value if description.updated else None,
        evidence=evidence,
        notes=tuple(notes),
        breaks=breaks,
    )


def _first_words(body: str) -> str:
    first = " ".join(body.split(PARAGRAPH, 1)[0].split())
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:–—-") + "…"
