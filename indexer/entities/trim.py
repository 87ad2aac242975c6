"""Tagged spans cut to the name: without titles, articles, loose ends, and what was glued to it."""

import re
from collections.abc import Set

from indexer.entities.lexicon import is_common, load_bodies, load_towns, word_facts
from indexer.entities.names import fold, title_cased
from indexer.entities.spans import Label, Span, bare, singular
from indexer.entities.tables import load_tables
from indexer.entities.tokens import LINKS
from indexer.entities.words import (
    BODY_WORDS,
    HEADINGS,
    NOT_NAMES,
    NOT_NAMES_TOGETHER,
    OFFICE_HOLDERS,
    ORG_WORDS,
    TITLES,
)

# "R-Texas" after a member of Congress, and what stands before a stroke and a number: "ES-11/1", "Post-9/11".
_CODE = re.compile(r"[RDI]-[A-Z][A-Za-z.]+|(?:ES|Post|Pre|A|S)-\d+")
# "GitHub", "APIs", "USAGov", "VA": made by people, but "McCain", "LaRouche" and "O'Neill" are people.
_HUMPED = re.compile(r"(?!Mac|Fitz|Van|Del|Des).*[a-z]{2}[A-Z]|[A-Z]{2,}s$|[A-Z]{3,}[a-z]{2}|[A-Z]{2}$")
_MARKS = frozenset("@#")  # of accounts and keywords
_ARTICLES = frozenset(("the", "a", "an", "this", "that"))
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "esq"))
_PARTISANS = frozenset(
    "republican democrat democratic conservative labour liberal libertarian socialist communist independent tory".split()
)
# Who somebody is in a transcript or a list of those present; of no use to the tagger, who has learned with ``TITLES``.
_ROLES = TITLES | frozenset("moderator counselor counsellor chevalier".split())
# "the Obama Administration" is about Obama; the rest is no part of his name.
_AFTER_PERSONS = frozenset("administration administrations government regime era doctrine family".split())


def trimmed_spans(words: list[str], spans: list[Span], different: Set[str] = frozenset()) -> list[Span]:
    """``spans`` cut to names; what is no name after that is left out. ``different`` are the text's words, each once."""
    kept: list[Span] = []
    for first, last, label in spans:
        first, last = _without_loose_ends(words, first, last)
        if last - first > 2 and words[first].isupper():
            first = _after_shouted(words, first, last)
        if last - first > 2:  # fewer words hold nothing but the name
            first = _after_heading(words, first, last)
            if _paired(words, first, last, label):
                continue  # both sides are in the tables, which find them by themselves
            ruler = _ruler(words, first, last)
            if ruler is not None:
                last, label = ruler, "person"
            town = _town_at_end(words, first, last)
            if town is not None:
                kept.append((town, last, "place"))
                last = town
        match label:
            case "person" | "place" if last - first > 1 and bare(words[first]) in _STORMS:
                label = "misc"  # an event, which its first word tells
            case "person" if _is_company(words, first, last):
                label = "org"
            case "person" if words[first] in _BEFORE_PLACES and last - first > 1:
                label = "place"
            case "person":
                first, last = _person(words, first, last)
            case "org" if (whose := _after_owner(words, first, last)) is not None:
                first = whose
            case "org" if _is_person_of_a_nation(words, first, last):
                first, label = first + 1, "person"
            case "org" if _is_office(words, first, last) or _is_portfolio(words, first, last):
                continue
            case "org" if _is_titled_person(words, first, last):
                first, last = _person(words, first, last)
                label = "person"
            case "org" if bare(words[first]) == "government" and _is_place(_after_of(words, first, last)):
                continue  # the tables find the state by themselves
            case "org" if (joint := _person_of(words, first, last)) is not None:
                kept.append((joint + 1, last, _whose(words, joint + 1, last)))
                last, label = joint, "person"
            case "misc" if words[first + 1 : first + 2] == ["of"] and _is_office(words, first, first + 1):
                continue
            case "org" | "place":
                cut = _glued_at(words, first, last)
                if cut is not None:
                    # What the tables hold they find by themselves; only a lone known name must be said to be a person.
                    if fold(" ".join(words[cut:last])) in load_tables().lone:
                        kept.append((cut, last, "person"))
                    continue
            case _:
                pass
        if label == "person" and last - first == 1:
            if _HUMPED.match(words[first]):
                continue
            if words[first] in load_towns() and not {"F", "L"} & {*word_facts(words[first]).lists}:
                label = "place"  # "Arizona", whatever it does in the sentence
        if not _is_a_name(words, first, last) or (
            last - first == 1 and _is_a_common_word(words, first, label, different)
        ):
            continue
        kept.append((first, last, label))
    return sorted(kept)


