"""Which names over the whole archive are one person: the initials rule, and groups that never contradict themselves."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from indexer.entities.names import fold
from indexer.entities.words import TITLES


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A name in parts, folded. ``given`` in written order; an initial is one letter. ``suffix`` is "jr", "iii" or ""."""

    given: tuple[str, ...]
    family: str
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person entity as the archive has it: in how many documents it is named."""

    entity: str
    name: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeGroup:
    """Entities that are one person: ``entity`` is the one to keep, ``others`` the ones that become it.

    ``reason`` says in words why, for the log of automatic merges.
    """

    entity: str
    others: tuple[str, ...]
    reason: str


_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "2d", "3d"))
_PARTICLES = frozenset("de la del della di da dos du le van von der den ter ten bin ibn al el abu st ul".split())
_BRACKETED = re.compile(r"[(\[“\"][^)\]”\"]*[)\]”\"]")
# Given names that English-language papers use for one another, a name a row: its spellings, and behind the colon what people
# of that name are called for short. Two short forms are two people (Willie Nelson, Bill Nelson) unless one begins the other.
_NICKNAMES = """
william: bill will billy willie|robert: bob rob bobby|richard: dick rick rich|james: jim jimmy jamie|john: jack johnny
thomas: tom tommy|edward: ed ted eddie|charles: charlie chuck|joseph: joe joey|michael: mike|daniel: dan danny|david: dave
samuel: sam|stephen steven: steve|anthony: tony|christopher: chris|timothy: tim|gregory: greg|donald: don|ronald: ron
kenneth: ken|lawrence laurence: larry|gerald: jerry gerry|benjamin: ben|andrew: andy drew|matthew: matt|nicholas: nick
patrick: pat|peter: pete|philip phillip: phil|raymond: ray|frederick: fred|francis: frank|harold: hal harry|henry: hank harry
albert: al|alfred: al fred|alexander: alex sandy|arthur: art|walter: walt|theodore: ted|eugene: gene|leonard: len leo
leslie: les|louis lewis: lou|martin: marty|stanley: stan|stuart stewart:|victor: vic|vincent: vince|abraham: abe
elizabeth: liz beth betty|margaret: maggie peggy|katherine catherine: kathy kate cathy|susan: sue|deborah: debbie|barbara: barb
dorothy: dot|eleanor: ellie|jacqueline: jackie|jennifer: jen|judith: judy|pamela: pam|patricia: pat patty|rebecca: becky|sandra: sandy
mohammed muhammad mohamed mohammad muhammed:|ahmed ahmad:|hussein husayn husain hussain:|yusuf yousef youssef:|abdullah abdallah:
sergei sergey:|alexei aleksei alexey:|dmitri dmitry dimitri:|andrei andrey:|yuri yuriy:|mikhail michail:|nikolai nikolay:
anatoly anatoliy anatoli:|vasily vasiliy vassili:|georgi georgiy georgy:|yevgeny evgeny yevgeniy:
"""


def _same_given_names() -> dict[str, frozenset[str]]:
    same: dict[str, set[str]] = defaultdict(set)
    for row in re.split(r"[|\n]", _NICKNAMES.strip()):
        spellings, _, short = row.partition(":")
        full, called = spellings.split(), short.split()
        for name in full:
            same[name].update(full, called)
        for name in called:
            same[name].update(full, (other for other in called if other.startswith(name[:3]) or name.startswith(other)))
    return {name: frozenset(others) for name, others in same.items()}


_SAME_GIVEN = _same_given_names()


def merge_people(people: Iterable[Person], *, apart: Collection[frozenset[str]] = ()) -> tuple[MergeGroup, ...]:
    """Groups of two or more entities that are one person by the initials rule, in order of the entity kept.

    Every two members of a group are compatible, so that "J. Smith" never joins John and James; a name that would fit
    several groups joins none. No two of a pair in ``apart`` are put together. The result does not depend on the order
    of ``people``. The entity kept is the one named in most documents, then the longer name.
    """
    blocks: dict[str, list[tuple[PersonName, Person]]] = defaultdict(list)
    for person in people:
        parsed = person_name(person.name)
        if parsed is not None and parsed.given:
            blocks[_skeleton(parsed.family)].append((parsed, person))
    groups: list[MergeGroup] = []
    for block in blocks.values():
        for members in _compatible_groups(block, apart):
            members.sort(key=lambda m: (-m[1].documents, -len(m[1].name), m[1].entity))
            kept = members[0][1]
            others = tuple(sorted(m[1].entity for m in members[1:]))
            names = ", ".join(sorted(m[1].name for m in members[1:]))
            if others:
                groups.append(
                    MergeGroup(entity=kept.entity, others=others, reason=f"initials rule: {names} fits {kept.name}")
                )
    return tuple(sorted(groups, key=lambda g: g.entity))


def family_key(name: str) -> str | None:
    """What ``merge_people`` compares within: only names with the same key are ever joined. None for a name it leaves alone."""
    parsed = person_name(name)
    return _skeleton(parsed.family) if parsed is not None and parsed.given else None


def _compatible_groups(
    block: list[tuple[PersonName, Person]], apart: Collection[frozenset[str]]
) -> list[list[tuple[PersonName, Person]]]:
    """Fullest names first; each joins the one group it does not contradict, or begins its own."""
    block.sort(key=lambda m: (-sum(len(g) for g in m[0].given), -m[1].documents, m[1].entity))
    groups: list[list[tuple[PersonName, Person]]] = []
    for parsed, person in block:
        fitting = [
            group
            for group in groups
            if all(
                one_person(parsed, other) and frozenset((person.entity, bearer.entity)) not in apart
                for other, bearer in group
            )
        ]
        if len(fitting) == 1:
            fitting[0].append((parsed, person))
        else:
            groups.append([(parsed, person)])
    return groups


def person_name(text: str) -> PersonName | None:
    """The parts of a name as written ("Kissinger, Henry A.", "Gen. Colin L. Powell, Jr."); None when no family name is left."""
    plain = _BRACKETED.sub(" ", text)
    pieces = [_words(piece) for piece in plain.split(",")]
    suffix = next((w for words in pieces for w in words if w in _SUFFIXES), "")
    pieces = [[w for w in words if w not in _SUFFIXES] for words in pieces]
    pieces = [words for words in pieces if words]
    if not pieces:
        return None
    if len(pieces) > 1:
        family, given = pieces[0], [w for words in pieces[1:] for w in words]
    else:
        words = pieces[0]
        split = len(words) - 1
        while split > 1 and words[split - 1] in _PARTICLES:
            split -= 1
        given, family = words[:split], words[split:]
    while len(family) > 1 and family[0] in _PARTICLES:
        family = family[1:]
    return PersonName(given=tuple(given), family=" ".join(family), suffix=suffix)


def _words(text: str) -> list[str]:
    """Folded words without titles; "H.A." is two initials, "Kai-shek" one word."""
    spaced = re.sub(r"(?<=\b[A-Z])\.(?=[A-Z]\b)", ". ", text)
    spaced = re.sub(r"\b(?:[aeu]l|a[sdnrz])[-–](?=\w)", "", spaced, flags=re.IGNORECASE)
    words = fold(re.sub(r"(?<=\w)[-–](?=\w)", "", spaced)).split()
    return [w for w in words if w not in TITLES and w not in ("the", "of", "and", "ret")]


def one_person(a: PersonName, b: PersonName) -> bool:
    """The initials rule: family names equal, and every given name of the shorter stands, in order, in the longer.

    A given name stands for another when they are equal, when one is the other's initial or customary short form, or
    when they are spellings of one foreign name. A lone initial is too little unless it is the whole of both.
    """
    if a.suffix != b.suffix:
        return False
    if not _one_family(a, b):
        return _one_set(a, b)
    if not a.given or not b.given:
        return False
    shorter, longer = sorted((a.given, b.given), key=len)
    return _aligned(shorter, longer) or _one_set(a, b)


def _one_set(a: PersonName, b: PersonName) -> bool:
    """Whether the same words stand in another order ("Rodriguez, Rafael Caldera") or are parted otherwise ("Jong-Il")."""
    if "".join((*a.given, a.family)) == "".join((*b.given, b.family)):
        return True
    mine, theirs = sorted((*a.given, *a.family.split())), sorted((*b.given, *b.family.split()))
    if mine != theirs or any(len(w) == 1 for w in mine):
        return False
    return len(mine) >= 2


def _one_family(a: PersonName, b: PersonName) -> bool:
    if a.family == b.family:
        return True
    if a.family.replace(" ", "") == b.family.replace(" ", ""):
        return True
    if _skeleton(a.family) == _skeleton(b.family) and len(a.family) > 4:
        return a.given[:1] == b.given[:1]
    # One letter apart, with given names that agree in full, is a misspelling.
    return (
        min(len(a.family), len(b.family)) >= 5
        and a.given == b.given
        and len("".join(a.given)) > 3
        and _one_letter_apart(a.family, b.family)
    )


def _aligned(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    if len(longer) > len(shorter) == 1 and len(longer[0]) == 1 < len(shorter[0]) and len(longer[1]) > 1:
        # Who writes an initial before a name in full goes by that: "G. Griffith Johnson" is no Gary.
        return _same_given(shorter[0], longer[1])
    # Name by name from the first: "George W." is not "George H. W.".
    if all(_same_given(a, b) for a, b in zip(shorter, longer, strict=False)):
        return True
    # "Ashley Wills" is "E. Ashley Wills": the name a person goes by, in full, after a dropped first one.
    return (
        len(longer) > len(shorter)
        and len(shorter[0]) > 1
        and shorter[0] == longer[1]
        and (len(shorter) == 1 or _aligned(shorter, longer[1:]))
    )


@lru_cache(maxsize=100_000)  # within a family the same few given names are compared again and again
def _same_given(a: str, b: str) -> bool:
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    if b in _SAME_GIVEN.get(a, ()):
        return True
    if min(len(a), len(b)) >= 4 and (_skeleton(a) == _skeleton(b) or a.startswith(b) or b.startswith(a)):
        return True
    return min(len(a), len(b)) >= 5 and _one_letter_apart(a, b) and not _other_consonant(a, b)


def _other_consonant(a: str, b: str) -> bool:
    """Whether names of one length differ in a consonant, which makes another name (Jason, Mason) more often than a slip."""
    return len(a) == len(b) and any(
        one != other and not {one, other} <= set("aeiouy") for one, other in zip(a, b, strict=True)
    )


_SPELLINGS = (
    (r"kh|gh", "h"),
    (r"ou|oo", "u"),
    (r"[yj]", "i"),
    (r"ie|ee|ii", "i"),
    (r"ck|q|c", "k"),
    (r"ph", "f"),
    (r"w", "v"),
    (r"(.)\1", r"\1"),
)


@lru_cache(maxsize=100_000)
def _skeleton(name: str) -> str:
    """A name with the letters that romanisations differ in made equal: "Khrushchov" and "Hrushchov", "Yousef" and "Yusuf"."""
    for pattern, letter in _SPELLINGS:
        name = re.sub(pattern, letter, name)
    return name


def _one_letter_apart(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    at = 0
    while at < min(len(a), len(b)) and a[at] == b[at]:
        at += 1
    return a[at + 1 :] == b[at + 1 :] or a[at:] == b[at + 1 :] or a[at + 1 :] == b[at:]
