"""Which names are one person, and which pairs are worth asking about."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.merge import MergeGroup, Person, merge_people, one_person, person_name
from indexer.entities.suggestions import Named, suggest_merges


def same(a: str, b: str) -> bool:
    one, other = person_name(a), person_name(b)
    assert one is not None
    assert other is not None
    assert one_person(one, other) == one_person(other, one)
    return one_person(one, other)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kissinger, Henry A.", "Henry Kissinger"),
        ("H.A. Kissinger", "Henry Alfred Kissinger"),
        ("Gen. Colin L. Powell", "Colin Powell"),
        ("Bill Rogers", "William P. Rogers"),
        ("Muammar al-Qaddafi", "Muammar Qaddafi"),
        ("Mohammed Mossadegh", "Mohammad Mossadegh"),
        ("E. Ashley Wills", "Ashley Wills"),
        ("Kim Jong-Il", "Kim Jong Il"),
        ("Raúl Castro", "Raul Castro"),
        ("Rodriguez, Rafael Caldera", "Rafael Caldera Rodriguez"),
        ("Bobby Kennedy", "Bob Kennedy"),
        ("Steve Chu", "Steven Chu"),
        ("Kathy Bell", "Catherine Bell"),
        ("G. Griffith Johnson", "Griffith Johnson"),
        ("R. W. Komer", "Robert Komer"),
        ("Jered Polis", "Jared Polis"),
    ],
)
def test_forms_of_one_name_are_one_person(a: str, b: str) -> None:
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kim Jong Il", "Kim Jong Un"),
        ("John D. Rood", "John C. Rood"),
        ("Richard B. Norland", "Donald Richard Norland"),
        ("John Smith", "James Smith"),
        ("Norman Armour, Jr.", "Norman Armour"),
        ("George H. W. Bush", "George W. Bush"),
        ("Allen Dulles", "John Foster Dulles"),
        ("G. Griffith Johnson", "Gary Johnson"),
        ("Bill Nelson", "Willie Nelson"),
        ("Liz Carter", "Betty Carter"),
        ("Javon Baker", "Jason Baker"),
    ],
)
def test_different_people_of_one_family_name_stay_two(a: str, b: str) -> None:
    assert not same(a, b)


def people(**documents: int) -> list[Person]:
    return [
        Person(entity="person:" + key.replace("_", "-"), name=key.replace("_", " ").title(), documents=count)
        for key, count in documents.items()
    ]


def test_names_of_one_person_become_one_group_kept_under_the_most_frequent() -> None:
    (group,) = merge_people(people(henry_kissinger=90, henry_a_kissinger=20, h_a_kissinger=5, kim_jong_un=3))
    assert (group.entity, group.others) == (
        "person:henry-kissinger",
        ("person:h-a-kissinger", "person:henry-a-kissinger"),
    )
    assert "initials rule" in group.reason


def test_a_name_that_would_fit_two_people_joins_neither() -> None:
    assert merge_people(people(john_smith=5, james_smith=5, j_smith=9)) == ()


def test_pairs_that_staff_keep_apart_are_not_merged() -> None:
    apart = [frozenset(("person:h-kissinger", "person:henry-kissinger"))]
    assert merge_people(people(henry_kissinger=9, h_kissinger=2), apart=apart) == ()


names = st.lists(
    st.tuples(
        st.sampled_from("john james j jon henry h a b".split()),
        st.sampled_from("a b adam h none".split()),
        st.sampled_from("smith smyth kim".split()),
    ),
    unique=True,
    max_size=12,
)


@given(names, st.randoms())
def test_groups_do_not_overlap_nor_depend_on_order(parts: list[tuple[str, str, str]], random: Random) -> None:
    all_people = people(**{"_".join(p for p in name if p != "none"): i for i, name in enumerate(parts)})
    groups = merge_people(all_people)
    ids = [entity for group in groups for entity in (group.entity, *group.others)]
    assert len(ids) == len(set(ids))
    shuffled = list(all_people)
    random.shuffle(shuffled)
    assert merge_people(shuffled) == groups
    by_id = {person.entity: person.name for person in all_people}
    assert all(
        same(by_id[a], by_id[b]) for g in groups for a in (g.entity, *g.others) for b in (g.entity, *g.others) if a != b
    )


def test_no_people_no_groups() -> None:
    assert merge_people([]) == ()
    assert merge_people([Person(entity="person:mr", name="Mr.", documents=1)]) == ()
    assert isinstance(merge_people(people(ann_lee=1, a_lee=1))[0], MergeGroup)


def test_likely_merges_are_suggested_best_first_with_their_reason() -> None:
    found = suggest_merges(
        [
            Named(entity="org:who", name="WHO", documents=3, found_with=frozenset(("place:CH",))),
            Named(
                entity="org:world-health-organization",
                name="World Health Organization",
                documents=9,
                found_with=frozenset(("place:CH",)),
            ),
            Named(entity="org:world-health-organisation", name="World Health Organisation", documents=2),
            Named(entity="person:kissinger", name="Kissinger", documents=4),
            Named(entity="person:henry-kissinger", name="Henry Kissinger", documents=40),
        ]
    )
    assert (found[0].entity, found[0].into) == ("org:who", "org:world-health-organization")
    assert "initials" in found[0].why
    assert found[0].shared == ("place:CH",)
    assert ("person:kissinger", "person:henry-kissinger") in {(s.entity, s.into) for s in found}


def test_pairs_decided_apart_are_not_suggested() -> None:
    pair = [
        Named(entity="person:h-lee", name="H. Lee", documents=1),
        Named(entity="person:hal-lee", name="Hal Lee", documents=2),
    ]
    assert suggest_merges(pair)
    assert suggest_merges(pair, apart=[frozenset(("person:h-lee", "person:hal-lee"))]) == ()
