"""In other languages than English names are found by their names there, and other capitalised words are no names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities import annotate, entity_name
from indexer.entities.abroad import names_abroad
from indexer.entities.endings import inflected
from indexer.entities.pipeline import read
from indexer.entities.tables import parts, rows
from indexer.entities.training.territories import READ

GERMAN = (
    "Bundeskanzlerin Angela Merkel und Außenminister Guido Westerwelle haben am Freitag in Berlin erklärt, dass die Gespräche "
    "über das Moratorium in der nächsten Woche fortgesetzt werden. Merkel sagte, man sei zuversichtlich, und auch die EU und "
    "die NATO sind für eine Lösung der Krise. Auch der Bundestag arbeitet an einem Bericht. Herr "
    "Steinmeier ist nicht gereist. Das Buch, die Augen, der Begriff der Freiheit und das Leben werden von der Zeitung nicht erwähnt."
)
NORTH_KOREA = {
    "de": "Nordkorea hat am Montag eine Rakete getestet. Nordkoreas Führung und die Nordkorea-Krise sind bei der UNO ein Thema.",
    "fr": "La Corée du Nord a tiré un missile, et le tir est condamné par l'ONU. Il n'a pas été annoncé, mais il est le premier.",
    "es": "Corea del Norte lanzó un misil el lunes. La ONU no lo sabía, y el lanzamiento es el primero que se ha visto este año.",
    "it": "La Corea del Nord ha lanciato un missile. Il lancio non è stato annunciato, e l'Onu ha detto che è il primo dell'anno.",
    "pt": "A Coreia do Norte não anunciou o lançamento do míssil. A ONU disse que é o primeiro do ano e que não será o último.",
    "nl": "Noord-Korea heeft een raket gelanceerd. De VN zegt dat het de eerste van het jaar is en dat er nog meer bij komen.",
    "pl": "Korea Północna wystrzeliła rakietę. Do Korei Północnej nie jest daleko, ale to nie jest to, co się mówi w ONZ.",
    "ru": "КНДР не сообщила о пуске ракеты. В Северной Корее это не первый пуск за год, как говорят в ООН.",
}


def mentions(text: str) -> set[tuple[str, str]]:
    return {(mention.kind, mention.surface) for mention in annotate(text).mentions}


def entities(text: str) -> dict[str, str]:
    return {mention.surface: mention.entity for mention in annotate(text).mentions}


def test_people_places_and_bodies_are_named_and_other_nouns_are_not() -> None:
    assert mentions(GERMAN) == {
        ("person", "Angela Merkel"),
        ("person", "Guido Westerwelle"),
        ("person", "Merkel"),
        ("person", "Steinmeier"),
        ("place", "Berlin"),
        ("org", "EU"),
        ("org", "NATO"),
        ("org", "Bundestag"),
    }


def test_a_family_name_alone_is_the_person_named_in_full() -> None:
    found = entities(GERMAN)
    assert found["Merkel"] == found["Angela Merkel"] == "person:angela-merkel"


def test_english_that_quotes_german_is_read_as_english() -> None:
    text = (
        "Sabine Leutheusser wrote in Die Zeit that „der Bericht ist nicht mit dem Vertrag und auch für das Land“ was what Markus "
        "Ederer had said. The ministers met Harald Braun at the Foreign Office, and all of them agreed that the talks should be "
        "resumed before the end of the year, as long as nobody asked for more than had been offered in the first round."
    )
    assert read(text).language is None
    assert ("person", "Harald Braun") in mentions(text)


@pytest.mark.parametrize("language", NORTH_KOREA)
def test_a_state_is_one_whatever_the_language_of_the_text(language: str) -> None:
    text = NORTH_KOREA[language]
    assert read(text).language == language
    found = entities(text)
    assert {entity for entity in found.values() if entity.startswith("place:")} == {"place:KP"}
    assert "org:un" in found.values()
    assert not any(entity.startswith("person:") for entity in found.values())


@pytest.mark.parametrize(
    ("text", "surface", "entity"),
    [
        ("Die Reise führt nach Genf, und sie wird nicht die letzte sein.", "Genf", "place:geneva"),
        ("Der Sprecher der Vereinigten Staaten war nicht zu erreichen.", "Vereinigten Staaten", "place:US"),
        ("Das ist die Politik des Vereinigten Königreichs und nicht mehr.", "Vereinigten Königreichs", "place:GB"),
        ("Die Vulkane auf Island sind nicht erloschen, und das ist gut.", "Island", "place:IS"),
        ("Le texte de l'Allemagne est sur la table, et il est bon.", "Allemagne", "place:DE"),
        ("Le tir dans la bande de Gaza est le plus grave de ces jours.", "bande de Gaza", "place:gaza"),
        ("Les troupes de la Côte d’Ivoire ne sont pas dans le pays.", "Côte d’Ivoire", "place:CI"),
        (
            "Le Conseil de sécurité de l'ONU est dans une impasse.",
            "Conseil de sécurité de l'ONU",
            "org:un-security-council",
        ),
        ("Los ministros de EE. UU. no han dicho que sí a los del sur.", "EE. UU.", "place:US"),
        ("Las elecciones en Chile son para los que no lo saben.", "Chile", "place:CL"),
        ("Dell'Ucraina non si parla più, ma la guerra non è finita.", "Ucraina", "place:UA"),
        ("W Stanach Zjednoczonych nie ma na to zgody, jak się mówi.", "Stanach Zjednoczonych", "place:US"),
        ("W Niemczech nie jest to takie proste, jak się mówi.", "Niemczech", "place:DE"),
        ("По словам посла, во Франции это не так, как у нас.", "Франции", "place:FR"),
        ("Türkiye'nin bu konuda çok daha sonra bir kararı olarak", "Türkiye", "place:TR"),
        ("Sveriges regering har inte sagt att det är så som de vill.", "Sveriges", "place:SE"),
    ],
)
def test_names_are_found_with_their_endings_and_articles(text: str, surface: str, entity: str) -> None:
    assert entities(text).get(surface) == entity


@pytest.mark.parametrize(
    ("text", "no_entity"),
    [
        # What English calls so is called otherwise here.
        ("Der Spieler Michael Jordan wird nicht mit der Mannschaft nach Georgia reisen.", "place:JO"),
        ("Der Spieler Michael Jordan wird nicht mit der Mannschaft nach Georgia reisen.", "place:GE"),
        ("Granada es una ciudad que no se parece a las otras del sur.", "place:GD"),
        ("El chile es picante. Chile con carne es lo que los hombres comen.", "place:CL"),
        ("Того человека не было, но того и не надо. Того, как он.", "place:TG"),
        ("Maurice est parti avec les enfants, et ils ne sont pas là.", "place:MU"),
        ("Die Fahrt nach Shelter Island war für mich und die anderen nicht zu teuer.", "place:IS"),
        ("Der FC Bayern ist auch in der nächsten Saison nicht zu schlagen.", "place:bavaria"),
        ("La Reunión no se ha celebrado. La reunión es para los que no pueden.", "place:RE"),
    ],
)
def test_words_and_other_names_are_no_states(text: str, no_entity: str) -> None:
    assert no_entity not in entities(text).values()


@pytest.mark.parametrize(
    "text",
    [
        "Il est parti. Selon le texte, les jours sont longs. Ainsi va la vie. Mais les autres ne sont pas là. Enfin, on verra.",
        "Según los datos, no se sabe. Asimismo, la Corte Suprema no lo ha dicho. Recordó que es así. El Reino es lo que es.",
        "Le cose non sono così. Infine, il tempo è poco. Intanto la gente non lo sa. Resistenza e Registrazione sono parole.",
        "Oczywiście nie jest to proste. Póki co, Posłanka Partii Pracy nie jest za. Warto się do tego przyznać, jak mówi.",
        "Ведь это не так. Думаю, что из них никто не был. Поскольку все это было, то как же быть?",
        "Allerede i dag er det ikke så mange som har det. Kommentarer er ikke for alle, men de er der.",
    ],
)
def test_first_words_of_sentences_are_nobody(text: str) -> None:
    assert mentions(text) == set()


def test_two_people_joined_by_and_are_two() -> None:
    text = "Los ministros Raúl Harsich y César Fragni no han dicho nada, y es lo que se esperaba de los dos."
    assert {("person", "Raúl Harsich"), ("person", "César Fragni")} <= mentions(text)


def test_a_name_is_cut_out_of_the_words_before_it() -> None:
    text = "Przewodniczący Rady Charles Michel nie jest za tym, jak się mówi, i nie od dziś."
    assert ("person", "Charles Michel") in mentions(text)


def test_bodies_are_named_by_what_they_begin_with() -> None:
    text = "El informe del Ministerio de Energía y Minas no es lo que los de la Universidad de Viçosa esperaban para este año."
    assert {("org", "Ministerio de Energía y Minas"), ("org", "Universidad de Viçosa")} <= mentions(text)


def test_a_capital_is_a_city_and_not_its_government() -> None:
    assert entities("Nach Moskau und Pjöngjang reist der Minister nicht mehr, sagte er.") == {
        "Moskau": "place:moscow",
        "Pjöngjang": "place:pyongyang",
    }


def test_every_name_in_other_languages_has_an_entity_and_stands_once() -> None:
    seen: dict[tuple[str, str], str] = {}
    for language, entity, forms in rows("abroad.tsv"):
        assert language == "*" or language in READ, language
        for form in parts(forms):
            assert seen.setdefault((language, form), entity) == entity, form
            assert names_abroad("de" if language == "*" else language).forms[form.replace("’", "'")].entity == entity


@pytest.mark.parametrize("language", READ)
def test_states_of_the_tables_are_named_in_every_language(language: str) -> None:
    named = {known.entity for known in names_abroad(language).forms.values()}
    assert {"place:DE", "place:CN", "place:US", "place:RU", "place:KP"} <= named
    # Of the others the id tells the name.
    assert {entity for entity in named if not entity_name(entity)} <= {
        "place:brussels",
        "place:geneva",
        "org:greenpeace",
    }


@given(st.sampled_from(READ), st.text(max_size=40))
def test_a_name_is_among_its_own_forms(language: str, name: str) -> None:
    assert name in inflected(name, language)


@given(st.sampled_from(sorted(NORTH_KOREA.values())), st.text(max_size=60), st.integers(0, 100))
def test_mentions_are_pieces_of_the_text_whatever_stands_in_it(text: str, odd: str, at: int) -> None:
    text = text[:at] + odd + text[at:]
    for mention in annotate(text).mentions:
        assert text[mention.start : mention.end] == mention.surface
