"""The default engine: tantivy, through its Python binding. Only this folder imports it."""

from search.engines.tantivy.index import TantivyEngine, engine

__all__ = ["TantivyEngine", "engine"]
