"""Decisions about entities in an archive: kept in the catalog, applied to documents, replayed at every re-index.

``indexer.entities.ledger`` says what decisions mean together; here they are stored (``store``), taken (``deciding``), brought to
the documents they touch (``pending``), and made by rule (``joining``).
"""
