"""Names made whole and parted: "Green Party" and "of Canada" are one, two parties with "and" between them are two."""

import re
from collections.abc import Mapping

from indexer.entities.lexicon import is_common, load_bodies, load_towns, word_facts
from indexer.entities.spans import Label, Span, bare
from indexer.entities.tables import load_tables
from indexer.entities.tokens import Tokens, is_capitalised, places_of
from indexer.entities.words import FUNCTION_WORDS, ORG_WORDS, TITLES

# What follows "of" belongs to the name of such a body. In 500 names of five annotated corpora it did, but for two in a hundred;
# with committees and governments it does not.
_OF_WHOM = frozenset(
    """
    party university union league academy alliance association council court school organization organisation institution
    assembly federation confederation commission institute parliament bank congress front foundation society college
    movement coalition museum department ministry bureau
    """.split()
)
# "Transition Mission in Somalia", "Security and Cooperation in Europe".
_IN_WHOM = frozenset(("mission", "cooperation", "co-operation"))
_MEMBERS = frozenset(("member", "members"))
_INCORPORATED = frozenset("inc ltd llc plc corp co gmbh".split())
# Bodies of soldiers bear numbers: "82nd Airborne Division", "Task Force 50".
_UNITS = frozenset(
    "division battalion brigade corps regiment wing squadron fleet army infantry airborne battery group".split()
)
_NUMBERED = frozenset(("task force", "ctf", "jtf", "tf"))
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|d)")
# A place and one of these are a paper: "Houston Post".
_PAPERS = frozenset(
    """
    times post herald tribune journal news gazette sentinel star chronicle register observer mirror express courier globe
    mail bulletin dispatch examiner inquirer telegram telegraph star-telegram post-dispatch star-tribune
    """.split()
)
_BODIES = frozenset(
    """
    university college school institute agency party ministry commission committee council corporation association
    federation orchestra band club company society league union department army navy police library
    """.split()
)
_COMPANIES = frozenset("securities bourse airlines airways pharmaceuticals bancorp telecommunications".split())
_BEFORE_BODIES = frozenset(
    "banco banca banque grupo radio deportivo dynamo dinamo lokomotiv spartak olympique partido".split()
)
_PLACES = frozenset(
    """
    park river airport bridge bridges cemetery swamp stadium island islands lake mountain mountains valley street avenue road
    square highway peninsula bay sea ocean gulf strait canal desert dam hotel dock docks
    """.split()
)
_BEFORE_PLACES = frozenset("in at near from to of around outside".split())
_OF_NATIONS = frozenset(("Embassy", "Legation", "Congress", "Parliament", "Senate", "Army", "Navy", "Legislature"))
_OF_NATIONS_OR_FORCES = _OF_NATIONS | {"Forces"}
_FORCES = frozenset(("Security", "Armed", "Defense", "Defence", "Democratic", "Special"))
_OF_PERSONS = frozenset(("regime", "administration"))
_REALMS = frozenset(
    "duchy kingdom empire principality electorate margraviate sultanate emirate dominion protectorate gulf bay strait straits isle".split()
)
_NO_PART = FUNCTION_WORDS | TITLES
_JOINED = frozenset(("bin", "ibn", "bint"))


