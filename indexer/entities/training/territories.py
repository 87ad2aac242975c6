"""Names of states and of some cities in many languages, from Unicode's CLDR by way of Babel: for looking up what a person
typed, and for texts in those languages."""

import re
from collections import defaultdict
from collections.abc import Iterator

from indexer.entities.names import fold
from indexer.entities.tables import load_tables, rows

LANGUAGES = "ar cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv sw th tr uk vi zh".split()
# Languages with capital letters that texts are told to be in (``metadata/languages.py``); what the others write is found
# nowhere, since names are looked for where capitals are. Serbian in Cyrillic letters and in Latin ones.
READ = "bg cs da de el es fi fr hu hy id it nl no pl pt ro ru sr sv tr uk vi".split()

_UNIONS = {
    "EU": "org:eu", "UN": "org:un", "002": "place:africa", "142": "place:asia", "150": "place:europe",
    "419": "place:latin-america", "029": "place:caribbean", "013": "place:central-america", "005": "place:south-america",
    "143": "place:central-asia", "035": "place:southeast-asia", "034": "place:south-asia",
    "015": "place:north-africa", "011": "place:west-africa", "014": "place:east-africa", "154": "place:northern-europe",
    "155": "place:western-europe", "151": "place:eastern-europe", "039": "place:southern-europe",
}  # fmt: skip
# Zones that are called by a city which English calls otherwise.
_ZONES = {"Kiev": "Kyiv", "Katmandu": "Kathmandu"}
_BRACKETS = re.compile(r"[^()]+")
# What in that language is far more often a given name, another town or an ordinary word.
_DOUBTFUL = {
    "es": "Granada;Guadalupe;Mauricio;Reunión;Santa Elena;Santa Lucía;San Martín;Jersey;Daca",
    "fr": "Maurice;Dominique;Grenade;Saint-Martin;Salvador;Jersey",
    "it": "Palau;Grenada;Jersey",
    "pt": "Granada;Maurício;Reunião;Salvador;Santa Lúcia;Santa Helena;São Martinho;Jersey",
    "de": "Jersey;Réunion",
    "nl": "Jersey",
    "ro": "Jersey",
    "ru": "Того",
    "uk": "Того",
}


def territory_names() -> list[tuple[str, str]]:
    """(folded name, ISO code) for the states in our own table, every name that means one state only."""
    from babel import Locale

    codes = {row[0] for row in rows("countries.tsv")}
    meanings: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes and fold(name):
                meanings[fold(name)].add(code)
    return sorted((name, min(found)) for name, found in meanings.items() if len(found) == 1)


def names_abroad() -> list[tuple[str, str, str]]:
    """(language, name, entity) for states, continents and capitals as texts in that language write them."""
    entities = load_tables().names
    named: dict[tuple[str, str], str] = {}
    for language in READ:
        for name, entity in _named_in(language):
            if name in _DOUBTFUL.get(language, "").split(";"):
                continue
            # Of two states of one name the table names neither; "Congo" is one of them everywhere.
            if entity in entities and named.setdefault((language, name), entity) != entity:
                named[language, name] = ""
    return sorted((language, name, entity) for (language, name), entity in named.items() if entity)


def _named_in(language: str) -> Iterator[tuple[str, str]]:
    from babel import Locale

    locale = Locale("nb" if language == "no" else language)
    for code, name in locale.territories.items():
        entity = _UNIONS.get(code, f"place:{code}")
        # Of a region within China CLDR says so in its name, as no text does.
        if code not in ("HK", "MO", "CG", "CD") and " - " not in name and " – " not in name:
            for part in _BRACKETS.findall(name):  # "Myanmar (Birmanie)"
                if part.strip(" ,")[:1].isupper():
                    yield part.strip(" ,"), entity
        elif re.fullmatch(r"\w+-\w+", name):
            yield name, entity  # "Congo-Kinshasa"
    forms = load_tables().forms
    for zone, told in locale.time_zones.items():
        city = zone.rpartition("/")[2].replace("_", " ")
        known = forms.get(_ZONES.get(city, city))
        if "city" in told and known is not None and known.capital_of is not None:
            name = _BRACKETS.findall(str(told["city"]).replace("\u00ad", ""))[0]  # "Tripoli (Libye)"; soft hyphens
            yield name.strip(), known.entity
