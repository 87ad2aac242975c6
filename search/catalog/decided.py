"""What was decided about entities, as readers see it: what an id is now, by which decisions, and what still waits for one."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from search.catalog.names import name_key
from search.catalog.reading import CatalogReader
from search.documents import KINDS, Mention
from search.errors import NotFound
from search.facets import ENTITY_FACETS, FACET
from search.request import SearchRequest

# How many values are compared to find the nearest name.
_COMPARED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDecision:
    """One decision. ``said`` is what the action says (JSON values); ``rule`` is empty for people; ``undone_by`` the undo that holds."""

    number: int
    at: str
    by: str
    why: str
    rule: str
    action: str
    said: dict[str, Any]
    undone_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntity:
    """``documents`` are live ones; ``also`` how many other ids became this one."""

    id: str
    kind: str
    name: str
    documents: int
    also: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What an id is now. ``hidden``: it was decided to be no name."""

    id: str
    hidden: bool


def now(catalog: CatalogReader, entity: str) -> Now:
    """What ``entity`` is by all decisions; itself when nothing was decided about it."""
    rows = catalog.ask("SELECT canonical, hidden FROM entity_now WHERE entity = ?", (entity,))
    return Now(id=rows[0][0], hidden=bool(rows[0][1])) if rows else Now(id=entity, hidden=False)


def became(catalog: CatalogReader, entity: str) -> tuple[str, ...]:
    """The other ids that ``entity`` is now, by id."""
    rows = catalog.ask("SELECT entity FROM entity_now WHERE canonical = ?1 AND entity <> ?1 ORDER BY entity", (entity,))
    return tuple(other for (other,) in rows)


def waiting(catalog: CatalogReader) -> int:
    """How many documents do not show the newest decisions yet."""
    ((count,),) = catalog.ask("SELECT count(*) FROM entity_pending")
    return int(count)


