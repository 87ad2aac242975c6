"""From the query as read to a plan an engine can run, and to what its matches look like in a text.

Words become terms by ``search.analysis``, names become value numbers by the catalog, open-ended words become the words of this
archive. What ranks is decided by the numbers of ``search.ranking``. Nothing here knows an engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from search.aliases import AlsoSearched, FindAliases, Run, known_runs
from search.analysis import STOPWORDS, is_all_capitals, is_spaceless, tokens
from search.dates import parse_partial_date
from search.engines import contract as plan
from search.engines.contract import EngineReader, PlanNode
from search.expansion import expand
from search.facets import ENTITY_FACETS
from search.proximity import Placed, adjacent_pairs
from search.query import ast
from search.query.ast import Node, Warning
from search.ranking import RANKING, Ranking
from search.request import Match
from search.term_nodes import in_field, spellings

_ABBREVIATIONS = frozenset({"who.", "it.", "am."})

# (field, name) -> value numbers of the catalog.
FindValues = Callable[[str, str], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """``scored``: whether anything in the query ranks documents. ``parts``: (as typed, plan) of each positive part, for "matched in".

    ``also``: the other names that are searched for names in the query.
    """

    plan: PlanNode
    scored: bool
    parts: tuple[tuple[str, PlanNode], ...]
    warnings: tuple[Warning, ...]
    also: tuple[AlsoSearched, ...] = ()


@dataclass(frozen=True, slots=True)
class _Member:
    """One of the things that stand side by side: what all of it means, what any of it does, and whether it may be missing."""

    strict: PlanNode
    loose: PlanNode
    optional: bool


def lower(
    tree: Node,
    text: str,
    match: Match,
    reader: EngineReader,
    find_values: FindValues,
    find_aliases: FindAliases | None = None,
    ranking: Ranking = RANKING,
) -> Lowered:
    """The plan of ``tree`` over the archive that ``reader`` sees. Raise QueryError where a part stands for too many words.

    Without ``find_aliases`` a name is searched only as it is written.
    """
    capitals = is_all_capitals(text) or None
    runs: tuple[Run, ...] = ()
    if find_aliases is not None:
        runs = known_runs(tree, find_aliases, lambda words: reader.word_frequencies("any", words), ranking, capitals)
    state = _Lowering(
        reader, find_values, runs, ranking, capitals_mean_nothing=capitals, shouting=text.isupper(), match=match
    )
    node = state.lower(tree)
    return Lowered(
        plan=node,
        scored=_is_scored(node),
        parts=tuple(state.parts),
        warnings=tuple(state.warnings),
        also=tuple(dict.fromkeys(state.also)),
    )


class _Lowering:
    """One walk over one tree. Parts under a NOT are searched but never reported as matched."""

    def __init__(
        self,
        reader: EngineReader,
        find_values: FindValues,
        runs: Sequence[Run],
        ranking: Ranking,
        *,
        capitals_mean_nothing: bool | None,
        shouting: bool,
        match: Match,
    ) -> None:
        self._reader = reader
        self._find_values = find_values
        self._run_of = {span: run for run in runs for span in run.words}
        self._ranking = ranking
        self._capitals = capitals_mean_nothing
        self._shouting = shouting
        self._match = match
        self._negated = False
        self._terms_of: dict[str, Sequence[str]] = {}  # every word is asked for several times
        self.parts: list[tuple[str, PlanNode]] = []
        self.warnings: list[Warning] = []
        self.also: list[AlsoSearched] = []

    def lower(self, node: Node) -> PlanNode:
        match node:
            case ast.Word():
                return self._member([node]).loose if self._match == "any" else self._member([node]).strict
            case ast.Phrase():
                return self._part(f"“{node.text}”", self._words(node.text, node.field, slop=node.slop))
            case ast.Prefix():
                return self._part(f"{node.text}*", self._expanded(node, node.field))
            case ast.Wildcard():
                return self._part(node.text, self._expanded(node, node.field))
            case ast.Fuzzy():
                return self._part(f"{node.text}~", self._expanded(node, node.field))
            case ast.Named():
                name = f"“{node.text}”" if " " in node.text else node.text
                return self._part(f"{node.field}:{name}", self._named(node))
            case ast.DateRange():
                first = parse_partial_date(node.first, "q") if node.first else None
                last = parse_partial_date(node.last, "q") if node.last else None
                return plan.DateOverlap(
                    first=first.earliest.toordinal() if first else None, last=last.latest.toordinal() if last else None
                )
            case ast.And():
                return self._side_by_side(node.children) if node.implicit else self._all(node.children)
            case ast.Or():
                return plan.Or(children=tuple(self.lower(child) for child in node.children))
            case ast.Not():
                self._negated = not self._negated
                child = self.lower(node.child)
                self._negated = not self._negated
                return plan.Not(child=child)
            case ast.Boost():
                return plan.Boost(child=self.lower(node.child), factor=node.factor)
            case ast.All():
                return plan.All()
            case _:
                assert_never(node)

    def _part(self, typed: str, node: PlanNode) -> PlanNode:
        if not self._negated:
            self.parts.append((typed, node))
        return node

    # --- things side by side ------------------------------------------------------------------------------------------

    def _all(self, children: Sequence[Node]) -> PlanNode:
        wanted = [child for child in children if not self._is_stopword(child)] or children
        return plan.And(children=tuple(self.lower(child) for child in wanted))

    def _side_by_side(self, children: Sequence[Node]) -> PlanNode:
        placed = [(place, child) for place, child in enumerate(children) if not self._is_stopword(child)]
        placed = placed or list(enumerate(children))
        members = self._members([child for _, child in placed])
        near = self._near(placed)
        if self._match == "all":
            return _preferred(plan.And(children=tuple(member.strict for member in members)), near)
        # Any word will do, but what was excluded stays excluded and what is not a word (a name, a date) stays required.
        optional = [member for member in members if member.optional]
        required = tuple(member.strict for member in members if not member.optional)
        if not optional:
            return plan.And(children=required)
        found: PlanNode = plan.Or(children=tuple(member.loose for member in optional))
        if len(optional) > 1:
            found = _preferred(found, [self._all_words(optional), *near])
        return plan.And(children=(found, *required)) if required else found

    def _all_words(self, members: Sequence[_Member]) -> PlanNode:
        """What lifts documents that hold all the words above those that hold some, or at least towards them."""
        everything = tuple(dict.fromkeys(member.strict for member in members))
        few = len(everything) <= self._ranking.all_words_first
        score = self._ranking.all_words_score if few else self._ranking.all_words_bonus
        return plan.Constant(child=plan.And(children=everything), score=score)

    def _members(self, children: Sequence[Node]) -> list[_Member]:
        """Words that together are a name of something with other names make one member."""
        members: list[_Member] = []
        group: list[ast.Word] = []
        for child, following in zip(children, [*children[1:], None], strict=True):
            run = self._run_of.get(child.span) if isinstance(child, ast.Word) else None
            if run is not None and isinstance(child, ast.Word):
                group.append(child)
                if following is None or self._run_of.get(following.span) is not run:
                    members.append(self._member(group))
                    group = []
            elif isinstance(child, ast.Word):
                members.append(self._member([child]))
            else:
                low = self.lower(child)
                members.append(_Member(low, low, _is_optional(child)))
        return members

    def _member(self, words: Sequence[ast.Word]) -> _Member:
        strict: list[PlanNode] = []
        loose: list[PlanNode] = []
        for word in words:
            exact = self._words(word.text, word.field, slop=0)
            apart = self._apart(word)
            strict.append(exact)
            loose.append(apart or exact)
            self._part(word.text, exact if apart is None or self._match == "all" else apart)
        all_of = strict[0] if len(strict) == 1 else plan.And(children=tuple(strict))
        any_of = loose[0] if len(loose) == 1 else plan.Or(children=tuple(loose))
        run = self._run_of.get(words[0].span)
        if run is None or self._negated:
            return _Member(all_of, any_of, True)
        others = self._other_names(run)
        return _Member(plan.Best(children=(all_of, *others)), plan.Best(children=(any_of, *others)), True)

    def _apart(self, word: ast.Word) -> PlanNode | None:
        """Where any word will do, ``six-party`` is found by either half. Signs of scripts without spaces are no words by themselves."""
        if self._match == "all" or word.field != "any" or is_spaceless(word.text):
            return None
        terms = [term for term in self._terms(word.text) if term not in STOPWORDS]
        if len(terms) < 2:
            return None
        return plan.Or(children=tuple(in_field("any", [spellings("any", term)], 0) for term in terms))

    def _other_names(self, run: Run) -> list[PlanNode]:
        self.also.append(run.also)
        others: list[PlanNode] = []
        for name in run.also.names:
            # Names are read by their own capitals: "US" is no pronoun, even where the query is all in capitals.
            terms = [spellings("any", token.term) for token in tokens(name)]
            node = self._part(name, in_field("any", terms, slop=0))
            others.append(plan.Boost(child=node, factor=self._ranking.alias_weight))
        return others

    def _near(self, placed: Sequence[tuple[int, Node]]) -> list[PlanNode]:
        words: list[Placed] = []
        for place, child in placed:
            if isinstance(child, ast.Word) and child.field == "any" and not self._negated:
                words += [Placed(place, spellings("any", term)) for term in self._terms(child.text)]
        return adjacent_pairs(words, self._ranking)

    def _is_stopword(self, node: Node) -> bool:
        """Function words are ignored in a bag of words: they say nothing of what a document is about."""
        if not isinstance(node, ast.Word) or node.field != "any":
            return False
        terms = self._terms(node.text)
        return bool(terms) and all(term in STOPWORDS or self._is_shouted(term) for term in terms)

    def _is_shouted(self, term: str) -> bool:
        """``THE`` in a query that is all capitals; ``WHO`` may always be the organisation."""
        return self._shouting and term.removesuffix(".") in STOPWORDS and term not in _ABBREVIATIONS

    # --- leaves -------------------------------------------------------------------------------------------------------

    def _terms(self, text: str) -> Sequence[str]:
        terms = self._terms_of.get(text)
        if terms is None:
            found = tokens(text, capitals_mean_nothing=self._capitals)
            terms = self._terms_of[text] = [token.term for token in found]
        return terms

    def _words(self, text: str, field: ast.TextField, *, slop: int) -> PlanNode:
        terms = self._terms(text)
        if not terms:
            return plan.All()
        match field:
            case "any" | "title" | "author":
                return in_field(field, [spellings(field, term) for term in terms], slop)
            case "raw":
                spelled = [spellings("any", term) for term in terms]
                return plan.Or(children=(in_field("any", spelled, slop), in_field("other", spelled, slop)))
            case _:
                assert_never(field)

    def _expanded(self, node: ast.Prefix | ast.Wildcard | ast.Fuzzy, field: ast.TextField) -> PlanNode:
        match field:
            case "any" | "title" | "author":
                return plan.Words(field=field, words=expand(node, field, self._reader))
            case "raw":
                return plan.Or(
                    children=tuple(
                        plan.Words(field=one, words=expand(node, one, self._reader)) for one in ("any", "other")
                    )
                )
            case _:
                assert_never(field)

    def _named(self, node: ast.Named) -> PlanNode:
        numbers = self._find_values(node.field, node.text)
        if not numbers:
            kind = {"entity": "name", "org": "organisation"}.get(node.field, node.field)
            self.warnings.append(
                Warning(code="unknown-name", message=f"This archive knows no {kind} “{node.text}”.", span=node.span)
            )
        fields = ENTITY_FACETS if node.field == "entity" else (node.field,)
        found = tuple(plan.Values(field=field, numbers=numbers) for field in fields)
        return found[0] if len(found) == 1 else plan.Or(children=found)


def _preferred(child: PlanNode, bonuses: Sequence[PlanNode]) -> PlanNode:
    return plan.Preferred(child=child, bonus=plan.Or(children=tuple(bonuses))) if bonuses else child


def _is_optional(node: Node) -> bool:
    match node:
        case ast.Word() | ast.Phrase() | ast.Prefix() | ast.Wildcard() | ast.Fuzzy() | ast.Or():
            return True
        case ast.Boost():
            return _is_optional(node.child)
        case ast.Named() | ast.DateRange() | ast.And() | ast.Not() | ast.All():
            return False
        case _:
            assert_never(node)


def _is_scored(node: PlanNode) -> bool:
    match node:
        case plan.Term() | plan.Phrase():
            return True
        case plan.Words() | plan.Values() | plan.DateOverlap() | plan.Dated() | plan.Not() | plan.All():
            return False
        case plan.And() | plan.Or() | plan.Best():
            return any(map(_is_scored, node.children))
        case plan.Boost() | plan.Constant() | plan.Preferred():
            return _is_scored(node.child)
        case _:
            assert_never(node)
