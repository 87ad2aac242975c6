"""How the shipped model and lexicon are made. Nothing here is needed, or imported, at run time."""
