"""Decisions about entities, told on pages: what was decided, by an archivist or by rule, when and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.catalog.decided import EntityDecision
from web.highlight import shortened
from web.language import N_, gettext

LONGEST_WHY = 300
# An undo is not told by itself: what it undid is told as undone.
_SAID = {
    "merge": N_("%(entity)s is the same as %(into)s"),
    "split": N_("In some documents %(entity)s is somebody else, %(new)s"),
    "rename": N_("%(entity)s is called %(name)s"),
    "retype": N_("%(entity)s is another kind of thing"),
    "suppress": N_("%(entity)s is no name"),
    "never-merge": N_("%(entity)s and %(other)s are two"),
    "add-alias": N_("%(entity)s is also found as %(alias)s"),
}
_RULES = {"initials": N_("By rule: given names and initials agree")}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """``at`` is UTC, ISO 8601; ``why`` an archivist's own words, or empty."""

    number: int
    text: str
    by: str
    at: str
    why: str
    undone: bool


def decision_views(decisions: Iterable[EntityDecision]) -> tuple[DecisionView, ...]:
    return tuple(_view(one) for one in decisions if one.action in _SAID)


def _view(decision: EntityDecision) -> DecisionView:
    said = {key: shortened(str(value), LONGEST_WHY) for key, value in decision.said.items()}
    by = gettext(_RULES[decision.rule]) if decision.rule in _RULES else gettext("By the archivist")
    return DecisionView(
        number=decision.number,
        text=gettext(_SAID[decision.action], **said),
        by=by,
        at=decision.at,
        why="" if decision.rule else shortened(decision.why, LONGEST_WHY),
        undone=decision.undone_by is not None,
    )
