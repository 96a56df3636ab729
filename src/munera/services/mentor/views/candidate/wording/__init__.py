"""The sentences of a report: plain, kind and exact, each whole, each number with how sure it is.

Probabilities are told of a hundred people with a result like the reader's: counts of one and the same hundred are
understood better than percentages, and can be compared. What is below 5 or above 95 of them is not told closer.

``numbers`` what they are told in · ``result`` what was · ``prospects`` what comes
"""
