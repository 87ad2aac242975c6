"""A word as typed, read as the person meant it: ``talks,`` is ``talks``, ``nucl*`` a beginning, ``wrod~`` a misspelling."""

import re
import unicodedata
from typing import Literal

from search.analysis import tokens
from search.errors import QueryError
from search.query.ast import Fuzzy, Node, Prefix, Span, TextField, Wildcard, Word
from search.query.lexer import Warn
from search.query.limits import Limits
from search.query.tree import all_of, boosted

# Elasticsearch's and OpenSearch's AUTO: one edit up to five letters, two from six on.
SHORT_WORD = 5

_LIKE_A_FIELD = re.compile(r"[^\W\d_]\w*:(?!//)")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|www\.", re.IGNORECASE)
_STARS = re.compile(r"\*+")
_DISTANCES: dict[str, Literal[1, 2]] = {"1": 1, "2": 2}
_OPERATOR_WORDS = ("AND", "OR", "NOT")

# Around words in any prose; cutting them needs no word of explanation. ``C++`` does.
_QUIET_BEFORE = frozenset("'‘’‹.,;:…[{<¿¡#@$£€–—/\\_")
_QUIET_AFTER = frozenset("'‘’›.,;:…]}>!–—-/\\_?")


def read_word(raw: str, field: TextField, span: Span, warn: Warn, limits: Limits) -> Node | None:
    """The node that ``raw`` (no white space, quotation marks or parentheses) means; None when nothing in it can be found."""
    text = unicodedata.normalize("NFC", raw)
    core, distance, factor = _without_suffixes(text, span, warn)
    node: Node | None
    if _ADDRESS.match(core.lstrip("".join(_QUIET_BEFORE))):
        node = _plain(core, field, span, warn)
    elif any(mark in core for mark in "*?"):
        node = _open_ended(core, field, span, warn, limits)
    elif distance is not None:
        node = _fuzzy(core, distance, field, span, warn)
        distance = None
    else:
        node = _plain(core, field, span, warn)
    if distance is not None:
        warn("ignored-characters", f"“~” says nothing in “{raw}”; it was ignored.", span)
    if node is None or factor is None:
        return node
    return boosted(node, read_boost(factor, span, warn, limits), span, limits=limits)


def read_boost(digits: str, span: Span, warn: Warn, limits: Limits) -> float:
    """The factor behind ``^``, brought within its limits; 1 when it is no number."""
    try:
        factor = float(digits.rstrip("."))
    except ValueError:
        warn("ignored-characters", "“^” wants a number behind it, as in talks^2; it was ignored.", span)
        return 1.0
    if not limits.least_boost <= factor <= limits.most_boost:
        warn(
            "limited",
            f"A boost lies between {limits.least_boost:g} and {limits.most_boost:g}; ^{digits} was brought back to that.",
            span,
        )
    return min(max(factor, limits.least_boost), limits.most_boost)


def split_suffixes(suffix: str) -> tuple[list[str], list[str]]:
    """What stands behind each ``~`` and behind each ``^`` of ``~5^2``."""
    marks = re.findall(r"([~^])([0-9.]*)", suffix)
    return [digits for mark, digits in marks if mark == "~"], [digits for mark, digits in marks if mark == "^"]


def _without_suffixes(text: str, span: Span, warn: Warn) -> tuple[str, str | None, str | None]:
    """``text`` without ``~2`` and ``^3`` at its end (and punctuation between and behind them), and what they said."""
    distance: str | None = None
    factor: str | None = None
    core, repeated = text, False
    while True:
        bare = _without_tail(core)
        head = bare.rstrip("0123456789.")
        if len(head) < 2 or head[-1] not in "~^":
            break
        mark, digits = head[-1], bare[len(head) :]
        repeated = repeated or (distance if mark == "~" else factor) is not None
        if mark == "~":
            distance = digits
        else:
            factor = digits
        core = head[:-1]
    if repeated:
        warn("ignored-characters", f"“{text}” has more than one “~” or “^”; only the first was read.", span)
    return core, distance, factor


def _without_tail(text: str) -> str:
    """``text`` up to its last letter, digit or operator: the punctuation behind ``wrod~2.`` does not hide the ``~2``."""
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] in "~^*"):
        end -= 1
    return text[:end]


