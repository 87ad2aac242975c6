"""What ``annotate`` promises about any text, and what it finds in small ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities import Annotation, annotate, entity_name, resolve_name


def named(text: str) -> dict[str, str]:
    """Surface to entity id, for every mention."""
    return {mention.surface: mention.entity for mention in annotate(text).mentions}


@given(st.text(alphabet=st.characters(), max_size=300))
def test_mentions_of_any_text_lie_inside_it_and_spell_their_surface(text: str) -> None:
    check(text, annotate(text))


words = st.sampled_from(
    [
        "Kim",
        "Jong-Il",
        "the",
        "of",
        "U.S.",
        "U.S.-DPRK",
        "KIM",
        "Treaty",
        "al-Assad",
        "\n",
        "Bank",
        "and",
        "’s",
        "'s",
        "(IAEA)",
        ".",
        "-",
        "Mr.",
        "said",
    ]
)


@given(st.lists(words, max_size=60).map(" ".join))
def test_mentions_never_overlap_however_names_are_strung_together(text: str) -> None:
    check(text, annotate(text))


def check(text: str, annotation: Annotation) -> None:
    ids = [entity.id for entity in annotation.entities]
    assert len(ids) == len(set(ids))
    end = 0
    for mention in annotation.mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert mention.surface == text[mention.start : mention.end]
        assert mention.entity in ids
        assert mention.entity.startswith(f"{mention.kind}:")
        end = mention.end
    assert {mention.entity for mention in annotation.mentions} == set(ids)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "x" * 1_000_000,
        "X" * 200_000,
        "A" + "a-A" * 50_000,
        "Kim Jong Il " * 3_000,
        "(ABC) " * 5_000,
        "U.S.-" * 5_000,
        "2010 " + "A " * 5_000,
        "JANUARY FEBRUARY " * 2_000,
        "\ud800 Kim Jong Il \udfff",
        "한국 Москва القاهرة Nguyễn Văn Thiệu",
        "no capitals here at all, not one",
        "KIM " * 5_000,
        "A. B. C. " * 5_000,
        "State and Defense " * 3_000,
        "King of Spain, " * 3_000,
        "𝐊𝐢𝐦 Jong Il İstanbul ǅ ŉ ß",
        "\x00\u202e",
    ],
)
def test_odd_texts_are_read_without_complaint(text: str) -> None:
    check(text, annotate(text))


def test_ten_megabytes_of_one_word_are_read_and_hold_no_name() -> None:
    assert annotate("x" * 10_000_000).mentions == annotate("X" * 10_000_000).mentions == ()


def test_text_without_capitals_has_no_names() -> None:
    assert named("barack obama met angela merkel in berlin; the united nations did not.") == {}


@pytest.mark.parametrize(
    ("text", "name", "entity"),
    [
        ("Speaker Tip O'Neill of Boston spoke.", "Tip O'Neill", "person:tip-oneill"),
        ("Speaker Tip O’Neill of Boston spoke.", "Tip O’Neill", "person:tip-oneill"),
        ("Prime Minister Jean-Claude Juncker spoke.", "Jean-Claude Juncker", "person:jean-claude-juncker"),
        ("President Bashar al-Assad spoke in Damascus.", "Bashar al-Assad", "person:bashar-al-assad"),
        ("General Secretary Nguyễn Phú Trọng spoke.", "Nguyễn Phú Trọng", "person:nguyen-phu-trong"),
        ("Mr. Владимир Petrov met Angela Merkel.", "Angela Merkel", "person:angela-merkel"),
        ("half \ud83d of a pair; Angela Merkel spoke", "Angela Merkel", "person:angela-merkel"),
    ],
)
def test_names_of_many_spellings_are_whole(text: str, name: str, entity: str) -> None:
    assert named(text)[name] == entity


def test_only_kept_ranges_are_mined_and_no_name_reaches_across_them() -> None:
    text = "Angela Merkel met Vladimir Putin in Moscow."
    start = text.index("Vladimir")
    assert {m.surface for m in annotate(text, kept=[(start, len(text))]).mentions} == {"Vladimir Putin", "Moscow"}
    assert annotate(text, kept=[]).mentions == ()


def test_spellings_of_one_name_are_one_entity_and_near_names_are_not() -> None:
    found = named("Kim Jong-Il met Kim Jong Il; Kim Jong Un did not.")
    assert found["Kim Jong-Il"] == found["Kim Jong Il"] == "person:kim-jong-il"
    assert found["Kim Jong Un"] == "person:kim-jong-un"


def test_a_short_name_is_the_person_named_before() -> None:
    text = "Premier Wen Jiabao spoke. Later Wen left with President Ruritano, and Ruritano smiled."
    assert named(text)["Wen"] == "person:wen-jiabao"
    assert named(text)["Ruritano"] == "person:ruritano"


def test_a_capital_is_a_city_after_in_and_its_government_when_it_acts() -> None:
    mentions = {
        (m.surface, m.start): (m.entity, m.how)
        for m in annotate("Talks were held in Beijing. Then Beijing refused.").mentions
    }
    assert mentions["Beijing", 19] == ("place:beijing", "name")
    assert mentions["Beijing", 33] == ("place:CN", "metonym")


@pytest.mark.parametrize(
    "before", ["the city of", "the mayor of", "twelve miles north of", "the outskirts of the", "a flight to"]
)
def test_a_capital_behind_what_only_towns_have_is_the_city(before: str) -> None:
    (berlin,) = annotate(f"They saw {before} Berlin and came home.").mentions
    assert (berlin.entity, berlin.how) == ("place:berlin", "name")


def test_a_capital_behind_what_states_have_is_its_government() -> None:
    (berlin,) = annotate("They saw the policy of Berlin and came home.").mentions
    assert (berlin.entity, berlin.how) == ("place:DE", "metonym")


def test_names_joined_by_a_dash_are_two() -> None:
    assert named("the U.S.-DPRK talks") == {"U.S.": "place:US", "DPRK": "place:KP"}


def test_an_acronym_means_what_the_text_defined_it_to_be() -> None:
    found = named("The Ruritanian Grain Board (RGB) met. Later the RGB dissolved.")
    assert found["Ruritanian Grain Board"] == "org:ruritanian-grain-board"


def test_demonyms_count_for_their_state() -> None:
    (mention,) = annotate("two North Koreans spoke").mentions
    assert (mention.entity, mention.how) == ("place:KP", "demonym")
    assert named("a Dutch merchant") == {"Dutch": "place:NL"}


def test_words_that_texts_write_small_are_no_names_in_capitals() -> None:
    text = (
        "GUNFIRE WAS HEARD IN THE BEDROOM AS PALE GHOSTS WIELDED POTATOES . NONSTOP CARNAGE DISPERSED THE BRAWLING CROWD . "
        "AMBASSADOR BRUCE CRIED OUT TO KHRUSHCHEV IN ELISABETHVILLE , LADAKH AND BRUSSELS ."
    )
    assert set(named(text)) == {"BRUCE", "KHRUSHCHEV", "ELISABETHVILLE", "LADAKH", "BRUSSELS"}


def test_shouted_text_still_has_its_names() -> None:
    found = named(
        "SECRETARY OF STATE MET THE SOVIET AMBASSADOR IN WASHINGTON TODAY TO DISCUSS NORTH KOREA AND IAEA SAFEGUARDS"
    )
    assert found["NORTH KOREA"] == "place:KP"
    assert found["IAEA"] == "org:iaea"


@pytest.mark.parametrize(
    ("kind", "text", "entity"),
    [
        ("place", "DPRK", "place:KP"),
        ("place", "burma", "place:MM"),
        ("place", "u.s.", "place:US"),
        ("org", "IAEA", "org:iaea"),
        ("person", "kim jong-il", "person:kim-jong-il"),
        ("person", "Obama", "person:barack-obama"),
        ("event", "six party talks", "event:six-party-talks"),
    ],
)
def test_a_name_in_a_query_is_looked_up_in_the_tables(kind: str, text: str, entity: str) -> None:
    assert resolve_name(kind, text) == (entity,)  # type: ignore[arg-type]
    assert entity_name(entity)


def test_unknown_names_and_ids_are_answered_with_nothing() -> None:
    assert resolve_name("org", "Ruritanian Grain Board") == ()
    assert entity_name("org:ruritanian-grain-board") is None


def test_indians_are_of_india_only_where_india_is_named() -> None:
    assert "Indians" not in named("Treaties with the Indian tribes of Ohio were ratified, and the Indians agreed.")
    assert named("India and Pakistan met, and the Indian delegation left.")["Indian"] == "place:IN"


def test_an_adverb_that_begins_a_sentence_is_no_part_of_a_name() -> None:
    assert named("Thereupon Congress acted. Nevertheless Portugal refused.").keys() <= {"Congress", "Portugal"}


def test_offices_of_war_are_no_wars() -> None:
    found = named(
        "The Secretary of War and the Secretaries of War before him, as Secretaries of War do, led the Department of War in the Civil War."
    )
    assert [entity for entity in found.values() if entity.startswith("event:")] == ["event:civil-war"]


@pytest.mark.parametrize("possessive", ["'S", "’S"])
def test_a_possessive_in_capitals_is_no_part_of_a_name(possessive: str) -> None:
    said = (
        f"TRANSCRIPT OF PRESIDENT OBAMA{possessive} INTERVIEW IN CHINA\n\nPresident Barack Obama answered questions.\n"
    )
    assert named(said) == {
        "OBAMA": "person:barack-obama",
        "CHINA": "place:CN",
        "Barack Obama": "person:barack-obama",
    }
    assert named(f"JAPAN{possessive} ROLE IN ASIA GREW AGAIN")["JAPAN"] == "place:JP"


@pytest.mark.parametrize("possessive", ["'S", "’S"])
def test_names_that_hold_a_possessive_are_whole_in_capitals(possessive: str) -> None:
    republic = f"PEOPLE{possessive} REPUBLIC OF CHINA"
    north = f"DEMOCRATIC PEOPLE{possessive} REPUBLIC OF KOREA"
    found = named(f"ENVOYS OF THE {republic} AND OF THE {north} CAME FOR TALKS")
    assert found == {republic: "place:CN", north: "place:KP"}


def test_a_capital_s_after_an_initial_apostrophe_is_a_letter_of_the_name() -> None:
    assert "".join(m.surface for m in annotate("Mr. Jean D'Souza and Mr. Peter O'Shea spoke.").mentions) == (
        "Jean D'SouzaPeter O'Shea"
    )
