"""Typos as people make them: one insertion, deletion, replacement or swap of neighbours in one word of a query, by chance."""

import random
import string

from search.analysis import STOPWORDS, stem
from search.engines.contract import EngineReader

SHORTEST = 4


def with_a_typo(text: str, generator: random.Random, reader: EngineReader) -> str:
    """``text`` with a typo in one of its words that say something and that the archive holds."""
    words = text.split()
    chosen = [
        place
        for place, word in enumerate(words)
        if len(word) >= SHORTEST
        and word.isalpha()
        and word.lower() not in STOPWORDS
        and reader.document_frequency("any", stem(word.lower()))
    ]
    if not chosen:
        return text
    place = generator.choice(chosen)
    words[place] = mistyped(words[place], generator)
    return " ".join(words)


def mistyped(word: str, generator: random.Random) -> str:
    letters = string.ascii_uppercase if word.isupper() else string.ascii_lowercase
    at = generator.randrange(len(word))
    match generator.randrange(4):
        case 0:
            at = generator.randrange(len(word) + 1)
            return word[:at] + generator.choice(letters) + word[at:]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + generator.choice(letters.replace(word[at], "")) + word[at + 1 :]
        case _:
            unlike = [at for at in range(len(word) - 1) if word[at] != word[at + 1]]
            at = generator.choice(unlike)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
