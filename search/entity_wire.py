"""Entities and decisions as JSON: the same in the API and on the command line."""

from collections.abc import Iterable
from typing import Any

from search.addresses import entity_page
from search.catalog.decided import EntityDecision, ListedEntity
from search.text_wire import Json
from search.views import EntityView
from search.wire import entity_json


def decision_json(decision: EntityDecision) -> Json:
    """``decision`` says what was decided; what it names stands beside it: ``entity``, ``into``, ``name`` ..."""
    return {
        "number": decision.number,
        "at": decision.at,
        "by": decision.by,
        "why": decision.why,
        "rule": decision.rule or None,
        "decision": decision.action,
        **decision.said,
        "undone_by": decision.undone_by,
    }


def listed_json(entity: ListedEntity) -> Json:
    return {
        "id": entity.id,
        "kind": entity.kind,
        "name": entity.name,
        "documents": entity.documents,
        "also": entity.also,
        "page": entity_page(entity.id),
    }


def entity_list_json(total: int, entities: Iterable[ListedEntity], following: str | None) -> Json:
    return {"total": total, "entities": [listed_json(one) for one in entities], "next": following}


def decided_entity_json(view: EntityView) -> Json:
    """An entity with what was decided about it. ``also`` are other ids that are it now; asking for one gives this answer."""
    return {
        **entity_json(view),
        "also": list(view.also),
        "decisions": [decision_json(one) for one in view.decisions],
        "pending": view.waiting,
    }


def log_json(decisions: Iterable[EntityDecision], total: int, pending: int, following: str | None) -> dict[str, Any]:
    """``pending``: how many documents do not show the newest decisions yet."""
    return {
        "total": total,
        "pending": pending,
        "decisions": [decision_json(one) for one in decisions],
        "next": following,
    }
