"""Names of states in many languages, from Unicode's CLDR by way of Babel, for looking up what a person typed."""

from collections import defaultdict

from indexer.entities.names import fold
from indexer.entities.tables import rows

LANGUAGES = "ar cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv sw th tr uk vi zh".split()


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
