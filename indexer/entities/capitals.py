"""Text in capitals (telegrams, headings) read as if it had been written in lower case with capitalised names."""

import re

from indexer.entities.lexicon import load_lexicon
from indexer.entities.tables import load_tables
from indexer.entities.tokens import LINKS, Tokens
from indexer.entities.words import FUNCTION_WORDS

# A line is shouted when four words in five of its longer words are all capitals, and there are at least four of them.
_SHARE = 0.8
_LEAST = 4
# Two long words in capitals near each other: without that, no line can be shouted.
_HINT = re.compile(r"(?<!\w)[A-Z]{4,30}[\s,.;:-]{1,3}(?:[A-Z]{1,30}[\s,.;:-]{1,3}){0,4}[A-Z]{4,30}(?!\w)")


def without_shouting(text: str, tokens: Tokens) -> tuple[list[str], set[int]]:
    """The words with shouted lines put in ordinary case, and the indices of the tokens that were shouted.

    Offsets stay those of ``tokens``; words that are known in capitals ("NATO", "U.S.") keep them.
    """
    words = tokens.words
    if not _HINT.search(text):
        return words, set()
    forms = load_tables().forms
    calm = words
    shouted: set[int] = set()
    line_start = 0
    for at in range(len(words) + 1):
        if at < len(words) and words[at][0] != "\n":
            continue
        line = [w for w in words[line_start:at] if len(w) > 3 and w[0].isalpha()]
        upper = sum(1 for w in line if w.isupper())
        if upper >= _LEAST and upper >= _SHARE * len(line):
            if calm is words:
                calm = list(words)
            for i in range(line_start, at):
                if words[i].isupper():
                    calm[i] = _calmed(words[i], words[i] in forms)
                    shouted.add(i)
        line_start = at + 1
    return calm, shouted


def _calmed(word: str, known: bool) -> str:
    lower = word.lower()
    if lower in FUNCTION_WORDS or lower in LINKS or lower in ("'s", "’s"):
        # "US" and "WHO" in shouted text are as likely the pronouns: neither reading is taken.
        return lower
    if "c" in load_lexicon().get(lower, ("",))[0] and not known:
        return lower
    return word if known or "." in word else "-".join(part.capitalize() for part in word.split("-"))
