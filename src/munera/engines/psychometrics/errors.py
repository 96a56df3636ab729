"""Everything that can be wrong with a question asked of the engine.

PsychometricsError
└── Malformed               answers, a key, a rule or a table that must not be used; says what is wrong
    ├── MalformedResponses  answers; names the place (file, row, column) and what to do about it
    ├── MalformedRule       a file with a pass rule; names file, key and reason
    ├── UnknownItem         an item or a form that the parameters do not cover
    ├── NotIdentified       answers that cannot carry what was asked of them
    └── BadShard            a file that holds no answers of ours, or only a part of them
"""


class PsychometricsError(Exception):
    """The root of the tree above."""


class Malformed(PsychometricsError):
    """What came in must not be used."""


class MalformedResponses(Malformed):
    """Answers that must not be used."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}" if place else reason)


class MalformedRule(Malformed):
    """A file with a pass rule that must not be used."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")


class UnknownItem(Malformed):
    """An item or a form that the parameters do not cover."""


class NotIdentified(Malformed):
    """Answers that cannot carry what was asked of them: an item that all answered alike, a group without anybody."""


class BadShard(Malformed):
    """A file that holds no answers of ours, or only a part of them."""
