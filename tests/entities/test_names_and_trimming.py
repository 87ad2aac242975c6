"""How names are cut, folded, spelled in ids, and resolved within one text."""

import pytest

from indexer.entities import annotate
from indexer.entities.acronyms import defined_acronyms
from indexer.entities.consistency import consistent
from indexer.entities.names import fold, slug, title_cased
from indexer.entities.resolve import kind_by_head
from indexer.entities.spans import Span
from indexer.entities.tokens import tokenise
from indexer.entities.trim import trimmed_spans


def entities(text: str) -> dict[str, str]:
    return {mention.surface: mention.entity for mention in annotate(text).mentions}


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Kim Jong-Il", "kim jong il"),
        ("O'Neill", "oneill"),
        ("Nguyễn Phú Trọng", "nguyen phu trong"),
        ("U.S.", "us"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("  ", ""),
    ],
)
def test_names_are_folded_to_compare_them(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_a_slug_has_dashes_and_a_shouted_name_is_shown_in_ordinary_case() -> None:
    assert slug("Agreed Framework") == "agreed-framework"
    assert title_cased("KIM JONG IL") == "Kim Jong Il"
    assert title_cased("NATO talks") == "NATO talks"


@pytest.mark.parametrize(
    "text", ["U.S.-DPRK talks", "China-North Korea", "Mr. O’Neill’s A-1 plan, 3.5% – “so”\n\n_x_", "a\r\n\tb"]
)
def test_tokens_stand_where_they_say(text: str) -> None:
    tokens = tokenise(text, frozenset(("U.S.", "China")))
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert text[start:end].replace("’s", "'s") == word


def test_acronyms_are_read_where_their_letters_fit() -> None:
    text = "the Joint Ruritanian Grain Council (JRGC) and the Office for the Control of Salt (OCS), in May (MAY)."
    assert defined_acronyms(text) == {"JRGC": "Joint Ruritanian Grain Council", "OCS": "Office for the Control of Salt"}


def test_a_text_s_own_definition_wins_over_the_usual_meaning() -> None:
    found = entities("The Culinary Institute of America (CIA) trains cooks. The CIA is in Hyde Park.")
    assert found["CIA"] == "org:culinary-institute-of-america"


@pytest.mark.parametrize(
    ("words", "label", "left"),
    [
        ("Foreign Minister Sergei Lavrov", "person", "Sergei Lavrov"),
        ("Middle East Tobias Ellwood", "person", "Tobias Ellwood"),
        ("Carter Administration", "person", "Carter"),
        ("the World Bank of", "org", "World Bank"),
    ],
)
def test_spans_are_cut_to_the_name(words: str, label: str, left: str) -> None:
    split = words.split()
    ((first, last, kind),) = trimmed_spans(split, [(0, len(split), label)])  # type: ignore[list-item]
    assert (" ".join(split[first:last]), kind) == (left, label)


def test_headings_give_only_the_name_in_them() -> None:
    words = "Opening Of Ruritanian Leaders Meeting".split()
    assert trimmed_spans(words, [(0, 5, "org")]) == [(2, 5, "org")]


def test_a_ruler_is_no_part_of_what_is_ruled() -> None:
    words = "Prime Minister Key of New Zealand spoke".split()
    assert trimmed_spans(words, [(2, 6, "misc")]) == [(2, 3, "person")]
    assert entities("PRIME MINISTER KEY OF NEW ZEALAND SPOKE ABOUT TRADE")["NEW ZEALAND"] == "place:NZ"


def test_a_town_is_cut_from_the_palace_before_it() -> None:
    words = "Cotroceni Palace Bucharest , Romania".split()
    assert trimmed_spans(words, [(0, 3, "place")]) == [(0, 2, "place"), (2, 3, "place")]
    assert trimmed_spans("University of Kansas , United States".split(), [(0, 3, "org")]) == [(0, 3, "org")]
    assert trimmed_spans("San Francisco , California".split(), [(0, 2, "place")]) == [(0, 2, "place")]


def test_figures_and_lone_letters_are_no_names() -> None:
    assert trimmed_spans("Jacob R. Seekford GS-12".split(), [(0, 4, "person")]) == [(0, 3, "person")]
    assert trimmed_spans(["O", "131248Z"], [(0, 2, "person")]) == []
    assert trimmed_spans(["Tab", "C"], [(0, 2, "org")]) == []


def test_a_word_between_dashes_on_a_line_of_its_own_is_no_name() -> None:
    words = "spoke . \\n - NOTICE - \\n He".replace("\\n", "\n").split(" ")
    assert trimmed_spans(words, [(4, 5, "org")]) == []
    assert trimmed_spans("said - NOTICE - here".split(), [(2, 3, "org")]) == [(2, 3, "org")]


def test_a_port_named_like_a_family_is_a_place() -> None:
    assert trimmed_spans(["Puerto", "Barrios"], [(0, 2, "person")]) == [(0, 2, "place")]


@pytest.mark.parametrize("word", ["I’ve", "That's", "Remarks", "Thank", "We'll", "Don't", "Q"])
def test_words_that_only_begin_sentences_are_no_names(word: str) -> None:
    assert trimmed_spans([word], [(0, 1, "person")]) == []
    assert word not in entities(f"{word} been there. {word} said so.")


@pytest.mark.parametrize(
    "words", ["US Secretary of State", "State Department Washington", "U.S. - North Korea", "Jr.", "Government"]
)
def test_what_is_an_office_two_names_or_none_is_no_span(words: str) -> None:
    split = words.split()
    assert trimmed_spans(split, [(0, len(split), "org" if len(split) > 1 else "person")]) == []


def test_a_company_is_no_person() -> None:
    assert trimmed_spans(["Smith", "&", "Wesson"], [(0, 3, "person")]) == [(0, 3, "org")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Treaty of Rome", "agreement"),
        ("Geneva Accords", "agreement"),
        ("Six Day War", "event"),
        ("Operation Overlord", "event"),
        ("War Department", "org"),
        ("Bank of England", "org"),
    ],
)
def test_head_words_tell_treaties_and_events_from_institutions(name: str, kind: str) -> None:
    assert kind_by_head(name) == kind


