"""Making the models that cleaning ships. Nothing here runs when documents are cleaned.

Needs the ``train`` extra (catboost, scikit-learn, rapidfuzz). ``python -m indexer.cleaning.training DATA`` writes the
models beside this folder.
"""
