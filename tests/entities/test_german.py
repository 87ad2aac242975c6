"""In German every noun has a capital letter, and only names are named."""

from indexer.entities import annotate
from indexer.entities.german import is_german
from indexer.entities.pipeline import read

NEWS = (
    "Bundeskanzlerin Angela Merkel und Außenminister Guido Westerwelle haben am Freitag in Berlin erklärt, dass die Gespräche "
    "über das Moratorium in der nächsten Woche fortgesetzt werden. Merkel sagte, man sei zuversichtlich, und auch die EU und "
    "die NATO sind für eine Lösung der Krise. Auch der Bundestag arbeitet an einem Bericht. Herr "
    "Steinmeier ist nicht gereist. Das Buch, die Augen, der Begriff der Freiheit und das Leben werden von der Zeitung nicht erwähnt."
)


def names(text: str) -> set[tuple[str, str]]:
    return {(mention.kind, mention.surface) for mention in annotate(text).mentions}


def test_people_places_and_bodies_are_named_and_other_nouns_are_not() -> None:
    assert names(NEWS) == {
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
    entities = {mention.surface: mention.entity for mention in annotate(NEWS).mentions}
    assert entities["Merkel"] == entities["Angela Merkel"] == "person:angela-merkel"


def test_english_that_quotes_german_is_read_as_english() -> None:
    text = (
        "Sabine Leutheusser wrote in Die Zeit that „der Bericht ist nicht mit dem Vertrag und auch für das Land“ was what Markus "
        "Ederer had said. The ministers met Harald Braun at the Foreign Office, and all of them agreed that the talks should be "
        "resumed before the end of the year, as long as nobody asked for more than had been offered in the first round."
    )
    reading = read(text)
    assert not is_german(reading.tokens.words, reading.tokens.different)
    assert ("person", "Harald Braun") in names(text)
