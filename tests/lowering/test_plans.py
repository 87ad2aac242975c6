"""What a query becomes: what must match, what may, and what only ranks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import cast

import pytest

from search.catalog.rows import KnownName
from search.engines.contract import And, Best, Boost, Constant, EngineReader, Or, Phrase, PlanNode, Preferred, Term
from search.lowering import Lowered, lower
from search.query import parse_query
from search.ranking import RANKING, Ranking
from search.request import Match


def _named(id_: str, name: str, *names: str, mentions: int = 30) -> KnownName:
    return KnownName(id=id_, kind=id_.partition(":")[0], name=name, names=names, mentions=mentions)


NAMES = {
    "dprk": _named("place:KP", "North Korea", "North Korea", "DPRK", "the DPRK"),
    "north korea": _named("place:KP", "North Korea", "North Korea", "DPRK"),
    "burma": _named("place:MM", "Myanmar", "Myanmar", "Burmese", "Burma"),
    "burmese": _named("place:MM", "Myanmar", "Myanmar", "Burmese", "Burma"),
    "union of burma": _named("place:MM", "Burma", "Burma", "Union of Burma", "Union"),
    "us": _named("place:US", "United States", "United States", "U.S."),
    "khrushchev": _named("person:nk", "Nikita Khrushchev", "Nikita Khrushchev", "Khrushchev", "Nikita"),
    "hermit": _named("place:KP", "North Korea", "North Korea", mentions=0),
    "state": _named("org:state", "Department of State", "Foggy Bottom"),
}
DOCUMENTS = {"state": 301, "burma": 300, "hermit": 40}  # that hold a word


class Words:
    """As much of a reader as these queries need, which hold nothing to expand."""

    def word_frequencies(self, field: str, words: Collection[str]) -> Mapping[str, int]:
        return {word: DOCUMENTS[word] for word in words if word in DOCUMENTS}


def known(keys: Collection[str]) -> Mapping[str, KnownName]:
    return {key: NAMES[key] for key in keys if key in NAMES}


def lowered(text: str, match: Match = "all", ranking: Ranking = RANKING, *, aliases: bool = True) -> Lowered:
    tree = parse_query(text).tree
    reader = cast(EngineReader, Words())
    return lower(tree, text, match, reader, lambda field, name: (), known if aliases else None, ranking)


def any_term(*terms: str) -> tuple[PlanNode, ...]:
    return tuple(Term(field="any", term=term) for term in terms)


def in_capitals_or_not(term: str) -> Best:
    return Best(children=(*any_term(term, f"{term}."),))


def pair(first: str, second: str, slop: int = 0) -> Boost:
    spelled = ((first, f"{first}."), (second, f"{second}."))
    return Boost(child=Phrase(field="any", terms=spelled, slop=slop), factor=RANKING.proximity)


def bonuses(node: PlanNode) -> Sequence[PlanNode]:
    assert isinstance(node, Preferred)
    assert isinstance(node.bonus, Or)
    return node.bonus.children


def test_words_side_by_side_must_all_match_and_rank_by_nearness() -> None:
    plan = lowered("food aid")
    assert isinstance(plan.plan, Preferred)
    assert isinstance(plan.plan.child, And)
    assert len(plan.plan.child.children) == 2
    (near,) = bonuses(plan.plan)
    assert near == Boost(
        child=Phrase(field="any", terms=(("food", "food."), ("aid",)), slop=0), factor=RANKING.proximity
    )


def test_function_words_are_ignored_unless_there_is_nothing_else_but_leave_their_places() -> None:
    assert bonuses(lowered("freedom of the press").plan) == (
        Boost(
            child=Phrase(field="any", terms=(("freedom", "freedom."), ("press", "press.")), slop=2),
            factor=RANKING.proximity,
        ),
    )
    assert [typed for typed, _ in lowered("the who").parts] == ["the", "who"]


def test_where_any_word_will_do_all_words_lift_a_document() -> None:
    plan = lowered("envoy moratorium", "any").plan
    assert isinstance(plan, Preferred)
    assert isinstance(plan.child, Or)
    lift, near = bonuses(plan)
    assert lift == Constant(child=And(children=plan.child.children), score=RANKING.all_words_score)
    assert near == pair("envoy", "moratorium")


def test_in_a_long_query_all_words_are_only_a_bonus() -> None:
    plan = lowered("envoy moratorium missiles treaty sanctions", "any").plan
    assert isinstance(bonuses(plan)[0], Constant)
    assert cast(Constant, bonuses(plan)[0]).score == RANKING.all_words_bonus


def test_a_word_said_twice_counts_twice_where_any_will_do() -> None:
    plan = lowered("envoy moratorium envoy", "any").plan
    assert isinstance(plan, Preferred)
    assert cast(Or, plan.child).children.count(in_capitals_or_not("envoy")) == 2


def test_what_is_excluded_or_a_filter_stays_so_where_any_word_will_do() -> None:
    plan = lowered("envoy moratorium -missiles date:2012", "any").plan
    assert isinstance(plan, And)
    assert isinstance(plan.children[0], Preferred)
    assert len(plan.children) == 3


@pytest.mark.parametrize("text", ["six-party", "six-party talks"])
def test_a_hyphenated_word_stands_together_and_is_found_by_halves_where_any_word_will_do(text: str) -> None:
    together = Phrase(field="any", terms=(("six", "six."), ("parti", "party.")), slop=0)
    assert ("six-party", together) in lowered(text).parts
    apart = Or(children=(in_capitals_or_not("six"), Best(children=any_term("parti", "party."))))
    assert ("six-party", apart) in lowered(text, "any").parts


def test_signs_without_spaces_between_words_are_never_parted() -> None:
    assert all(isinstance(node, Phrase) for _, node in lowered("中国", "any").parts)


# --- other names ------------------------------------------------------------------------------------------------------


def also(text: str, match: Match = "all") -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.typed, one.name, one.names) for one in lowered(text, match).also]


@pytest.mark.parametrize("match", ["all", "any"])
def test_an_alias_also_finds_the_name_by_the_better_of_the_two(match: Match) -> None:
    result = lowered("DPRK", match)
    assert also("DPRK", match) == [("DPRK", "North Korea", ("North Korea",))]
    assert isinstance(result.plan, Best)
    weaker = result.plan.children[-1]
    assert weaker == Boost(
        child=Phrase(field="any", terms=(("north", "north."), ("korea", "korea.")), slop=0),
        factor=RANKING.alias_weight,
    )
    assert [typed for typed, _ in result.parts] == ["DPRK", "North Korea"]


def test_the_usual_name_is_searched_as_it_is() -> None:
    assert also("North Korea tests") == []


def test_what_english_calls_a_people_is_another_name_but_no_alias() -> None:
    assert also("Burmese") == []
    assert also("Burma") == [("Burma", "Myanmar", ("Myanmar", "Burmese"))]


def test_a_long_name_also_finds_the_usual_one_it_holds() -> None:
    assert also("Union of Burma") == [("Union of Burma", "Burma", ("Burma",))]


def test_the_pronoun_is_no_country() -> None:
    assert also("tell us more") == []
    assert also("US policy") == [("US", "United States", ("United States",))]


def test_a_word_that_is_mostly_no_name_is_searched_as_it_is() -> None:
    assert lowered("secretary of state").also == ()  # in 301 documents, of which 30 speak of the department so
    assert [also.entity for also in lowered("burma").also] == ["place:MM"]
    assert [also.entity for also in lowered("hermit").also] == ["place:KP"]  # an archivist said so


def test_names_that_hold_the_typed_one_are_not_searched_again() -> None:
    assert also("Khrushchev") == []


@pytest.mark.parametrize("text", ['"DPRK"', "-DPRK tests", "title:DPRK"])
def test_what_is_quoted_excluded_or_in_a_field_is_searched_as_written(text: str) -> None:
    assert also(text) == []


def test_names_are_found_within_longer_queries_and_can_be_left_out() -> None:
    assert also("sanctions on the DPRK after tests", "any") == [("DPRK", "North Korea", ("North Korea",))]
    assert lowered("DPRK tests", aliases=False).also == ()


def test_no_more_names_than_the_ranking_allows() -> None:
    assert lowered("DPRK", ranking=replace(RANKING, aliases=0)).also == ()