def _plain(text: str, field: TextField, span: Span, warn: Warn) -> Node | None:
    """The word from its first term to its last."""
    found = list(tokens(text))
    if not found:
        warn("ignored-characters", f"“{text}” holds nothing that can be searched; it was ignored.", span)
        return None
    start, end = found[0].start, found[-1].end
    word = text[start:end]
    if not (set(text[:start]) <= _QUIET_BEFORE and set(text[end:]) <= _QUIET_AFTER):
        warn("ignored-characters", f"“{text}” is searched as “{word}”.", span)
    if _LIKE_A_FIELD.match(word):  # behind a character that holds no term; the same terms, but no field's name
        word = word.replace(":", "-")
    return Word(text=word.lower() if word in _OPERATOR_WORDS else word, field=field, span=span)


def _pieces(text: str) -> list[str]:
    """The parts of a word that hold letters, digits, apostrophes and wildcards, parted by everything else."""
    kept = "".join(
        character if character.isalnum() or character in "*?'’" or unicodedata.category(character)[0] == "M" else " "
        for character in text
    )
    return [piece for piece in (part.lstrip("'’").rstrip("'’?") for part in kept.split()) if piece]


def _open_ended(text: str, field: TextField, span: Span, warn: Warn, limits: Limits) -> Node | None:
    """``nucl*``, ``wom?n``. A question mark at the end of a word is punctuation: people ask questions."""
    asked = text.rstrip("".join(_QUIET_AFTER))
    if asked.startswith("?") and "?" in text[len(asked) :]:
        asked = asked.lstrip("?")
        warn("question-mark", f"“{text}” was read without its question marks, as quotation marks that were lost.", span)
    elif asked and "?" in text[len(asked) :]:
        warn("question-mark", "“?” at the end of a word was read as punctuation; write wom* for beginnings.", span)
    pieces = _pieces(asked)
    if not any(mark in piece for piece in pieces for mark in "*?"):
        return _plain(asked or text, field, span, warn)
    nodes = [node for piece in pieces if (node := _pattern(piece, field, span, warn, limits))]
    if len(nodes) > 1:
        warn("split-word", f"“{text}” was read as separate words: a wildcard works within one word.", span)
    return all_of(nodes, implicit=True) if nodes else None


def _pattern(piece: str, field: TextField, span: Span, warn: Warn, limits: Limits) -> Node | None:
    piece = _STARS.sub("*", piece)
    if not any(mark in piece for mark in "*?"):
        return _plain(piece, field, span, warn)
    literal = piece.replace("*", "").replace("?", "")
    terms = list(tokens(literal))
    if not terms:
        warn("ignored-characters", f"“{piece}” holds nothing that can be searched; it was ignored.", span)
        return None
    if piece[0] in "*?":
        raise QueryError(
            f"“{piece}” begins with a wildcard.",
            start=span[0],
            end=span[1],
            hint="Put at least one letter before * or ?, as in wom?n or nucl*.",
        )
    if piece.count("*") > limits.stars:
        raise QueryError(
            f"“{piece}” has more than {limits.stars} asterisks.",
            start=span[0],
            end=span[1],
            hint="Take some of them away.",
        )
    if len(terms) > 1 or terms[0].end - terms[0].start < len(literal):
        warn("ignored-characters", f"“*” and “?” say nothing in “{piece}”; they were ignored.", span)
        return _plain(literal, field, span, warn)
    if piece.endswith("*") and len(piece) == len(literal) + 1:
        return Prefix(text=literal, field=field, span=span)
    return Wildcard(text=piece, field=field, span=span)


def _fuzzy(text: str, digits: str, field: TextField, span: Span, warn: Warn) -> Node | None:
    """``wrod~``; each part of ``six-prty~`` by itself, for a misspelling is one of a term."""
    found = list(tokens(text))
    if not found or digits.rstrip(".") == "0":  # ~0 is exact
        return _plain(text, field, span, warn)
    distance = _DISTANCES.get(digits.rstrip("."))
    if distance is None and digits:
        if digits.startswith(("0.", ".")):
            warn("limited", f"“~{digits}” is not a number of letters; a distance fitting the word was taken.", span)
        else:
            warn("limited", f"A misspelling may differ by 1 or 2 letters; “~{digits}” was read as ~2.", span)
            distance = 2
    nodes: list[Node] = [
        Fuzzy(
            text=text[token.start : token.end],
            distance=distance or (1 if token.end - token.start <= SHORT_WORD else 2),
            field=field,
            span=span,
        )
        for token in found
    ]
    if len(nodes) > 1:
        warn("split-word", f"“{text}~” was read as separate words: a misspelling is one of a single word.", span)
    return all_of(nodes, implicit=True)
