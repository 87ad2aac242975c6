"""From the query text to the tree. Odd input is read as the person meant and every change is told as a warning.

Binding, tightest first: a field's name, ``-`` and ``NOT``, ``AND``, ``OR``, words standing side by side. So ``food aid OR
relief`` is ``food (aid OR relief)``, as in Google and Whoosh. Reading takes time linear in the text, and recursion goes
no deeper than ``Limits.nesting``.
"""

import re
from typing import cast, get_args

from search.analysis import term_text
from search.errors import QueryError
from search.query.ast import (
    NAME_FIELDS,
    All,
    And,
    DateRange,
    Named,
    NameField,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Span,
    TextField,
    Warning,
    Word,
)
from search.query.formatter import format_query
from search.query.lexer import QUOTES, Cleaned, Lexeme, cleaned, compact, lex
from search.query.limits import DEFAULT_LIMITS, Limits
from search.query.prose import bag_of_words, built_by_hand, in_capitals_throughout, operator_words
from search.query.ranges import read_range
from search.query.tree import all_of, any_of, boosted, clauses, depth, negated, widened
from search.query.words import read_boost, read_word, split_suffixes

_TEXT_FIELDS: frozenset[str] = frozenset(get_args(TextField))

# Most queries are a few words of small letters: nothing in them is an operator, a field's name or a sign. They are read at once,
# just as the rules below would, which takes four times as long.
_EVERYDAY = re.compile("[a-z]+(?: [a-z]+){0,5}")

_NO_WORD = re.compile(f"[()|{QUOTES}]")  # what parts words; in quotation marks it may stand anywhere

_WARNINGS = 10  # told at most; the eleventh helps nobody


def parse_query(text: str, *, limits: Limits = DEFAULT_LIMITS) -> ParsedQuery:
    """Read a query. Raises QueryError, with the place, only for a date that no calendar has, a wildcard at the beginning of
    a word, and what passes ``limits``."""
    if len(text) > limits.characters:
        raise QueryError(
            f"The query has {len(text):,} characters; {limits.characters:,} are allowed.",
            start=limits.characters,
            end=len(text),
            hint="Search for a few words or one sentence of the text.",
        )
    if _EVERYDAY.fullmatch(text) and len(text) <= min(limits.clauses, limits.operator_characters):
        return ParsedQuery(text=text, tree=_words_of(text), canonical=text, warnings=())
    clean = cleaned(text)
    told = _Warnings()
    if clean.places is not None:
        told.warn("ignored-characters", "Invisible characters were ignored.", (0, len(text)))
    tree = _tree(clean, told, limits)
    canonical = format_query(tree)
    if len(canonical) > limits.operator_characters:
        raise _too_much(
            f"Written out, the query has {len(canonical):,} characters", limits.operator_characters, len(text)
        )
    if isinstance(tree, All) and clean.text.strip() and not told.warnings and clean.text.strip() != "*":
        told.warn("nothing-to-search", "The query names nothing to search for; it finds everything.", (0, len(text)))
    return ParsedQuery(text=text, tree=tree, canonical=canonical, warnings=tuple(told.warnings))


def _words_of(text: str) -> Node:
    """The tree of words with one space between."""
    words: list[Node] = []
    start = 0
    for word in text.split(" "):
        words.append(Word(text=word, span=(start, start + len(word))))
        start += len(word) + 1
    return all_of(words, implicit=True)


class _Warnings:
    """The warnings of one query, each told once and not too many of them."""

    def __init__(self) -> None:
        self.warnings: list[Warning] = []

    def warn(self, code: str, message: str, span: Span) -> None:
        if len(self.warnings) < _WARNINGS and all(message != warning.message for warning in self.warnings):
            self.warnings.append(Warning(code=code, message=message, span=span))