def whole_names(tokens: Tokens, spans: list[Span], places: Mapping[int, int]) -> list[Span]:
    """``spans``, in order, with names whole and one by one. ``places``: the places of the tables, first token to last."""
    words = tokens.words
    found: list[Span] = []
    done = 0
    ends = {first: (last, label) for first, last, label in spans}
    for first, last, label in spans:
        if first < done:
            continue  # it was joined to the name before it
        label = _settled(words, first, last, label, places)
        if first == done + 1 and words[done] == "of" and found and bare(words[done - 1]) in _REALMS:
            first, label = found.pop()[0], "place"  # "Grand Duchy" was taken for a name of its own
        elif first - done > 1 and words[first - 1] in ("of", "the"):
            first, label = _with_what_it_is_of(words, first, label, done)
        if label == "person":
            while last < len(words) and words[last] in _JOINED and (more := ends.get(last + 1)) and more[1] == "person":
                last = more[0]
        elif (label == "org" and words[last : last + 1] == ["of"] and bare(words[last - 1]) in _OF_WHOM) or (
            label == "org"
            and words[last : last + 1] == ["in"]
            and last - first > 1
            and bare(words[last - 1]) in _IN_WHOM
        ):
            last = _of_whom(words, last, ends, places)
        if label == "org" and first - done > 1 and words[first - 1] == "and":
            first = _from_before_and(words, first, last, done)
        if label in ("org", "person") and words[last : last + 1] == [","] and _is_company_form(words, last + 1):
            last, label = last + 2, "org"
        done = last
        if label == "org":
            found += _one_by_one(words, *_numbered(words, first, last))
            if _abbreviated(words, last) and last + 1 not in ends:
                found.append((last + 1, last + 2, "org"))
        else:
            found.append((first, last, label))
    return _with_nations(tokens, found)


def _from_before_and(words: list[str], first: int, last: int, done: int) -> int:
    """Where a body begins of which only the second part was found: "Search and" before "Rescue Agency".

    Common words only: "Enron and Rescue Agency" are two.
    """
    if bare(words[last - 1]) not in ORG_WORDS or not is_common(words[first]):
        return first
    begun = first - 1
    while begun > done and is_capitalised(words[begun - 1]) and is_common(words[begun - 1]):
        begun -= 1
    return begun if begun < first - 1 and bare(words[begun]) not in _NO_PART else first


def _with_nations(tokens: Tokens, spans: list[Span]) -> list[Span]:
    """``spans``, with institutions of nations whole: "Nicaraguan Congress", "American Embassy", "Iraqi Security Forces"."""
    words, met = tokens.words, _OF_NATIONS_OR_FORCES & tokens.unlike
    if not met:
        return spans
    whole: list[Span] = []
    for i in places_of(met, words):
        if words[i] in _OF_NATIONS and i and _is_of_nation(words[i - 1]):
            whole.append((i - 1, i + 1, "org"))
        elif words[i] == "Forces" and i > 1 and words[i - 1] in _FORCES and _is_of_nation(words[i - 2]):
            whole.append((i - 2, i + 1, "org"))
    # A longer name that holds it is left as it is.
    whole = [
        (first, last, label)
        for first, last, label in whole
        if not any(a <= first and last <= b and b - a > last - first for a, b, _ in spans)
    ]
    taken = {i for first, last, _ in whole for i in range(first, last)}
    return sorted([span for span in spans if taken.isdisjoint(range(span[0], span[1]))] + whole)


def _is_of_nation(word: str) -> bool:
    known = load_tables().forms.get(word)
    return known is not None and known.how == "demonym"


def _abbreviated(words: list[str], at: int) -> bool:
    """Whether a bracket at ``at`` holds what looks like the acronym of the name before it."""
    return (
        words[at : at + 1] == ["("]
        and words[at + 2 : at + 3] == [")"]
        and words[at + 1].isupper()
        and 2 <= len(words[at + 1]) <= 8
    )


def _settled(words: list[str], first: int, last: int, label: Label, places: Mapping[int, int]) -> Label:
    """The label of a span that its own words, or those beside it, leave no doubt about."""
    if label != "org" and first and bare(words[last - 1]) in _UNITS and _ORDINAL.fullmatch(words[first - 1]):
        return "org"
    if last - first > 1:
        return _by_last_word(words, first, last, label)
    if label == "org" and words[last : last + 1] and words[last] in _OF_PERSONS:
        word = words[first]
        if not word.isupper() and word not in load_bodies() and word not in load_tables().forms:
            return "person"
    if label == "person" and first and words[first - 1].lower() in _BEFORE_PLACES:
        # "in Debden, England": a given name may be followed by a place as well.
        at = last + 1
        if words[last:at] == [","] and (at in places or (words[at : at + 1] and words[at] in load_towns())):
            return label if "F" in word_facts(words[first]).lists else "place"
    return label


