"""Names are made whole, parted, and labelled by the words in them that leave no doubt."""

import pytest

from indexer.entities import annotate
from indexer.entities.tokens import tokens_of
from indexer.entities.trim import trimmed_spans
from indexer.entities.whole import whole_names


def labelled(text: str, *labels: str, places: dict[int, int] | None = None) -> dict[str, str]:
    """Names with labels after ``whole_names``; in ``text`` the spans given stand in square brackets, labelled in order."""
    words: list[str] = []
    spans: list[tuple[int, int, str]] = []
    for part in text.replace("[", " [ ").replace("]", " ] ").split():
        if part == "[":
            spans.append((len(words), 0, labels[len(spans)]))
        elif part == "]":
            first, _, label = spans.pop()
            spans.append((first, len(words), label))
        else:
            words.append(part)
    return {
        " ".join(words[first:last]): label
        for first, last, label in whole_names(tokens_of(words, [], []), spans, places or {})  # type: ignore[arg-type]
    }


def test_what_a_party_or_university_is_of_belongs_to_its_name() -> None:
    assert labelled("[Green Party] of [Ruritania] won", "org", "place") == {"Green Party of Ruritania": "org"}
    assert labelled("[National Bank] of the [Isles]", "org", "place") == {"National Bank of the Isles": "org"}
    # Of a place that only the tables know.
    assert labelled("[Labour League] of Ruritania", "org", places={3: 4}) == {"Labour League of Ruritania": "org"}


def test_a_committee_does_not_end_with_what_it_is_of() -> None:
    found = labelled("[Select Committee] of [Ruritania]", "org", "place")
    assert found == {"Select Committee": "org", "Ruritania": "place"}
    assert labelled("[Green Party] of [Jane Doe]", "org", "person") == {"Green Party": "org", "Jane Doe": "person"}


def test_two_bodies_with_and_between_them_are_two() -> None:
    found = labelled("[Green Party of Zenda and Green Party of Strelsau]", "org")
    assert found == {"Green Party of Zenda": "org", "Green Party of Strelsau": "org"}
    one = "Office of Science and Technology Policy"
    assert labelled(f"[{one}]", "org") == {one: "org"}


def test_members_of_a_parliament_are_no_body() -> None:
    assert labelled("[Member of Parliament]", "org") == {}
    assert labelled("[Liberal Party Member of Parliament]", "org") == {"Liberal Party": "org"}


@pytest.mark.parametrize(
    ("text", "label", "name", "expected"),
    [
        ("the 82nd [Airborne Division] here", "org", "82nd Airborne Division", "org"),
        ("of [Task Force] 50 ,", "org", "Task Force 50", "org"),
        ("said [Herman Miller] , Inc. ,", "person", "Herman Miller , Inc.", "org"),
        ("the [Houston Post] wrote", "place", "Houston Post", "org"),
        ("the [Evening Post] wrote", "place", "Evening Post", "place"),
        ("the [University of Strelsau]", "place", "University of Strelsau", "org"),
        ("at [Zenda High School]", "place", "Zenda High School", "org"),
        ("at [Zenda National Park]", "org", "Zenda National Park", "place"),
        ("with [Geun-hye Park]", "person", "Geun-hye Park", "person"),
        ("the [Elphberg] regime", "org", "Elphberg", "person"),
        ("the [NATO] administration", "org", "NATO", "org"),
        ("near [Boultham] , Manchester", "person", "Boultham", "place"),
        ("in [Mary] , Manchester", "person", "Mary", "person"),
    ],
)
def test_a_word_that_leaves_no_doubt_says_what_a_name_is(text: str, label: str, name: str, expected: str) -> None:
    assert labelled(text, label) == {name: expected}


def test_father_and_son_are_one_name() -> None:
    assert labelled("[Salman] bin [Hamad] came", "person", "person") == {"Salman bin Hamad": "person"}


def test_what_stands_in_brackets_after_a_body_is_one_too() -> None:
    found = labelled("[Ruritanian Salt Union] ( RVSU ) and [Rudolf Rassendyll] ( RVSU )", "org", "person")
    assert found == {"Ruritanian Salt Union": "org", "RVSU": "org", "Rudolf Rassendyll": "person"}
    assert labelled("[Salt Union] ( in Zenda )", "org") == {"Salt Union": "org"}


def test_institutions_of_nations_are_whole() -> None:
    assert labelled("the [Nicaraguan] [Congress] met", "place", "org") == {"Nicaraguan Congress": "org"}
    assert labelled("the American Embassy in [Zenda]", "place") == {"American Embassy": "org", "Zenda": "place"}
    longer = "First Polish Army Corps"
    assert labelled(f"the [{longer}] came", "org") == {longer: "org"}


def test_parties_and_nations_are_no_part_of_a_person_s_name() -> None:
    words = "Republican Richard Lugar and Brazilian Bertha Maria Lutz".split()
    assert trimmed_spans(words, [(0, 3, "person"), (4, 8, "person")]) == [(1, 3, "person"), (5, 8, "person")]
    assert trimmed_spans(["German", "Vargas"], [(0, 2, "person")]) == [(0, 2, "person")]


def test_a_state_in_capitals_is_read_wherever_it_stands() -> None:
    found = {
        m.surface: m.entity
        for m in annotate("BAGHDAD - Forces struck near the river. Talks in AUSTRIA ended.").mentions
    }
    assert found == {"BAGHDAD": "place:baghdad", "AUSTRIA": "place:AT"}


def test_of_a_body_or_a_realm_only_the_end_of_which_was_found_the_whole_is_taken() -> None:
    assert labelled("the Agrarian Party of [Ruritania] won", "place") == {"Agrarian Party of Ruritania": "org"}
    assert labelled("the Grand Duchy of [Strelsau] ,", "person") == {"Grand Duchy of Strelsau": "place"}
    assert labelled("the [Grand Duchy] of [Strelsau] ,", "misc", "place") == {"Grand Duchy of Strelsau": "place"}
    assert labelled("Most of [Ruritania] and the party of [Strelsau]", "place", "place") == {
        "Ruritania": "place",
        "Strelsau": "place",
    }
    assert labelled("the [Grand Duchy of Strelsau] ,", "misc") == {"Grand Duchy of Strelsau": "place"}
