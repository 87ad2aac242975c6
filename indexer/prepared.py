"""A document ready to be stored: read, cleaned, described, its columns packed. Made in workers, stored by the writer."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

import orjson

from indexer import cleaning, entities
from indexer.cleaning import NO_RULES, ProfileOf, RuleBook, SourceProfile
from indexer.decisions import Decision, decided
from indexer.documents import CleanedDocument, RawDocument
from indexer.entities import Annotation
from indexer.steps import Steps, ended
from search.catalog import packing
from search.catalog.names import name_key
from search.catalog.packing import Detail
from search.documents import Kind, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What was read: the part of a document that a new version replaces. ``original`` is squeezed; ``reading`` see ``reading_of``."""

    sha256: bytes
    key: bytes
    size: int
    reading: str
    original: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLines:
    """A document's lines and how often they repeat in its group as its verdicts take it; see ``document_lines``."""

    group: str
    keys: bytes
    levels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What was made of it: one row of revisions with names where the writer will put numbers, and what the index is given.

    ``entities`` are (id, kind, name, mentions), most mentioned first; ``surfaces`` (id, folded, surface, mentions).
    """

    fingerprint: str
    title: str
    url: str | None
    earliest: int | None
    latest: int | None
    date_form: str | None
    source: str | None
    language: str | None
    type: str | None
    authors: tuple[str, ...]
    kept: bytes | None
    body: bytes
    other: bytes | None
    detail: bytes
    entities: tuple[tuple[str, Kind, str, int], ...]
    surfaces: tuple[tuple[str, str, str, int], ...]
    index_body: str
    index_other: str
    lines: CountedLines | None = None  # where what repeats was foreseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    id: str
    origin: str
    content: Content
    derived: Derived


_RULES = " rules-"


def fingerprint(*, with_entities: bool = True, rules: str = "") -> str:
    """What derived output depends on beside the content and the archivist's decisions; another one means stale.

    ``rules`` is the fingerprint of the archivists' rules that hold for the document, at the end where there are any.
    """
    made_by = f"{cleaning.FINGERPRINT} {entities.fingerprint() if with_entities else 'entities-off'}"
    return f"{made_by}{_RULES}{rules}" if rules else made_by


def rules_part(made_by: str) -> str:
    """The fingerprint of archivists' rules within another; empty where none held."""
    return made_by.partition(_RULES)[2]


def made_here(made_by: str) -> bool:
    """Whether this program would make the same of the same content, archivists' rules aside."""
    return made_by.partition(_RULES)[0] in (fingerprint(), fingerprint(with_entities=False))


def reading_of(raw: RawDocument, *, is_record: bool, source: str | None) -> str:
    """What is to be known, beside the original bytes, to read them again: JSON, the same for documents read alike."""
    return orjson.dumps(
        {"content": raw.content, "record": is_record, "source": source, "folder": raw.folder},
        option=orjson.OPT_SORT_KEYS,
    ).decode()


def content_of(raw: RawDocument, *, is_record: bool, source: str | None) -> Content:
    return Content(
        sha256=bytes.fromhex(raw.sha256),
        key=content_key(raw, is_record=is_record),
        size=len(raw.original),
        reading=reading_of(raw, is_record=is_record, source=source),
        original=packing.squeeze_bytes(raw.original),
    )


def content_key(raw: RawDocument, *, is_record: bool) -> bytes:
    """16 bytes that are equal for exact duplicates: the same bytes of a file; of a record, the same in all but its id.

    Documents without text are nobody's duplicate.
    """
    if not raw.text.strip():
        return hashlib.blake2b(raw.id.encode(), digest_size=16, person=b"empty").digest()
    if not is_record:
        return bytes.fromhex(raw.sha256)[:16]
    said = (
        raw.content,
        raw.text,
        raw.url,
        raw.given_title,
        raw.given_date,
        raw.given_source,
        raw.given_authors,
        raw.given_language,
        raw.given_type,
    )
    return hashlib.blake2b(orjson.dumps(said), digest_size=16, person=b"record").digest()


def derive(
    raw: RawDocument,
    decisions: Mapping[str, Decision],
    *,
    with_entities: bool = True,
    rules: RuleBook = NO_RULES,
    profile: SourceProfile | None = None,
) -> Derived:
    """Clean, apply what the archivist decided, name the entities, pack. Depends on nothing else."""
    return ended(derived_in_steps(raw, decisions, with_entities=with_entities, rules=rules, profile=profile))


