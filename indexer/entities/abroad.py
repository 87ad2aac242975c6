"""Names as texts in other languages write them: of states, regions, capitals and institutions that have ids of ours."""

import gzip
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from indexer.entities.endings import inflected
from indexer.entities.lexicon import is_common, load_lexicon, load_towns
from indexer.entities.names import fold
from indexer.entities.tables import Known, load_tables, parts, rows
from indexer.metadata.languages import common_words

# English tables hold what other languages write as English does ("Israel", "Kim Jong Il"). Of a lone word that is not sure:
# "Jordan" is a surname where the state is "Jordanien", and "AU" and "UN" are words.
_EVERY = "*"


@dataclass(frozen=True, slots=True)
class NamesAbroad:
    """``forms`` by exact surface with straight apostrophes. ``dashed``: forms that may stand left of a dash."""

    forms: Mapping[str, Known]
    dashed: Set[str]


@cache
def names_abroad(language: str) -> NamesAbroad:
    """What names mean in texts in ``language``; in one that the tables do not have, what they mean everywhere."""
    own: dict[str, Known] = {}
    for form, entity in _written_here(language) + _from_cldr(language):
        own.setdefault(form, _known(form, entity))
    others: dict[str, Known | None] = {}
    for form, known in own.items():
        for ending in inflected(form, language):
            # A form that two states share in some case names neither.
            others[ending] = known if others.setdefault(ending, known) in (known, None) else None
    forms = {form: known for form, known in others.items() if known is not None} | own
    renamed = {known.entity for known in own.values()}
    for form, known in load_tables().forms.items():
        if form not in forms and _is_international(form, known, renamed):
            forms[form] = replace(known, capital_of=None)
    for word in common_words(language):
        forms.pop(word.upper(), None)
        forms.pop(word.capitalize(), None)
    return NamesAbroad(forms, {form for form, known in own.items() if known.kind in ("place", "org")})


def name_abroad(entity: str) -> str:
    """The English name of what only other languages' tables have: ``place:geneva``."""
    return entity.partition(":")[2].replace("-", " ").title()


def _is_international(form: str, known: Known, renamed: Set[str]) -> bool:
    if known.how == "demonym":
        return False
    if " " in form or known.kind == "person":
        return True
    if known.kind == "org":
        return (
            known.how == "name" and len(form) > 4 and not form.isupper() and not is_common(form)
        )  # "Bundestag", "Hamas"
    return known.kind == "place" and known.how == "name" and known.entity not in renamed


def _known(form: str, entity: str) -> Known:
    is_acronym = form.replace(".", "").replace(" ", "").isupper() and len(form) <= 8
    return Known(entity, "place" if entity.startswith("place:") else "org", "acronym" if is_acronym else "name")


def _written_here(language: str) -> list[tuple[str, str]]:
    return [
        (form.replace("’", "'"), entity)
        for spoken, entity, forms in rows("abroad.tsv")
        if spoken in (_EVERY, language)
        for form in parts(forms)
    ]


def _from_cldr(language: str) -> list[tuple[str, str]]:
    return [(name.replace("’", "'"), entity) for name, entity in _cldr().get(language, ())]


@cache
def _cldr() -> Mapping[str, list[tuple[str, str]]]:
    packed = (files("indexer.entities") / "tables" / "abroad.tsv.gz").read_bytes()
    by_language: dict[str, list[tuple[str, str]]] = {}
    for line in gzip.decompress(packed).decode("utf-8").split("\n"):
        language, name, entity = line.split("\t")
        by_language.setdefault(language, []).append((name, entity))
    return by_language


def names_to_ask_by() -> dict[str, list[str]]:
    """For each entity the names in all languages by which a query may mean it; none that is an English word or name.

    Names that differ in accents only are one, as queries are read.
    """
    named: dict[str, dict[str, str]] = {}
    for language in ("de", "fr", "es", "it", "pt", "nl", "pl", *_cldr()):
        for form, entity in _from_cldr(language) + _written_here(language):
            named.setdefault(fold(form), {}).setdefault(entity, form)
    english = {key for _, key in load_tables().folded}
    asked: dict[str, list[str]] = {}
    for key, meanings in named.items():
        if len(meanings) == 1 and key not in english and not _is_english(key):
            ((entity, form),) = meanings.items()
            asked.setdefault(entity, []).append(form)
    return asked


# Of acronyms so short these alone mean one thing in English texts too; "CPI" is an index, "BCE" an era.
_SHORT_ACRONYMS = frozenset(("onu", "fmi", "oms", "oea", "ddr"))
# Capitals and states whose name is an English word or a people after all, which no list of ours says.
_ENGLISH = frozenset(("roma", "indie", "rom", "gales", "chili", "dania", "inde", "wina"))


def _is_english(key: str) -> bool:
    """Whether a folded name is a word that English texts write, or a person's or town's name in them."""
    if " " in key or not key.isascii():
        return False
    if len(key) < 4:
        return key not in _SHORT_ACRONYMS
    word = key.capitalize()
    named = load_lexicon().get(word, ("",))[0]
    return key in _ENGLISH or is_common(key) or "F" in named or "L" in named or word in load_towns()