def _is_a_name(words: list[str], first: int, last: int) -> bool:
    if first and words[first - 1] in _MARKS:
        return False
    if last - first == 1:
        word = bare(words[first])
        if "-" in word and _CODE.fullmatch(words[first]):
            return False
        return len(word) != 1 and word not in NOT_NAMES and not (words[first].isupper() and _is_a_rule(words, first))
    name = [bare(w) for w in words[first:last]]
    return not all(w in NOT_NAMES or len(w) == 1 for w in name) and " ".join(name) not in NOT_NAMES_TOGETHER


def _is_a_common_word(words: list[str], at: int, label: Label, different: Set[str]) -> bool:
    """Whether a lone word is one that texts, or this one elsewhere, write small, and nothing says that it is a name: "this Hall"."""
    word = words[at]
    if word in _NEVER_ALONE or (label == "person" and _is_pointed_at(words, at)):
        return True
    if word.isupper() or not (is_common(word) or word.lower() in different) or word in load_tables().forms:
        return False
    match label:
        case "person":
            return not _is_known_person(words, at)
        case "place":
            return word not in load_towns() and word not in _ALLIANCES
        case "org":
            is_numbered = at > 0 and words[at - 1][0].isdigit()  # "2nd Battalion", which is joined later
            return word not in load_bodies() and word not in _ALLIANCES and not is_numbered
        case "misc":
            return False


def _is_pointed_at(words: list[str], at: int) -> bool:
    """Whether what stands before a lone word makes it no person: "this very Hall", "St. Paul's Cathedral"; or it is a colour of
    skin or what a page tells its readers to do, and no title stands before it."""
    if any(word in _POINTING for word in words[max(0, at - 2) : at]):
        return True
    if (at > 0 and words[at - 1] in _SAINTS) or (at > 1 and words[at - 1] == "." and words[at - 2] in _SAINTS):
        return True
    return words[at] in _TITLED_ONLY and not (at > 0 and bare(words[at - 1]) in _ROLES)


def _is_known_person(words: list[str], at: int) -> bool:
    """Whether a title, or the tables, make a lone word somebody's name."""
    return (at > 0 and bare(words[at - 1]) in _ROLES) or fold(words[at]) in load_tables().lone


def _is_a_rule(words: list[str], at: int) -> bool:
    """Whether a word between dashes is a line by itself, which parts what is above from what is below: "-END-"."""
    return (
        words[at - 1 : at] == ["-"]
        and words[at + 1 : at + 2] == ["-"]
        and (at < 2 or words[at - 2][0] == "\n")
        and (at + 2 >= len(words) or words[at + 2][0] == "\n")
    )


_POINTING = frozenset(("this", "these", "those", "every"))
_SAINTS = frozenset(("St", "St.", "ST", "ST."))
_TITLED_ONLY = frozenset(
    ("Black", "White", "Click")
)  # whoever is named in full elsewhere is found again by the family name
_NEVER_ALONE = frozenset(("United", "Nations", "South", "Charter"))
_ALLIANCES = frozenset(("Allies", "Coalition", "Labor", "Conservative", "West", "East"))
_STORMS = frozenset(("hurricane", "hurricanes", "typhoon", "cyclone", "cyclones"))
_BEFORE_PLACES = frozenset(("Puerto", "Port", "Fort", "Ciudad", "Mount", "Lake", "Cape", "Camp"))


def _after_shouted(words: list[str], first: int, last: int) -> int:
    """Where a span begins that took in a heading in capitals: "THE WHITE HOUSE Office of the Press Secretary".

    Acronyms ("NATO Secretariat") are part of the name.
    """
    at = first
    while at < last and words[at].isupper() and len(words[at]) > 3:
        at += 1
    heading = at - first > 1 and at < last and words[at].istitle()
    return at if heading and title_cased(" ".join(words[first:at])) in load_tables().forms else first