def derived_in_steps(
    raw: RawDocument,
    decisions: Mapping[str, Decision],
    *,
    with_entities: bool = True,
    rules: RuleBook = NO_RULES,
    profile: SourceProfile | None = None,
) -> Steps[Derived]:
    """The same, a step at a time."""
    yield len(raw.original)
    cleaned = yield from cleaned_in_steps(raw, decisions, rules, profile)
    return (yield from annotated(raw, cleaned, rules, with_entities=with_entities))


def cleaned_by(
    raw: RawDocument, decisions: Mapping[str, Decision], rules: RuleBook, profile: SourceProfile | None
) -> CleanedDocument:
    """Clean, and apply what the archivist decided. Counts of lines are left out: they are told as they are when shown."""
    return ended(cleaned_in_steps(raw, decisions, rules, profile))


def cleaned_in_steps(
    raw: RawDocument,
    decisions: Mapping[str, Decision],
    rules: RuleBook,
    profile: SourceProfile | None,
    profile_of: ProfileOf | None = None,
) -> Steps[CleanedDocument]:
    """The same, a step at a time. ``profile_of`` gives the profile of flattened text where its source must be found first."""
    decided_source = decisions.get("source")
    source = decided_source.value if decided_source else None
    cleaned = yield from cleaning.clean_in_steps(
        raw, profile, rules, source=source, counted=False, profile_of=profile_of
    )
    return decided(cleaned, decisions)


def annotated(raw: RawDocument, cleaned: CleanedDocument, rules: RuleBook, *, with_entities: bool) -> Steps[Derived]:
    """Name the entities, pack: the steps that are left when a document is cleaned."""
    yield len(raw.original)
    annotation = Annotation()
    if with_entities:
        annotation = yield from entities.annotated_in_steps(cleaned.body, kept=cleaned.kept)
    yield len(raw.original)
    held = rules.fingerprint_for(cleaned.source) if rules.sets and raw.content != "body" else ""
    return packed(cleaned, annotation, fingerprint(with_entities=with_entities, rules=held))


def packed(cleaned: CleanedDocument, annotation: Annotation, made_by: str) -> Derived:
    """The columns of a cleaned and annotated document."""
    body = cleaned.body
    detail = Detail(
        lines=cleaned.lines,
        evidence=cleaned.evidence,
        mentions=annotation.mentions,
        entities=annotation.entities,
        notes=cleaned.notes,
        section=cleaned.section,
        updated=cleaned.updated,
    )
    other = "\n".join([line.text for line in cleaned.lines if line.verdict is not Verdict.KEEP])
    kept = packing.pack_ranges(cleaned.kept, len(body))
    named, surfaces = tally(annotation)
    return Derived(
        fingerprint=made_by,
        title=cleaned.title,
        url=cleaned.url,
        earliest=cleaned.date.earliest.toordinal() if cleaned.date else None,
        latest=cleaned.date.latest.toordinal() if cleaned.date else None,
        date_form=packing.pack_form(cleaned.date),
        source=cleaned.source,
        language=cleaned.language,
        type=cleaned.type,
        authors=cleaned.authors,
        kept=kept,
        body=packing.squeeze(body),
        other=packing.squeeze(other) if other else None,
        detail=packing.pack_detail(detail, body),
        entities=named,
        surfaces=surfaces,
        index_body=body if kept is None else packing.kept_text(body, cleaned.kept),
        index_other=other,
    )


def tally(
    annotation: Annotation | Detail,
) -> tuple[tuple[tuple[str, Kind, str, int], ...], tuple[tuple[str, str, str, int], ...]]:
    """(id, kind, name, mentions) of each entity, most mentioned first, and (id, folded, surface, mentions) of each form."""
    if not annotation.mentions and not annotation.entities:
        return (), ()
    counts = Counter(map(attrgetter("entity"), annotation.mentions))
    forms = Counter(map(attrgetter("entity", "surface"), annotation.mentions))
    named = [(entity.id, entity.kind, entity.name, counts[entity.id]) for entity in annotation.entities]
    named.sort(key=lambda one: (-one[3], one[0]))
    return tuple(named), tuple(
        (entity, name_key(surface), surface, n) for (entity, surface), n in sorted(forms.items())
    )
