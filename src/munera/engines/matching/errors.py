"""Everything that can be wrong with a question asked of the engine.

MatchingError
└── Malformed             a person, a demand, a policy or a table that must not be used; says what is wrong
"""


class MatchingError(Exception):
    """The root of the tree above."""


class Malformed(MatchingError):
    """What came in must not be used."""