def _tree(clean: Cleaned, told: _Warnings, limits: Limits) -> Node:
    if len(clean.text) > limits.operator_characters:
        if built_by_hand(clean.text):
            length = len(clean.text)
            raise _too_much(f"The query has {length:,} characters", limits.operator_characters, length)
        return bag_of_words(clean, told.warn, limits)
    reading = _Warnings()  # forgotten when the text turns out to be prose
    operators = not in_capitals_throughout(clean.text)
    if not operators and operator_words(clean.text):
        reading.warn(
            "capitals", "Everything is in capitals, so AND, OR and NOT were read as words.", (0, len(clean.text))
        )

    def warn(code: str, message: str, span: Span) -> None:
        reading.warn(code, message, clean.original(span))

    lexemes = [
        lexeme if clean.places is None else lexeme.moved(clean.original(lexeme.span))
        for lexeme in lex(clean.text, warn, operators=operators)
    ]
    tree = _Parser(lexemes, reading, limits).parse()
    # A clause takes a character at least, so the short queries of every day need no counting.
    if len(clean.text) > limits.clauses and (number := clauses(tree)) > limits.clauses:
        if built_by_hand(clean.text):
            raise _too_much(f"The query has {number:,} words and filters", limits.clauses, len(clean.text))
        return bag_of_words(clean, told.warn, limits)
    if depth(tree) > limits.nesting:
        raise _too_deep((0, len(clean.text)), limits)
    for warning in reading.warnings:
        told.warn(warning.code, warning.message, warning.span)
    return tree


def _too_much(message: str, allowed: int, end: int) -> QueryError:
    return QueryError(
        f"{message}; {allowed:,} are allowed.", end=end, hint="Take some parts away, or search for them one by one."
    )


def _too_deep(span: Span, limits: Limits) -> QueryError:
    return QueryError(
        f"Parentheses stand more than {limits.nesting} deep.",
        start=span[0],
        end=span[1],
        hint="Take some of them away.",
    )


