"""What speaks for each label at each word of a text's islands: the features of ``features.py``, summed without spelling them out.

What one word's features say together is summed once and kept; what its place in the text says comes from tables of all
places there are. Some texts are then a few columns of row numbers, gathered and added up for all their islands at once: a
hundred calls of NumPy, which for one text are two thirds of the work.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, compress, product, repeat
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.entities.features import (
    BEFORE_PLACES,
    COMPANY,
    MARKS,
    MOST_COUNTED,
    PLACES,
    SENTENCE_EDGES,
    Place,
    mark_letters,
    place_features,
    whole_features,
)
from indexer.entities.lexicon import EDGE, Side, WordFacts, told, word_facts
from indexer.entities.readings import TextReading
from indexer.entities.spans import bare
from indexer.entities.weights import Weights
from indexer.entities.words import PERSON_TITLES, SAY

Ints = NDArray[np.signedinteger]

# Words kept, at some 400 bytes each; those of a long archive come back.
KEPT = 60_000
_LARGEST = 6  # islands of more words are told alike

# What company a word keeps depends on these sides of its neighbours; one bit each.
_ORG, _TITLE, _PERSON_TITLE, _IN, _FIRST_NAME, _SAY, _EDGE, _OPENS, _CLOSES, _COMMA, _THE = (
    1 << bit for bit in range(11)
)
_MARK_NUMBER = {mark: number for number, mark in enumerate(MARKS)}


class Evidence:
    """Sums of learned weights. Holds nothing of a text but words met before; may be used by several threads."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._lock = Lock()
        self._shapes, self._shape_before, self._shape_after = _shape_pairs(weights)
        self._smalls, self._pair_keys, self._pair_before, self._pair_after = _word_pairs(weights)
        self._lists, self._triples = _triples(weights)
        fixed: list[NDArray[np.float32]] = [weights.matrix]
        self._whole_at = len(weights.matrix)
        fixed.append(self._summed(_wholes()))
        self._place_at = self._whole_at + len(fixed[-1])
        fixed.append(self._summed(_places()))
        self._mark_at = self._place_at + len(fixed[-1])
        fixed.append(self._summed([[f"g={mark}", f"g+={mark}{after}"] for mark, after in product(MARKS, MARKS)]))
        self._listed_at = self._mark_at + len(fixed[-1])
        fixed.append(self._summed([["gk=" + mark + lists] for mark, lists in product(MARKS, self._lists)]))
        self._comma_at = self._listed_at + len(fixed[-1])
        fixed.append(self._summed([[], *([name + mark] for name in ("n,=", "p,=") for mark in MARKS)]))
        self._company_at = self._comma_at + len(fixed[-1])
        companies = [[name for bit, name in enumerate(COMPANY) if mask >> bit & 1] for mask in range(1 << len(COMPANY))]
        fixed.append(self._summed(companies))
        self._fixed = np.concatenate(fixed)
        self._forget()

    def _forget(self) -> None:
        self._sums = self._fixed
        self._number: dict[str, int] = {}
        self._known: list[str] = []  # by number: the word in small letters where it has any, to be looked for in a text
        self._facts: list[WordFacts] = []
        # A column a word: for each side its row among the sums, -1 until asked; numbers of shape, lists and word; bits.
        self._columns = np.zeros((_BITS + 1, 4_096), dtype=np.int32)
        self._used = len(self._fixed)
        self._keep([EDGE], [""])

    def scores(self, readings: Sequence[TextReading]) -> NDArray[np.float32]:
        """A row for each token of the texts' islands, in order, text after text, and a column for each label."""
        # All texts as one, two words that are none before each and behind the last: no word looks further.
        texts: list[_Text] = []
        words = ["", ""]
        for reading in readings:
            texts.append(_Text(len(words), reading))
            words += reading.tokens.words
            words += ("", "")
        begins = np.array([text.begin for text in texts], dtype=np.intp)
        counts = [len(reading.islands) for reading in readings]
        if not any(counts):
            return np.zeros((0, self._sums.shape[1]), np.float32)
        ends_in_turn = chain.from_iterable(chain.from_iterable(reading.islands for reading in readings))
        bounds = np.fromiter(ends_in_turn, np.intp, 2 * sum(counts)).reshape(-1, 2) + begins.repeat(counts)[:, None]
        sizes = bounds[:, 1] - bounds[:, 0]
        heads = sizes.cumsum() - sizes
        at = np.arange(int(sizes.sum())) + (bounds[:, 0] - heads).repeat(sizes)
        with self._lock:
            if len(self._number) > KEPT:
                self._forget()
            return self._gathered(texts, self._numbers(words, at), at, sizes, heads, _marked(len(words), texts))

    def _numbers(self, words: Sequence[str], at: Ints) -> Ints:
        """The numbers of the words at ``at``, two before and two after: five rows."""
        around = at + _AROUND
        numbers = np.zeros(len(words), dtype=np.intp)
        asked = np.zeros(len(words), dtype=bool)
        asked[around.ravel()] = True
        places = asked.nonzero()[0]
        near = [*compress(words, asked.tolist())]
        found = np.fromiter(map(self._number.get, near, repeat(-1)), np.intp, len(near))
        if found.min() < 0:
            new = [*dict.fromkeys(near[place] for place in (found < 0).nonzero()[0].tolist())]
            self._keep([word_facts(word) for word in new], new)
            found = np.fromiter(map(self._number.__getitem__, near), np.intp, len(near))
        numbers[places] = found
        answer: Ints = numbers.take(around)
        return answer

    def _gathered(
        self, texts: Sequence["_Text"], numbers: Ints, at: Ints, sizes: Ints, heads: Ints, marks: Ints
    ) -> NDArray[np.float32]:
        # ``take`` gathers rows in a third of the time that indexing takes.
        table = np.empty((18, len(at)), dtype=np.intp)
        own = numbers[2]
        tails = heads + sizes - 1
        told_to_all = self._told(table, numbers, own.take(tails))
        shapes, lists, smalls, sides = self._columns[_SHAPE:].take(numbers[1:4], axis=1)
        table[5] = self._shape_before[shapes[0], shapes[1]]
        table[6] = self._shape_after[shapes[1], shapes[2]]
        keys = smalls[:2].astype(np.intp) * len(self._smalls) + smalls[1:]
        places = self._pair_keys.searchsorted(keys)
        places[self._pair_keys.take(places) != keys] = 0
        table[7] = self._pair_before.take(places[0])
        table[8] = self._pair_after.take(places[1])
        table[9] = self._triples[lists[0], lists[1], lists[2]]
        whole = np.minimum(sizes, _LARGEST) * 4
        whole += np.logical_or.reduceat(sides[1] & _ORG, heads) * 2
        whole += (sides[0].take(heads) & _TITLE) != 0
        table[10] = told_to_all.repeat(sizes)
        table[11] = (self._whole_at + whole).repeat(sizes)
        begins = (sides[0] & _EDGE) != 0
        first = np.zeros(len(at), dtype=bool)
        first[heads] = True
        # The words of each text, each once.
        of = np.searchsorted([text.begin for text in texts], at, side="right") - 1
        different, which = np.unique(of * len(self._facts) + own, return_inverse=True)
        inside = np.bincount(which, weights=~begins, minlength=len(different)).astype(np.intp)
        small = np.array(
            [
                self._known[number] in texts[text].reading.tokens.different
                for text, number in zip(*(part.tolist() for part in divmod(different, len(self._facts))), strict=True)
            ],
            dtype=np.intp,
        )
        place = np.minimum(inside, MOST_COUNTED) * 2 + small
        place = (place.take(which) * 2 + begins) * 2 + first
        place *= 2
        place[tails] += 1
        table[12] = self._place_at + place
        mark = marks.take(at)
        table[13] = self._mark_at + mark * len(MARKS) + marks.take(at + 1)
        listed = np.where(sides[2].take(tails) & _COMMA, marks.take(at.take(tails) + 2) + 1, 0)
        table[16] = (self._comma_at + listed).repeat(sizes)
        listed = np.where(sides[0].take(heads) & _COMMA, marks.take(at.take(heads) - 2) + 1 + len(MARKS), 0)
        table[17] = (self._comma_at + listed).repeat(sizes)
        table[14] = self._listed_at + mark * len(self._lists) + lists[1]
        company = np.zeros(len(different), dtype=np.intp)
        np.bitwise_or.at(company, which, np.where(begins, 0, _company(sides, first, marks.take(at + 2))))
        table[15] = self._company_at + company.take(which)
        # Column by column: of a text of megabytes all rows together would be gigabytes.
        gathered: NDArray[np.float32] = self._sums.take(table[0], axis=0)
        for column in table[1:]:
            gathered += self._sums.take(column, axis=0)
        return gathered

    def _told(self, table: Ints, numbers: Ints, last: Ints) -> Ints:
        """The rows of what the words ``numbers`` say, each on its side, into ``table``; and of what the words ``last`` say to all."""
        while True:
            for column, side in enumerate(_SIDES):
                table[column] = self._columns[side].take(numbers[column])
            to_all: Ints = self._columns[Side.TO_ALL].take(last)
            # What is new is asked for together: most texts bring a few words that are.
            unknown = [
                (side, number)
                for side, rows, of in (*zip(_SIDES, table, numbers, strict=False), (Side.TO_ALL, to_all, last))
                if rows.min() < 0
                for number in dict.fromkeys(of[rows < 0].tolist())
            ]
            if not unknown:
                return to_all
            self._tell(unknown)

    def _tell(self, unknown: Sequence[tuple[Side, int]]) -> None:
        """Sum up what words say on sides that were not asked for before."""
        base = self._used
        self._used += len(unknown)
        if self._used > len(self._sums):
            grown = np.zeros((max(20_000, len(self._sums) // 2, len(unknown)), self._sums.shape[1]), np.float32)
            self._sums = np.concatenate((self._sums, grown))
        self._sums[base : self._used] = self._summed([told(self._facts[number], side) for side, number in unknown])
        for row, (side, number) in enumerate(unknown, base):
            self._columns[side, number] = row

    def _keep(self, facts: Sequence[WordFacts], words: Sequence[str]) -> None:
        """Give ``words`` numbers."""
        first, last = len(self._facts), len(self._facts) + len(words)
        self._number.update(zip(words, range(first, last), strict=True))
        self._facts += facts
        self._known += [word.lower if word.lower.islower() else "" for word in facts]
        if last > self._columns.shape[1]:
            grown = np.zeros((_BITS + 1, max(last, 2 * first)), dtype=np.int32)
            grown[:, :first] = self._columns[:, :first]
            self._columns = grown
        self._columns[:_SHAPE, first:last] = -1
        self._columns[_SHAPE, first:last] = [self._shapes.get(word.shape, 0) for word in facts]
        self._columns[_LISTS, first:last] = [self._lists.get(word.lists, 0) for word in facts]
        self._columns[_SMALL, first:last] = [self._smalls.get(word.lower, 0) for word in facts]
        self._columns[_BITS, first:last] = [*map(_bits, words, facts)]

    def _summed(self, parts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """For each of ``parts`` the sum of what its features say."""
        sizes = np.array([len(part) + 1 for part in parts])
        # Row 0 is zeros; with it no part is empty, for which ``reduceat`` would answer with another's row.
        flat: list[int] = []
        for part in parts:
            flat.append(0)
            flat += map(self._weights.rows.get, part, repeat(0))
        summed: NDArray[np.float32] = np.add.reduceat(self._weights.matrix[flat], sizes.cumsum() - sizes, axis=0)
        return summed


_SHAPE, _LISTS, _SMALL, _BITS = range(len(Side), len(Side) + 4)
_AROUND = np.arange(-2, 3)[:, None]
# What is told to a word by the second before it, the one before, itself, the next, and the second after.
_SIDES = (Side.TO_SECOND_NEXT, Side.TO_NEXT, Side.OWN, Side.TO_PREVIOUS, Side.TO_SECOND_PREVIOUS)


def _bits(word: str, facts: WordFacts) -> int:
    """What a word is to its neighbours, as bits."""
    if facts is EDGE:
        return _EDGE
    small = bare(word)
    return (
        _ORG * facts.is_org_word
        | _TITLE * facts.is_title
        | _PERSON_TITLE * (small in PERSON_TITLES)
        | _IN * (small in BEFORE_PLACES)
        | _FIRST_NAME * ("F" in facts.lists)
        | _SAY * (facts.lower in SAY)
        | _EDGE * (word[0] == "\n" or word in SENTENCE_EDGES)
        | _OPENS * (word == "(")
        | _CLOSES * (word == ")")
        | _COMMA * (word == ",")
        | _THE * (small == "the")
    )


def _company(sides: Ints, first: NDArray[np.bool_], beyond: Ints) -> Ints:
    """Bits of ``COMPANY`` for each word, by the sides of its neighbours and the mark of the second word after it."""
    before, after = sides[0], sides[2]
    title, place = (before & _PERSON_TITLE) != 0, (before & _IN) != 0
    given = ((before & _FIRST_NAME) != 0) & ~first
    said, body = (after & _SAY) != 0, (after & _ORG) != 0
    defined = ((before & _OPENS) != 0) & ((after & _CLOSES) != 0)
    chosen: Ints = np.where(title, 1, np.where(place, 2, given * 4))
    chosen |= np.where(said, 8, np.where(body, 16, defined * 32))
    chosen |= np.where(before & _THE, 64, 0)
    chosen |= np.where(((after & _COMMA) != 0) & _IS_PLACE[beyond], 128, 0)
    return chosen


@dataclass(frozen=True, slots=True)
class _Text:
    """One of several texts, and where its words begin among those of all."""

    begin: int
    reading: TextReading


def _marked(count: int, texts: Sequence[_Text]) -> Ints:
    """For each of ``count`` words of all texts the number of its mark."""
    marks = np.zeros(count, dtype=np.intp)
    for text in texts:
        for first, last, known in text.reading.closed:
            begun, going_on = _LETTERED[mark_letters(known)]
            marks[text.begin + first] = begun
            if last - first > 1:
                marks[text.begin + first + 1 : text.begin + last] = going_on
    return marks


_IS_PLACE = np.array([mark in PLACES for mark in MARKS])
_LETTERED = {mark[1]: (_MARK_NUMBER["B" + mark[1]], _MARK_NUMBER["I" + mark[1]]) for mark in MARKS if len(mark) > 1}


def _wholes() -> list[list[str]]:
    """What is told of an island by its size, whether it holds a word for a body, and whether a title stands before it."""
    return [
        whole_features(size, body, title)
        for size, body, title in product(range(_LARGEST + 1), (False, True), (False, True))
    ]


def _places() -> list[list[str]]:
    bits = (False, True)
    return [
        place_features(Place(inside=inside, small=small, begins=begins, first=first, last=last))
        for inside, small, begins, first, last in product(range(MOST_COUNTED + 1), bits, bits, bits, bits)
    ]


def _pairs(name: str) -> list[tuple[str, str]]:
    """The two sides of a pair's name, for each bar in it that may be the one between them."""
    return [(name[:at], name[at + 1 :]) for at, letter in enumerate(name) if letter == "|"]


def _shape_pairs(weights: Weights) -> tuple[dict[str, int], Ints, Ints]:
    """Numbers of the shapes in learned pairs, and the rows of each pair as told to its second and to its first word."""
    learned = [
        (name[0], pair, row)
        for name, row in weights.rows.items()
        if name[0] in "-+" and name[1] != "w" and "|" in name  # no shape begins with a letter but A and a
        for pair in _pairs(name[1:])
    ]
    numbers = _numbered(side for _, pair, _ in learned for side in pair)
    tables = {sign: np.zeros((len(numbers), len(numbers)), dtype=np.intp) for sign in "-+"}
    for sign, (one, other), row in learned:
        tables[sign][numbers[one], numbers[other]] = row
    return numbers, tables["-"], tables["+"]


def _word_pairs(weights: Weights) -> tuple[dict[str, int], Ints, Ints, Ints]:
    """Numbers of the words in learned pairs; the pairs' keys in order; their rows as told to second and to first word."""
    learned = [
        (name[0], pair, row)
        for name, row in weights.rows.items()
        if name[:2] in ("-w", "+w") and "|" in name
        for pair in _pairs(name[2:])
    ]
    numbers = _numbered(side for _, pair, _ in learned for side in pair)
    keys = {numbers[one] * len(numbers) + numbers[other] for _, (one, other), _ in learned}
    # Below the first and above the last there is one more, so that a search always ends at some key.
    ordered = [-1, *sorted(keys), len(numbers) ** 2]
    place = {key: at for at, key in enumerate(ordered)}
    tables = {sign: np.zeros(len(ordered), dtype=np.intp) for sign in "-+"}
    for sign, (one, other), row in learned:
        tables[sign][place[numbers[one] * len(numbers) + numbers[other]]] = row
    return numbers, np.array(ordered, dtype=np.intp), tables["-"], tables["+"]


def _triples(weights: Weights) -> tuple[dict[str, int], Ints]:
    """Numbers of the word lists there are together, and the rows of three side by side."""
    learned = [
        (name[1:].split("|"), row) for name, row in weights.rows.items() if name[0] == "k" and name.count("|") == 2
    ]
    lists = {name[2:] for name in weights.rows if name.startswith("k=")}
    lists |= {name[4 if name[3] == "O" else 5 :] for name in weights.rows if name.startswith("gk=")}
    numbers = _numbered([*(side for sides, _ in learned for side in sides), *sorted(lists)])
    table = np.zeros((len(numbers),) * 3, dtype=np.intp)
    for sides, row in learned:
        table[tuple(numbers[side] for side in sides)] = row
    return numbers, table


def _numbered(names: Iterable[str]) -> dict[str, int]:
    """Numbers from 1 in the order of ``names``; what has none is 0, and the name of 0 is no word's."""
    return {"\n": 0} | {name: number for number, name in enumerate(dict.fromkeys(names), 1)}
