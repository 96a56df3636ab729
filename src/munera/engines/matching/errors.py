"""Everything that can be wrong with a question asked of the engine.

MatchingError
└── Malformed             a person, a demand, a policy or a table that must not be used; says what is wrong
    ├── MalformedPolicy   a policy file; names file, key and reason
    ├── NoSuchPolicy      no policy ships under that version
    └── BadSnapshot       a file that holds no index, or only a part of one
"""


class MatchingError(Exception):
    """The root of the tree above."""


class Malformed(MatchingError):
    """What came in must not be used."""


class MalformedPolicy(Malformed):
    """A policy file that must not be used."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")


class NoSuchPolicy(Malformed):
    """No policy ships under that version."""


class BadSnapshot(Malformed):
    """A file that holds no index, or only a part of one."""
