"""What decides the order of hits: every knob in one place, with what was measured beside it.

Figures are nDCG@10 of ``benchmarks/relevance.py`` (any word will do) on four public collections: world news of 1963,
aerodynamics, library science, computing; "mean" is over the four. Differences below .003 are noise on sets of this size.
The other knobs: the title's terms count three times in the combined field (``engines.plans.TITLE_WEIGHT``; summing
scores of separate fields loses .006), the words ignored in a bag (``analysis.STOPWORDS``; Lucene's 33 lose .015), BM25 with k1 1.2
and b .75 (the engines' own; flat between 1.2 and 1.6).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The knobs of ``search.lowering``.

    Words that stand next to each other in the query and in the document add ``proximity`` times their phrase's score. mean .519
    without, .521 at .1, .523 at .2, .526 at .3, .525 at .35, .517 at .5. Pairs in the other order or further apart
    add nothing (.519 to .529, at up to eight times the cost).

    ``proximity_gap``: where function words stood between two words of the query ("freedom of the press"), as many
    others may stand between them in the document, this many at most. mean unchanged; readers' phrases are found.

    ``proximity_pairs``: of a long query only the first pairs count. 16, 32 and all of them are level.

    ``all_words_first``: when any word will do, documents with all the words stand above those with some, however often they
    have them, in queries of up to this many different words. mean .526 never, .525 up to 4, .523 always: in a long
    sentence that a document happens to hold every word says little, so there all words add ``all_words_bonus`` only (level).

    ``alias_weight``: another name of what a word names counts so much of the word's own score, the best of them, not
    their sum. ``aliases``: at most this many other names of one thing are searched, its usual name and then the most frequent.
    World news with half the queries reworded to aliases: .736 without, .746 at .5, .752 at .7 (clean .778, and .780 with).
    Level from 4 to 12: texts in one language have few; an archive in several calls a state by one more in each.
    """

    proximity: float = 0.3
    proximity_gap: int = 2
    proximity_pairs: int = 16
    all_words_first: int = 4
    all_words_score: float = 1_000.0  # more than any sum of term scores
    all_words_bonus: float = 5.0  # about what one rare word scores
    alias_weight: float = 0.7
    aliases: int = 8


RANKING = Ranking()