def test_two_spellings_of_one_institution_share_an_id() -> None:
    british = entities("The Ruritanian Defence Organisation met.")
    american = entities("The Ruritanian Defense Organization met.")
    assert set(british.values()) == set(american.values()) == {"org:ruritanian-defense-organization"}


def test_a_common_lone_name_needs_its_office() -> None:
    assert entities("President Carter spoke. Carter left.")["Carter"] == "person:jimmy-carter"
    assert entities("Mr. Carter, a farmer, spoke.")["Carter"] == "person:carter"
    assert entities("President Obama spoke.")["Obama"] == "person:barack-obama"


def test_an_office_before_a_name_says_more_than_the_name() -> None:
    found = entities("MRS. OBAMA: Hello.")
    assert found["OBAMA"] == "person:michelle-obama"
    assert entities("Secretary Clinton met President Clinton.") == {"Clinton": "person:bill-clinton"}
    text = "Secretary Clinton left."
    assert entities(text)["Clinton"] == "person:hillary-clinton"


def test_a_realm_is_the_land_it_is_of() -> None:
    found = entities("The Grand Duchy of Ruritania had a consul. Envoys left Ruritania in May.")
    assert found["Grand Duchy of Ruritania"] == "place:ruritania"
    assert entities("the Republic of Korea")["Republic of Korea"] == "place:KR"


def test_state_and_defense_are_departments_side_by_side() -> None:
    found = entities("Both State and Defense agreed.")
    assert found == {"State": "org:us-department-of-state", "Defense": "org:us-department-of-defense"}
    assert entities("the State and Defense Departments").get("Defense") is None


def test_part_of_a_line_in_capitals_is_read_too() -> None:
    found = entities(
        "REMARKS BY PRESIDENT OBAMA AND PRIME MINISTER PUTIN OF RUSSIA BEFORE MEETING Novo Ogaryovo, Russia"
    )
    assert (found["OBAMA"], found["PUTIN"], found["RUSSIA"]) == (
        "person:barack-obama",
        "person:vladimir-putin",
        "place:RU",
    )
    assert entities("THE WHITE HOUSE\n\nFor release.")["WHITE HOUSE"] == "org:white-house"


def test_a_name_in_full_wins_over_a_famous_bearer() -> None:
    found = entities("Senator Jane Merkel spoke. Later Ms. Merkel left.")
    assert found["Merkel"] == "person:jane-merkel"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Michelle Obama was there. President [Obama] smiled.", "person:barack-obama"),
        ("Barack Obama was there. Mrs. [Obama] smiled.", "person:michelle-obama"),
        ("Hillary Clinton was there. President [Clinton] smiled.", "person:bill-clinton"),
        ("Hillary Clinton was there. Secretary [Clinton] smiled.", "person:hillary-clinton"),
        ("Andrew Johnson was there. President [Johnson] smiled.", "person:andrew-johnson"),
        ("Sonia Gandhi was there. Mrs. [Gandhi] smiled.", "person:sonia-gandhi"),
    ],
)
def test_the_office_decides_between_two_of_one_name_whom_the_tables_know(text: str, person: str) -> None:
    start = text.index("[")
    found = [mention for mention in annotate(text.replace("[", "").replace("]", "")).mentions if mention.start == start]
    assert [mention.entity for mention in found] == [person]


def test_the_entities_of_a_text_are_named_as_it_names_them() -> None:
    (entity,) = [e for e in annotate("Barack Obama spoke. Mr. Obama smiled.").entities if e.kind == "person"]
    assert (entity.id, entity.name, entity.aliases) == ("person:barack-obama", "Barack Obama", ("Obama",))


@pytest.mark.parametrize("surface", ["Moderator Lester Holt", "Libertarian Gary Johnson", "Counselor Matthew Nimetz"])
def test_what_somebody_is_in_a_transcript_is_no_part_of_the_name(surface: str) -> None:
    assert trimmed_spans(surface.split(), [(0, 3, "person")]) == [(1, 3, "person")]


@pytest.mark.parametrize("words", ["GNP", "R&D", "ICBMs", "National Security Affairs", "Air Force One"])
def test_abbreviated_things_and_fields_of_work_are_no_organisations(words: str) -> None:
    assert trimmed_spans(words.split(), [(0, len(words.split()), "org")]) == []


def test_a_family_is_no_organisation_and_a_given_name_is_its_bearers() -> None:
    words = "Chelsea Clinton spoke . Chelsea left . The Clintons won".split()
    islands = [(0, 2), (4, 5), (7, 9)]
    spans: list[Span] = [(0, 2, "person"), (4, 5, "org"), (8, 9, "org")]
    assert consistent(words, islands, spans) == [(0, 2, "person"), (4, 5, "person")]


def test_the_article_that_begins_the_next_sentence_is_no_part_of_a_name() -> None:
    assert trimmed_spans("Lester Holt The debate".split(), [(0, 3, "person")]) == [(0, 2, "person")]
