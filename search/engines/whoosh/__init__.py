"""The pure-Python engine, for small archives (about 10,000 documents) and places where no wheel installs.

Whoosh keeps postings and columns; what a plan means is worked out here, set by set, so that it is exact. Whoosh's index
holds pickles: never open an index that someone else made.
"""

from search.engines.whoosh.index import WhooshEngine, engine

__all__ = ["WhooshEngine", "engine"]
