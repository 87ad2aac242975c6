"""What capitals, addresses and headings make look like names, and is none; and whom a given name alone means."""

import pytest

from indexer.entities import annotate


def named(text: str) -> set[tuple[str, str]]:
    return {(entity.kind, entity.name) for entity in annotate(text).entities}


def test_pieces_of_addresses_are_no_names() -> None:
    text = "The poll is at http://politi.co/1M75UbX and at www.CarterCenter.org/Peace, and Jimmy Carter spoke of it in Atlanta."
    assert named(text) == {("person", "Jimmy Carter"), ("place", "Atlanta")}


def test_accounts_and_keywords_are_no_names() -> None:
    assert named("She answered on Twitter: @HillaryClinton is wrong about #NeverTrump, and so was he.") == {
        ("org", "Twitter")
    }


@pytest.mark.parametrize("text", ["He praised the Post-9/11 law.", "The vote on resolution ES-11/1 was clear."])
def test_numbers_of_texts_are_no_bodies(text: str) -> None:
    assert named(text) == set()


def test_party_and_state_of_a_member_are_no_body() -> None:
    assert named("Sen. Ted Cruz, R-Texas, voted against it.") == {("person", "Ted Cruz")}


@pytest.mark.parametrize(
    "text",
    [
        "To all the women in this Hall and around the world, I say that we hear you.",
        "It tramples on the principles of the Charter.",
        "We rely on the major Powers for this, and on the Group to do its part.",
    ],
)
def test_ordinary_words_with_a_capital_are_no_names(text: str) -> None:
    assert named(text) == set()


def test_a_heading_in_capitals_is_no_part_of_the_name_after_it() -> None:
    assert ("org", "Office of the Press Secretary") in named(
        "THE WHITE HOUSE Office of the Press Secretary\n\nFor release."
    )


def test_storms_are_events() -> None:
    assert named("Hurricane Sandy and Typhoon Yagi destroyed the harbours.") == {
        ("event", "Hurricane Sandy"),
        ("event", "Typhoon Yagi"),
    }


def test_party_conventions_are_events_and_those_of_states_agreements() -> None:
    found = named("At the Republican National Convention he spoke about the Biological Weapons Convention.")
    assert ("event", "Republican National Convention") in found
    assert ("agreement", "Biological Weapons Convention") in found


def test_an_award_and_a_wish_are_no_events() -> None:
    assert named("The Teacher of the Year wished us a Happy New Year.") == set()


def test_part_of_an_agreement_is_that_agreement() -> None:
    assert ("agreement", "Stafford Act") in named("They acted under Title V of the Stafford Act in the spring.")


def test_a_conference_has_its_subject_in_its_name_but_not_its_day() -> None:
    assert ("event", "Fourth World Conference on Women") in named(
        "He came to the Fourth World Conference on Women in Beijing."
    )
    assert ("event", "Climate Ambition Summit") in named(
        "He spoke at the Climate Ambition Summit on Wednesday in New York."
    )


def test_a_given_name_alone_is_the_one_person_of_that_name() -> None:
    text = "President Barack Obama met Yukio Hatoyama in Tokyo. Hatoyama said that Yukio and Barack had become friends."
    found = {mention.surface: mention.entity for mention in annotate(text).mentions}
    assert found["Barack"] == "person:barack-obama"


def test_a_given_name_alone_is_nobody_where_two_have_it_or_none() -> None:
    two = "David Cameron met David Axelrod on Friday in London. Later David spoke to the press about it."
    assert named(two) == {("person", "David Cameron"), ("person", "David Axelrod"), ("place", "London")}
    assert named("Let me thank Bill for that beautiful introduction, and Jill for the flowers.") == set()


def test_a_title_makes_a_given_name_a_name() -> None:
    assert ("person", "Elizabeth") in named(
        "The premier was received by Queen Elizabeth on Friday, and then he left for home."
    )


def test_a_first_name_that_stands_for_one_person_is_theirs() -> None:
    assert named("Hillary said that she would not run, and Barack agreed.") == {
        ("person", "Hillary Clinton"),
        ("person", "Barack Obama"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Click on the button. You can click twice if you like, and then Click again and wait.",
        "The KPIs were missed. He said that KPIs matter, and GPUs too.",
    ],
)
def test_what_the_text_writes_small_elsewhere_or_humped_is_nobody(text: str) -> None:
    assert not {name for kind, name in named(text) if kind == "person"}


def test_a_family_name_that_is_a_word_too_is_the_persons() -> None:
    text = "Condoleezza Rice spoke about food aid and the price of rice. Rice left on Friday."
    assert named(text) == {("person", "Condoleezza Rice")}


def test_names_with_a_capital_inside_are_peoples() -> None:
    found = named("The vote was lost, McCain said, and MacArthur agreed with LaRouche on Friday.")
    assert {name for kind, name in found if kind == "person"} >= {"MacArthur"}


@pytest.mark.parametrize(
    "text",
    [
        "They spoke at the Press Conference, at a Well-Organized Press Conference and at a Two-Day Summit.",
        "The Chief of Protocol came, and so did the Deputy Chief of Protocol.",
        "She took a Photograph of War in a Time of War.",
        "See the A-Z index on how to renew a Green Card, and RSVP.",
        "Call USAGov\n\nChat with USAGov\n\n8701 Some Drive,\n\nVA\n\n22152",
    ],
)
def test_what_is_no_certain_event_agreement_or_person_is_no_name(text: str) -> None:
    assert named(text) == set()


def test_names_with_a_head_word_that_say_which_are_events_and_agreements() -> None:
    text = (
        "The Bandung Conference, the Winter War, the Declaration of Independence and the Treaty of Peace were studied."
    )
    assert named(text) == {
        ("event", "Bandung Conference"),
        ("event", "Winter War"),
        ("agreement", "Declaration of Independence"),
        ("agreement", "Treaty of Peace"),
    }


def test_conventions_have_their_whole_names() -> None:
    text = (
        "It ratified the UN Convention on the Law of the Sea, the Convention on the Rights of Persons with Disabilities and the "
        "Convention on the Elimination of All Forms of Discrimination against Women."
    )
    assert named(text) == {
        ("agreement", "United Nations Convention on the Law of the Sea"),
        ("agreement", "Convention on the Rights of Persons with Disabilities"),
        ("agreement", "Convention on the Elimination of All Forms of Discrimination against Women"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "In this very Hall, and before this grand Hall, we made a pledge to save our people from war.",
        "She was the first Black woman to claim the title, and White (41%), Black (39%) and other voters came.",
        "Click here to get more of it. Click me to go on.",
    ],
)
def test_what_is_pointed_at_is_nobody(text: str) -> None:
    assert named(text) == set()


def test_whoever_is_named_in_full_is_also_found_by_a_family_name_that_is_a_colour() -> None:
    text = "Colonel Hugo Black spoke first. Later Black left, and Colonel Black was thanked. Pope Paul sent word."
    assert named(text) == {("person", "Hugo Black"), ("person", "Paul")}