def _after_heading(words: list[str], first: int, last: int) -> int:
    """Where a span begins that took in a heading's first words: "Opening Of U.S.-ASEAN Leaders"."""
    if (
        last - first > 2
        and bare(words[first]) in HEADINGS
        and words[first + 1].lower() in ("of", "by", "with", "on", "to")
    ):
        first += 2
        while first < last - 1 and words[first].lower() in _ARTICLES:
            first += 1
    return first


def _ruler(words: list[str], first: int, last: int) -> int | None:
    """Where the person ends in "Key of New Zealand" after "Prime Minister"."""
    if not first or bare(words[first - 1]) not in TITLES or bare(words[first]) in TITLES:
        return None
    forms = load_tables().forms
    for i in range(first + 1, min(last - 1, first + 4)):
        if words[i].lower() == "of":
            land = " ".join(words[i + 1 : last])
            known = forms.get(land) or forms.get(title_cased(land))
            return i if known is not None and known.kind == "place" else None
    return None


def _town_at_end(words: list[str], first: int, last: int) -> int | None:
    """Where a town begins that was glued to what stands in it: "Cotroceni Palace Bucharest", before ", Romania"."""
    if last - first < 3 or words[last : last + 1] != [","] or last + 1 >= len(words):
        return None
    if not any(_is_place(" ".join(words[last + 1 : last + 1 + size])) for size in (1, 2)):
        return None
    if _is_place(" ".join(words[first:last])):
        return None
    cuts = (cut for cut in range(first + 1, last) if words[cut - 1] not in LINKS)
    return next((cut for cut in cuts if _is_place(" ".join(words[cut:last]))), None)


def _is_place(name: str) -> bool:
    known = load_tables().forms.get(name)
    return known.kind == "place" if known is not None else name in load_towns()


def _without_loose_ends(words: list[str], first: int, last: int) -> tuple[int, int]:
    while first < last and (words[first].lower() in _ARTICLES or words[first] in LINKS or words[first] == "-"):
        first += 1
    while first < last and (words[last - 1] in LINKS or words[last - 1] in ("'s", "-", "'", ".", ",", "The", "THE")):
        last -= 1
    return first, last


def _person(words: list[str], first: int, last: int) -> tuple[int, int]:
    while last - first > 1 and bare(words[last - 1]) in _AFTER_PERSONS:
        last -= 1
    # "Republican Richard Lugar", "Brazilian Bertha Maria Lutz".
    while last - first > 2 and (bare(words[first]) in _PARTISANS or _is_demonym(words[first])):
        first += 1
    # "Russian Foreign Minister Sergei Lavrov": the name begins after the last title.
    for i in range(last - 2, first - 1, -1):
        if bare(words[i]) in _ROLES:
            first = i + 1
            break
    # "Jacob R. Seekford GS-12", "O 131248Z": a name has no figures.
    figure = next((i for i in range(first, last) if words[i][-1].isdigit() or words[i][0].isdigit()), None)
    if figure is not None:
        last = figure
    first, last = _without_loose_ends(words, first, last)
    # "Middle East Tobias Ellwood": a place in the tables, and no given name, was glued to the person.
    forms = load_tables().forms
    for cut in range(min(last - 2, first + 3), first, -1):
        known = forms.get(" ".join(words[first:cut]))
        if known is not None and known.kind == "place" and "F" not in word_facts(words[first]).lists:
            first = cut
            break
    if all(bare(w) in _SUFFIXES or bare(w) in TITLES for w in words[first:last]):
        return first, first
    return first, last


def _is_demonym(word: str) -> bool:
    known = load_tables().forms.get(word)
    return known is not None and known.how == "demonym"


def _paired(words: list[str], first: int, last: int, label: Label) -> bool:
    """Whether a dash parts a span into two known names ("U.S.-North Korea"), or a known one from no place ("Israel-Arab")."""
    if "-" not in words[first:last]:
        return False
    forms = load_tables().forms
    at = words.index("-", first, last)
    known = forms.get(" ".join(words[first:at]))
    if known is None:
        return False
    return " ".join(words[at + 1 : last]) in forms or (label == "place" and known.kind == "place" and at + 2 == last)