class _Parser:
    """Reads lexemes from left to right, one method for each level of binding."""

    def __init__(self, lexemes: list[Lexeme], told: _Warnings, limits: Limits) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0
        self._joined = False  # whether an OR stands at this level, outside parentheses of its own
        self._warn = told.warn
        self._limits = limits
        self._defaults = _trailing_fields(lexemes)
        self._field: str = self._defaults.get(-1, "any")  # a text field, a name field or "date"

    def parse(self) -> Node:
        nodes = [self._side_by_side()]
        while stray := self._next("close"):
            self._warn("stray-parenthesis", "A closing parenthesis has no opening one; it was ignored.", stray.span)
            nodes.append(self._side_by_side())
        return all_of([node for node in nodes if node], implicit=True)

    # --- lexemes

    @property
    def _kind(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else "end"

    def _next(self, *kinds: str) -> Lexeme | None:
        """The lexeme here, passed over, if it is one of these; else None."""
        if self._kind in kinds:
            self._at += 1
            return self._lexemes[self._at - 1]
        return None

    def _skip_dangling(self) -> None:
        while operator := self._next("and", "or"):
            self._dangling(operator)

    def _dangling(self, operator: Lexeme) -> None:
        self._warn(
            "dangling-operator", f"“{operator.text}” has nothing to join on one side; it was ignored.", operator.span
        )

    # --- levels, loosest first

    def _side_by_side(self) -> Node | None:
        """Everything up to the closing parenthesis or the end."""
        nodes: list[Node] = []
        outer, self._joined = self._joined, False
        while self._kind not in ("close", "end"):
            self._skip_dangling()
            if node := self._either():
                nodes.append(node)
        mixed, self._joined = self._joined, outer
        if not nodes:
            return None
        tree = all_of(nodes, implicit=True)
        if mixed and isinstance(tree, And) and any(isinstance(node, Or) for node in nodes):
            self._warn(
                "or-binding", f"OR joins only its neighbours; the query was read as {format_query(tree)}", tree.span
            )
        return tree

    def _either(self) -> Node | None:
        nodes = [self._both()]
        while operator := self._next("or"):
            self._joined = True
            self._skip_dangling()
            if self._kind in ("close", "end"):
                self._dangling(operator)
                break
            nodes.append(self._both())
        found = [node for node in nodes if node]
        return any_of(found) if found else None

    def _both(self) -> Node | None:
        nodes = [self._perhaps_not()]
        while operator := self._next("and"):
            self._skip_dangling()
            if self._kind in ("close", "end"):
                self._dangling(operator)
                break
            nodes.append(self._perhaps_not())
        found = [node for node in nodes if node]
        return all_of(found, implicit=False) if found else None

    def _perhaps_not(self) -> Node | None:
        first = last = self._next("not")
        times = 0
        while last:
            times += 1
            following = self._next("not")
            if following is None:
                break
            last = following
        if last and self._kind in ("and", "or", "close", "end"):
            self._dangling(last)
            return None
        node = self._operand()
        if first is None or node is None:
            return node
        if times > 1:
            self._warn("double-negation", "Negations one after the other cancel each other out.", first.span)
        return negated(node, (first.start, node.span[1])) if times % 2 else node

    def _operand(self) -> Node | None:
        while inside := self._next("in"):
            self._field = inside.text
            if self._kind in ("and", "or", "close", "end"):
                return None
        words: list[Node] = []
        while unknown := self._next("unknown-field"):
            self._warn(
                "unknown-field", f"There is no field “{unknown.text}”; its name was searched as a word.", unknown.span
            )
            if word := self._word(unknown.text, unknown.span):
                words.append(word)
        outer, named = self._field, None
        while found := self._next("field"):
            named = found
            self._field = found.text
        node = self._named_operand(named)
        self._field = outer
        if node and named:
            node = widened(node, (named.start, node.span[1]))
        nodes = [*words, *([node] if node else [])]
        return all_of(nodes, implicit=True) if nodes else None

    def _named_operand(self, named: Lexeme | None) -> Node | None:
        if self._next("open"):
            return self._group()
        if word := self._next("word"):
            if named is None and self._field in NAME_FIELDS:
                return self._name_of_words(word)
            return self._word(word.text, word.span)
        if phrase := self._next("phrase"):
            return self._phrase(phrase)
        if named:  # title: AND talks
            self._field = "any"
            return self._word(named.text, named.span)
        return None

    def _group(self) -> Node | None:
        opening = self._lexemes[self._at - 1]
        self._depth += 1
        if self._depth > self._limits.nesting:
            raise _too_deep(opening.span, self._limits)
        outer = self._field
        self._field = self._defaults.get(self._at - 1, outer)
        node = self._side_by_side()
        self._field = outer
        self._depth -= 1
        closing = self._next("close")
        if closing is None:
            self._warn("unclosed-parenthesis", "A parenthesis is never closed; it was read to the end.", opening.span)
        if node is None:
            self._warn(
                "empty-parentheses", "There is nothing between the parentheses; they were ignored.", opening.span
            )
            return None
        if closing is None:
            return node
        node = widened(node, (opening.start, closing.end))
        return self._with_suffix(node, closing)

    # --- words and phrases, as the field they stand in reads them

    def _word(self, text: str, span: Span) -> Node | None:
        if self._field == "date":
            return self._date(text, span)
        if self._field in _TEXT_FIELDS:
            if text.strip("*?") == "" and "*" in text:
                return All(span=span)
            if self._at > 1 and self._kind == "end":
                text = text.rstrip("?") or text  # several words that end in a question mark are a question
            return read_word(text, cast(TextField, self._field), span, self._warn, self._limits)
        return self._name(self._unboosted(text, span).rstrip(",;"), span)

    def _unboosted(self, text: str, span: Span) -> str:
        head, mark, factor = text.rpartition("^")
        if mark and not factor.strip("0123456789."):
            self._warn("ignored-characters", "Names and dates do not rank; “^” was ignored.", span)
            return head
        return text

    def _date(self, text: str, span: Span) -> Node | None:
        return read_range(self._unboosted(text, span), span, self._warn) or self._not_a_date(text, span)

    def _name_of_words(self, first: Lexeme) -> Node | None:
        """Words side by side in ``person:(Kim Jong Il OR ...)``: one name, for a person is not several."""
        words = [first]
        while another := self._next("word"):
            words.append(another)
        span = (first.start, words[-1].end)
        if len(words) > 1:
            self._warn("joined-name", "Words side by side were read as one name; put OR or AND between names.", span)
        return self._word(" ".join(word.text for word in words), span)

    def _phrase(self, phrase: Lexeme) -> Node | None:
        if self._field == "date":
            return self._date(phrase.text + phrase.suffix, phrase.span)
        if self._field not in _TEXT_FIELDS:
            if phrase.suffix:
                self._warn(
                    "ignored-characters", f"“{phrase.suffix}” says nothing behind a name; it was ignored.", phrase.span
                )
            return self._name(phrase.text, phrase.span)
        if not term_text(phrase.text):
            self._warn("empty-phrase", "There is nothing between the quotation marks; they were ignored.", phrase.span)
            return None
        slops, _ = split_suffixes(phrase.suffix)
        node = Phrase(
            text=phrase.text,
            slop=self._slop(slops[0], phrase.span) if slops else 0,
            field=cast(TextField, self._field),
            span=phrase.span,
        )
        return self._with_suffix(node, phrase)

    def _slop(self, digits: str, span: Span) -> int:
        whole = digits.split(".")[0]
        if not whole:
            self._warn("ignored-characters", '“~” wants a number behind a phrase, as in "a b"~5; it was ignored.', span)
            return 0
        slop = int(whole[:9])
        if slop > self._limits.slop:
            most = self._limits.slop
            self._warn("limited", f"At most {most} words may stand between; ~{whole} was read as ~{most}.", span)
        return min(slop, self._limits.slop)

    def _with_suffix(self, node: Node, lexeme: Lexeme) -> Node:
        slops, factors = split_suffixes(lexeme.suffix)
        if len(slops) > 1 or len(factors) > 1:
            self._warn("ignored-characters", f"“{lexeme.suffix}” says it twice; only the first was read.", lexeme.span)
        if slops and not isinstance(node, Phrase):
            self._warn("ignored-characters", "“~” says nothing behind parentheses; it was ignored.", lexeme.span)
        if not factors:
            return node
        if isinstance(node, Not | Named | DateRange | All):
            self._warn(
                "ignored-characters", "“^” says nothing here, for this part does not rank; it was ignored.", lexeme.span
            )
            return node
        factor = read_boost(factors[0], lexeme.span, self._warn, self._limits)
        return boosted(node, factor, lexeme.span, limits=self._limits)

    def _name(self, text: str, span: Span) -> Node | None:
        name = compact(text)
        if not name or not name.strip("*"):
            self._warn("empty-name", f"“{self._field}:” wants a name behind it; it was ignored.", span)
            return None
        return Named(field=cast(NameField, self._field), text=name, span=span)

    def _not_a_date(self, text: str, span: Span) -> Node | None:
        self._warn("not-a-date", f"“{text}” is not a date; “date” and “{text}” were searched as words.", span)
        outer, self._field = self._field, "any"
        nodes = [self._word(word, span) for word in ("date", *_NO_WORD.sub(" ", text).split())]
        self._field = outer
        return all_of([node for node in nodes if node], implicit=True)


def _trailing_fields(lexemes: list[Lexeme]) -> dict[int, str]:
    """``in:raw`` rules what follows it at its level; standing last, it rules the whole level. By the index of the opening
    parenthesis (-1: the whole query), the field of the levels that end in one."""
    fields: dict[int, str] = {}
    levels = [-1]
    for at, lexeme in enumerate([*lexemes, None]):
        if (lexeme is None or lexeme.kind == "close") and at and lexemes[at - 1].kind == "in":
            fields[levels[-1]] = lexemes[at - 1].text
        if lexeme and lexeme.kind == "open":
            levels.append(at)
        if lexeme and lexeme.kind == "close" and len(levels) > 1:
            levels.pop()
    return fields
