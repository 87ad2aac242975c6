"""The closed tables: states, regions, institutions, events and agreements, with every form that names them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.entities.names import fold, slug
from search.documents import How, Kind

_FOLDER = files("indexer.entities") / "tables"


@dataclass(frozen=True, slots=True)
class Known:
    """What one form means: the entity it names and how it does so. ``capital_of`` is set for the seat of a government.

    A form that is not ``certain`` ("Lincoln", a town and a president) is a hint to the tagger, not a finding.
    """

    entity: str
    kind: Kind
    how: How
    capital_of: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Tables:
    """``names`` by entity id, ``forms`` by exact surface, ``folded`` by kind and folded surface.

    ``lone`` maps a folded lone name ("obama") to the person it means when a text names no other bearer.
    """

    names: Mapping[str, str]
    forms: Mapping[str, Known]
    folded: Mapping[tuple[Kind, str], tuple[str, ...]]
    lone: Mapping[str, str]


def rows(file: str) -> Iterator[list[str]]:
    """The rows of a table, comments and blank lines left out, as stripped cells."""
    for line in (_FOLDER / file).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def parts(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


@cache
def load_tables() -> Tables:
    names: dict[str, str] = {}
    forms: dict[str, Known] = {}

    def know(form: str, known: Known) -> None:
        # The curly apostrophe is looked up as a straight one, so one spelling is enough.
        forms.setdefault(form.replace("’", "'"), known)

    for entity, kind, name, other_forms, adjectives in _entries():
        names[entity] = name
        know(name, Known(entity, kind, "name"))
        for form in other_forms:
            know(form, Known(entity, kind, "acronym" if _is_acronym(form) else "name"))
        for form in adjectives:
            know(form, Known(entity, kind, "demonym"))
            if not form.endswith(("ese", "ish", "ch", "ss", "men", "s")):
                know(form + "s", Known(entity, kind, "demonym"))
    for state, spellings in _seats():
        city = f"place:{slug(spellings[0])}"
        names[city] = spellings[0]
        for form in spellings:
            know(form, Known(city, "place", "name", capital_of=state))
    lone: dict[str, str] = {}
    for name, others, short in rows("people.tsv"):
        person = f"person:{slug(name)}"
        names[person] = name
        for form in (name, *parts(others)):
            know(form, Known(person, "person", "name"))
        lone |= {fold(form): person for form in parts(short)}
    folded: dict[tuple[Kind, str], tuple[str, ...]] = {}
    for form, known in forms.items():
        key = (known.kind, fold(form))
        if known.entity not in folded.get(key, ()):
            folded[key] = (*folded.get(key, ()), known.entity)
    for form, person in lone.items():
        folded.setdefault(("person", form), (person,))
    return Tables(names, forms, folded, lone)


def _entries() -> Iterator[tuple[str, Kind, str, list[str], list[str]]]:
    """Entity id, kind, name, other forms, adjectives."""
    for code, name, others, adjectives, _ in rows("countries.tsv"):
        yield f"place:{code}", "place", name, parts(others), parts(adjectives)
    for region, name, others, adjectives in rows("regions.tsv"):
        yield f"place:{region}", "place", name, parts(others), parts(adjectives)
    for body, name, others in rows("organisations.tsv"):
        yield f"org:{body}", "org", name, parts(others), []
    for kind, key, name, others in rows("events.tsv"):
        match kind:
            case "event" | "agreement":
                yield f"{kind}:{key}", kind, name, parts(others), []
            case _:
                raise ValueError(f"events.tsv: {key} is neither event nor agreement but {kind!r}")


def _seats() -> Iterator[tuple[str, list[str]]]:
    """State and spellings of a city that is or was the seat of its government."""
    for code, _, _, _, cities in rows("countries.tsv"):
        for city in parts(cities):
            yield f"place:{code}", city.split("=")


def _is_acronym(form: str) -> bool:
    letters = form.replace(".", "").replace("-", "").replace("&", "")
    return letters.isalnum() and len(letters) <= 8 and sum(c.isupper() for c in letters) * 2 > len(letters)
