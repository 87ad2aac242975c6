"""News reports: datelines, tables of results, companies and offices as agencies and papers write them."""

import pytest

from benchmarks.entities import reports
from indexer.entities import annotate
from indexer.entities.tokens import tokens_of
from indexer.entities.training.passages import marked_passages
from indexer.entities.trim import trimmed_spans
from indexer.entities.whole import whole_names


def kinds(text: str) -> dict[str, str]:
    return {mention.surface: mention.kind for mention in annotate(text).mentions}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SYDNEY - An airline will drop its flights.", "SYDNEY"),
        ("BUENOS AIRES, March 3 (Reuters) - The vote was put off.", "BUENOS AIRES"),
        ("STRELSAU, March 3 - The vote was put off.", "STRELSAU"),
        ("A headline\n\nZURICH 1996-08-14\nThe vote was put off.", "ZURICH"),
        ("FRANKFURT (AP) - The vote was put off.", "FRANKFURT"),
    ],
)
def test_a_dateline_begins_with_a_place(text: str, place: str) -> None:
    assert kinds(text).get(place) == "place"


@pytest.mark.parametrize("text", ["REMARKS, May 5", "SUMMARY: The vote was put off.", "PRESS RELEASE, March 5"])
def test_a_heading_is_no_dateline(text: str) -> None:
    assert "place" not in kinds(text).values()


def test_clubs_called_by_their_towns_are_no_towns_in_tables_of_results() -> None:
    table = (
        "BUFFALO 5 Hartford 1\nReal Oviedo 0 Valencia 2 (Karpov 20, 71).\nSEATTLE at BOSTON\nHOUSTON 16 6 10 32 .727"
    )
    found = kinds(table)
    clubs = ("BUFFALO", "Hartford", "Real Oviedo", "Valencia", "SEATTLE", "BOSTON", "HOUSTON")
    assert {name: found.get(name) for name in clubs} == dict.fromkeys(clubs, "org")


def test_states_play_for_themselves_and_votes_are_no_matches() -> None:
    assert set(kinds("France 2 Brazil 1").values()) == {"place"}
    assert kinds("Yeas 52 Nays 48") == {}


def after_trimming(text: str, label: str) -> list[tuple[str, str]]:
    """What is left of the span in square brackets."""
    words = text.replace("[", "[ ").replace("]", " ]").split()
    first, last = words.index("["), words.index("]") - 1
    words = [word for word in words if word not in "[]"]
    return [(" ".join(words[a:b]), kind) for a, b, kind in trimmed_spans(words, [(first, last, label)])]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("said [John Doe of Zenda Securities] today", [("John Doe", "person"), ("Zenda Securities", "org")]),
        ("by [Kenya 's High Court] today", [("High Court", "org")]),
        ("the [Saudi Oil] Minister said", []),
        ("with [General Rassendyll] today", [("Rassendyll", "person")]),
        ("with [General Motors] today", [("General Motors", "org")]),
        ("the [Government of the United Kingdom] said", []),
    ],
)
def test_what_was_glued_to_an_organisation_is_taken_off(text: str, left: list[tuple[str, str]]) -> None:
    assert after_trimming(text, "org") == left


@pytest.mark.parametrize(
    ("words", "span", "whole"),
    [
        ("the Search and Rescue Agency said", (3, 5, "org"), "Search and Rescue Agency"),
        ("the Transition Mission in Ruritania said", (1, 3, "org"), "Transition Mission in Ruritania"),
        ("the Iraqi Security Forces said", (2, 4, "org"), "Iraqi Security Forces"),
        ("of the Gulf of Ruritania .", (4, 5, "place"), "Gulf of Ruritania"),
        ("the Zenda Stock Exchange fell", (1, 4, "place"), "Zenda Stock Exchange"),
    ],
)
def test_a_name_is_taken_whole(words: str, span: tuple[int, int, str], whole: str) -> None:
    split = words.split()
    places = {split.index("Ruritania"): split.index("Ruritania") + 1} if "Ruritania" in split else {}
    found = whole_names(tokens_of(split, [], []), [span], places)  # type: ignore[list-item]
    assert [" ".join(split[first:last]) for first, last, _ in found] == [whole]


def test_marks_in_a_passage_become_ranges_and_wrong_ones_are_refused() -> None:
    (passage,) = marked_passages("# about\n\n{L:ZENDA} - {P:Jane Doe} of {O:Acme}\nsaid so.\n")
    assert passage.text == "ZENDA - Jane Doe of Acme\nsaid so."
    assert [(passage.text[start:end], label) for start, end, label in passage.spans] == [
        ("ZENDA", "place"),
        ("Jane Doe", "person"),
        ("Acme", "org"),
    ]
    for wrong in ("{X:Zenda} fell", "{L:Zenda fell", "{L:{P:Zenda}} fell"):
        with pytest.raises(ValueError, match=r"kind|mark"):
            marked_passages(wrong)


def test_names_in_reports_are_found() -> None:
    figures = reports()
    assert figures["document"] >= 86
    assert figures["org"] >= 85
