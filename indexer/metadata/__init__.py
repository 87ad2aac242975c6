"""Metadata with evidence: title, date, source, authors, language, read before anything is stripped."""

from indexer.metadata.description import Description, describe, source_of
from indexer.metadata.scraped import Finding, Markup, Scraped

__all__ = ["Description", "Finding", "Markup", "Scraped", "describe", "source_of"]
