"""Learning from the archive: what repeats in a source is counted over all of it, and documents it decides about are made anew.

Everything here follows from the documents as they stand, never from the way they came: counts are of the newest content of
all live documents, verdicts follow from the counts and from archivists' rules. So neither the order of documents nor the
number of runs matters, and a run that was cut short is made good by the next one.
"""