def _by_last_word(words: list[str], first: int, last: int, label: Label) -> Label:
    """The label of a name of several words, by the one that says what it is."""
    realm = words[first + 1] if bare(words[first]) == "grand" else words[first]
    if bare(realm) in _REALMS and "of" in words[first + 1 : first + 3] and bare(words[last - 1]) not in ORG_WORDS:
        return "place"
    if label == "misc" or " ".join(words[first:last]) in load_tables().forms:
        return label
    final = bare(words[last - 1])
    if label != "org":
        if words[first + 1] == "of" and bare(words[first]) in ("university", "bank"):
            return "org"
        if final in _PAPERS and _is_place(words, first, last - 1):
            return "org"
    if label != "org" and (final in _BODIES or final in _COMPANIES or bare(words[first]) in _BEFORE_BODIES):
        return "org"
    if label != "org" and final == "exchange" and bare(words[last - 2]) == "stock":
        return "org"
    if label != "place" and final in _PLACES and not (label == "person" and final == "park"):
        return label if " ".join(words[first:last]) in load_bodies() else "place"
    return label


def _is_company_form(words: list[str], at: int) -> bool:
    return at < len(words) and bare(words[at]) in _INCORPORATED


def _is_place(words: list[str], first: int, last: int) -> bool:
    name = " ".join(words[first:last])
    known = load_tables().forms.get(name)
    return known.kind == "place" if known is not None else name in load_towns()


def _of_whom(words: list[str], last: int, ends: Mapping[int, tuple[int, str]], places: Mapping[int, int]) -> int:
    """Where a body ends that goes on with "of" at ``last``: with the place or body after it, if there is one."""
    at = last + 2 if words[last + 1 : last + 2] == ["the"] else last + 1
    end, what = ends.get(at, (places.get(at, 0), "place"))
    return end if end and what in ("place", "org") else last


def _with_what_it_is_of(words: list[str], first: int, label: Label, done: int) -> tuple[int, Label]:
    """Where a name begins of which only the end was found, and what it is: "Agrarian Party" or "Duchy" before "of Ruritania"."""
    at = first - 1 if words[first - 1] == "of" else first - 2
    if at <= done or words[at] != "of" or not words[at - 1][0].isupper():
        return first, label
    before = bare(words[at - 1])
    if before in _REALMS:
        return (at - 2 if at - 1 > done and words[at - 2] == "Grand" else at - 1), "place"
    if before not in _OF_WHOM or label not in ("place", "org"):
        return first, label
    begun = at - 1
    while begun > done and is_capitalised(words[begun - 1]) and bare(words[begun - 1]) not in _NO_PART:
        begun -= 1
    return begun, "org"


def _numbered(words: list[str], first: int, last: int) -> tuple[int, int]:
    """A body with the number it bears before or after it."""
    if first and bare(words[last - 1]) in _UNITS and _ORDINAL.fullmatch(words[first - 1]):
        first -= 1
    if (
        last < len(words)
        and words[last].isdigit()
        and " ".join(words[max(first, last - 2) : last]).lower() in _NUMBERED
    ):
        last += 1
    return first, last


def _one_by_one(words: list[str], first: int, last: int) -> list[Span]:
    """A body as it is, or the two it is: "Green Party of Ontario and Green Party of Quebec"."""
    if bare(words[first]) in _MEMBERS and words[first + 1 : first + 2] == ["of"]:
        return []
    for i in range(first + 1, last - 1):
        if bare(words[i]) in _MEMBERS and words[i + 1] == "of":
            return [(first, i, "org")]  # "Liberal Party Member of Parliament": an office was glued to it
    for i in range(first + 2, last - 2):
        if words[i] == "and" and _is_body(words, first, i) and _is_body(words, i + 1, last):
            return [(first, i, "org"), (i + 1, last, "org")]
    return [(first, last, "org")]


def _is_body(words: list[str], first: int, last: int) -> bool:
    """Whether a part of a name is a body's by itself: it ends with a word for one, or has one of more words before "of"."""
    if bare(words[last - 1]) in ORG_WORDS:
        return last - first > 1
    return any(words[i] == "of" and bare(words[i - 1]) in ORG_WORDS for i in range(first + 1, last - 1))