def _is_person_of_a_nation(words: list[str], first: int, last: int) -> bool:
    """Whether a supposed organisation is "Brazilian Bertha Lutz": a nationality, a given name, a family name."""
    known = load_tables().forms.get(words[first]) if last - first == 3 else None
    if known is None or known.how != "demonym" or bare(words[last - 1]) in ORG_WORDS:
        return False
    return "F" in word_facts(words[first + 1]).lists


def _is_office(words: list[str], first: int, last: int) -> bool:
    """Whether a span names an office and not an organisation: "US Secretary of State"."""
    lower = [bare(w) for w in words[first:last]]
    return any(singular(w) in OFFICE_HOLDERS for w in lower) and not any(w in ORG_WORDS for w in lower)


def _after_owner(words: list[str], first: int, last: int) -> int | None:
    """Where a body begins to which the place it is in was glued: "Kenya's High Court"."""
    if "'s" not in words[first + 1 : last - 1]:
        return None
    at = words.index("'s", first + 1)
    return at + 1 if _is_place(" ".join(words[first:at])) else None


def _is_titled_person(words: list[str], first: int, last: int) -> bool:
    """Whether a supposed organisation is "General Chehab": a title and words that nothing knows but as names."""
    name = words[first + 1 : last]
    if not 1 <= len(name) <= 3 or bare(words[first]) not in TITLES or " ".join(words[first:last]) in load_bodies():
        return False
    return not any(
        bare(word) in ORG_WORDS
        or bare(word) in BODY_WORDS
        or is_common(word)
        or not word[0].isupper()
        or word.isupper()
        for word in name
    )


def _after_of(words: list[str], first: int, last: int) -> str:
    """What "Government of the United Kingdom" is of; "" when it is of nothing."""
    at = first + 3 if words[first + 2 : first + 3] == ["the"] else first + 2
    return " ".join(words[at:last]) if words[first + 1 : first + 2] == ["of"] else ""


def _is_portfolio(words: list[str], first: int, last: int) -> bool:
    """Whether a span is a nation and what its minister is for: "Saudi Oil" before "Minister"."""
    return (
        last - first == 2
        and words[last : last + 1] != []
        and bare(words[last]) in OFFICE_HOLDERS
        and words[last][0].isupper()
        and _is_demonym(words[first])
        and is_common(words[last - 1])
    )


def _person_of(words: list[str], first: int, last: int) -> int | None:
    """Where "of" stands in a supposed organisation that is a person of one: "Jane Doe of First Securities"."""
    if last - first < 4 or "of" not in words[first + 2 : last - 1] or "F" not in word_facts(words[first]).lists:
        return None
    joint = words.index("of", first + 2)
    before = [bare(word) for word in words[first:joint]]
    if len(before) > 3 or not ORG_WORDS.isdisjoint(before) or any(is_common(word) for word in before[1:]):
        return None
    return joint


def _whose(words: list[str], first: int, last: int) -> Label:
    return "place" if _is_place(" ".join(words[first:last])) else "org"


def _glued_at(words: list[str], first: int, last: int) -> int | None:
    """Where a span that is two known names and no third has to be cut: "State Department Washington", "Moscow Putin"."""
    tables = load_tables()
    if " ".join(words[first:last]) in tables.forms:
        return None
    for cut in range(first + 1, last):
        before, after = " ".join(words[first:cut]), " ".join(words[cut:last])
        if before in tables.forms and (after in tables.forms or fold(after) in tables.lone):
            return cut
    return None


_BODIES = ORG_WORDS - _AFTER_PERSONS
_OF_COMPANIES = frozenset("chief ceo shares executives executive employees engineers stock subsidiary".split())


def _is_company(words: list[str], first: int, last: int) -> bool:
    """Whether a supposed person is a company: "Smith & Wesson", "Exxon Mobil chief"."""
    if "&" in words[first:last]:
        return True
    if any(bare(w) in _BODIES for w in words[first + 1 : last]):
        return True
    if last - first == 1 or last >= len(words) or words[last] not in _OF_COMPANIES:
        return False
    return not any("F" in word_facts(w).lists for w in words[first:last])