def mentions_as_decided(catalog: CatalogReader, document: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions of one document with the entities they mean by all decisions; those of hidden ones left out."""
    found = sorted({mention.entity for mention in mentions})
    instead: dict[str, str] = {}
    hidden: set[str] = set()
    for start in range(0, len(found), 500):
        chunk = found[start : start + 500]
        marks = ",".join("?" * len(chunk))
        for entity, canonical in catalog.ask(
            f"SELECT entity, canonical FROM entity_now WHERE entity IN ({marks})",  # noqa: S608
            chunk,
        ):
            instead[entity] = canonical
    instead.update(catalog.ask("SELECT entity, canonical FROM entity_parts WHERE document = ?", (document,)))
    if not instead:
        return tuple(mentions)
    ends = sorted({*instead.values(), *found})
    for start in range(0, len(ends), 500):
        chunk = ends[start : start + 500]
        marks = ",".join("?" * len(chunk))
        rows = catalog.ask(f"SELECT entity FROM entity_now WHERE hidden AND entity IN ({marks})", chunk)  # noqa: S608
        hidden.update(entity for (entity,) in rows)
    return tuple(
        mention if entity == mention.entity else mention._replace(entity=entity, kind=_kind(entity))
        for mention in mentions
        if (entity := instead.get(mention.entity, mention.entity)) not in hidden
    )


def _kind(entity: str) -> Any:
    return next(kind for kind in KINDS if entity.startswith(f"{kind}:"))


def request_as_decided(catalog: CatalogReader, request: SearchRequest) -> SearchRequest:
    """The request with ids of entities that have become others in their place, also where these are of another kind."""
    chosen = (*request.included, *request.excluded)
    if not any(facet in ENTITY_FACETS for facet, _ in chosen):
        return request
    included, excluded = (_as_decided(catalog, values) for values in (request.included, request.excluded))
    if (included, excluded) == (request.included, request.excluded):
        return request
    return replace(request, included=included, excluded=excluded)


def _as_decided(
    catalog: CatalogReader, chosen: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, dict[str, None]] = {}
    for facet, values in chosen:
        for value in values:
            became = now(catalog, value).id if facet in ENTITY_FACETS else value
            found.setdefault(facet if became == value else _kind(became), {})[became] = None
    return tuple((facet, tuple(found[facet])) for facet in FACET if facet in found)


# --- decisions --------------------------------------------------------------------------------------------------------


def decisions(
    catalog: CatalogReader,
    *,
    about: str | None = None,
    before: int | None = None,
    limit: int = 100,
    by_rules: bool = True,
) -> tuple[EntityDecision, ...]:
    """Decisions, the newest first, with numbers below ``before``; without those of rules unless ``by_rules``.

    ``about`` leaves those that name this entity or an id that became it.
    """
    rows = catalog.ask(
        "SELECT number, at, actor, why, rule, action, detail FROM entity_decisions "
        "WHERE number < ?1 AND (?2 OR rule = '') AND (?3 IS NULL OR number IN (SELECT number FROM entity_decided "
        "WHERE entity = ?3 OR entity IN (SELECT entity FROM entity_now WHERE canonical = ?3))) "
        "ORDER BY number DESC LIMIT ?4",
        (before if before is not None else 1 << 62, by_rules, about, limit),
    )
    undone = _undone(catalog)
    return tuple(
        EntityDecision(
            number=number,
            at=at,
            by=by,
            why=why,
            rule=rule,
            action=action,
            said=orjson.loads(detail),
            undone_by=undone.get(number),
        )
        for number, at, by, why, rule, action, detail in rows
    )


def decision_count(catalog: CatalogReader) -> int:
    """How many decisions were ever taken."""
    ((count,),) = catalog.ask("SELECT coalesce(max(number), 0) FROM entity_decisions")
    return int(count)


def stamp(catalog: CatalogReader) -> str:
    """Something that changes with every decision and with every batch of documents that comes to show it."""
    return f"{decision_count(catalog)}/{waiting(catalog)}"


def _undone(catalog: CatalogReader) -> dict[int, int]:
    """Decision -> the undo that holds and names it."""
    off: dict[int, int] = {}
    for number, detail in catalog.ask(
        "SELECT number, detail FROM entity_decisions WHERE action = 'undo' ORDER BY number DESC"
    ):
        if number not in off:
            off[orjson.loads(detail)["undoes"]] = number
    return off


# --- looking entities up ----------------------------------------------------------------------------------------------


def listed(
    catalog: CatalogReader, *, text: str = "", kind: str | None = None, page: int = 1, size: int = 100
) -> tuple[int, tuple[ListedEntity, ...]]:
    """(how many, one page of them): entities of live documents of which a name has a word beginning so, most documents first."""
    fields = (kind,) if kind else ENTITY_FACETS
    where = f"documents > 0 AND field IN ({','.join('?' * len(fields))})"
    values: list[object] = list(fields)
    if text.strip():
        key = name_key(text)
        where += (
            " AND (value = ? OR number IN (SELECT number FROM aliases WHERE key >= ? AND key < ? || char(1114111)) "
            "OR number IN (SELECT number FROM aliases WHERE key LIKE '% ' || ? || '%' ESCAPE '\\'))"
        )
        escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values += (text.strip(), key or text, key or text, escaped or text)
    ((total,),) = catalog.ask(f"SELECT count(*) FROM facet_values WHERE {where}", values)  # noqa: S608
    rows = catalog.ask(
        "SELECT value, field, label, documents, (SELECT count(*) FROM entity_now n WHERE n.canonical = value "  # noqa: S608
        f"AND n.entity <> value) FROM facet_values WHERE {where} ORDER BY documents DESC, number LIMIT ? OFFSET ?",
        (*values, size, (page - 1) * size),
    )
    return int(total), tuple(
        ListedEntity(id=value, kind=field, name=label, documents=documents, also=also)
        for value, field, label, documents, also in rows
    )


def nearest(catalog: CatalogReader, typed: str, limit: int = 3) -> tuple[ListedEntity, ...]:
    """Entities whose id or name is most like what was typed, the likest first."""
    prefix, colon, rest = typed.partition(":")
    kind = prefix if colon and prefix in ENTITY_FACETS else None
    wanted = name_key((rest if kind else typed).replace("-", " ").replace("~", " "))
    candidates: dict[str, ListedEntity] = {}
    for word in sorted(wanted.split(), key=len, reverse=True)[:4]:
        for start in dict.fromkeys((word, word[:4], word[:2])):
            if len(candidates) >= _COMPARED:
                break
            for field in (kind,) if kind else (None,):
                _, found = listed(catalog, text=start, kind=field, size=_COMPARED // 4)
                candidates.update((one.id, one) for one in found)
    ratio = {one.id: _likeness(wanted, one) for one in candidates.values()}
    ranked = sorted(candidates.values(), key=lambda one: (-ratio[one.id], -one.documents, one.id))
    return tuple(one for one in ranked if ratio[one.id] >= 0.5)[:limit]


def _likeness(wanted: str, entity: ListedEntity) -> float:
    """0..1: of the folded name to the entity's or its id; a word alone may also be like one of its words."""
    names = (name_key(entity.name), name_key(entity.id.partition(":")[2].replace("-", " ")))
    likest = max(difflib.SequenceMatcher(None, wanted, name).ratio() for name in names)
    if " " in wanted:
        return likest
    words = {word for name in names for word in name.split()}
    return max(likest, *(0.9 * difflib.SequenceMatcher(None, wanted, word).ratio() for word in words), 0.0)


def refuse_unknown(catalog: CatalogReader, entity: str) -> None:
    """Raise NotFound, naming what is most like it, for an id that no document was ever found to name and no split made."""
    kind = entity.partition(":")[0]
    if kind in ENTITY_FACETS:
        if catalog.numbers(kind, [entity]):
            return
        if catalog.ask("SELECT 1 FROM entity_now WHERE entity = ?1 OR canonical = ?1 LIMIT 1", (entity,)):
            return
    near = ", ".join(f"{one.id} ({one.name})" for one in nearest(catalog, entity))
    raise NotFound(
        f"This archive names no entity {entity!r}.",
        hint=f"Did you mean {near}?" if near else "Ids look like place:KP or person:kim-jong-il.",
    )
