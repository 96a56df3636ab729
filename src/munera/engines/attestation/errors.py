"""Everything that can be wrong with a document, a key, a proof, a log or a status list.

AttestationError
├── Unreadable      not well-formed, or made to harm: too large, too deep, a key twice, a term without meaning
├── KeyRefused      a key that must not be trusted, or that is not the one asked for
├── NotSupported    sound perhaps, but nothing that this engine speaks
├── ProofFailed     a signature that does not fit what it should sign
├── LogRefused      a tree, a checkpoint or a witness that contradicts itself
└── StatusRefused   a status list that must not be believed
"""


class AttestationError(ValueError):
    """The root of the tree above: ``str(error)`` is one plain sentence, ``error.code`` a short word that stays."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


class Unreadable(AttestationError):
    pass


class KeyRefused(AttestationError):
    pass


class NotSupported(AttestationError):
    pass


class ProofFailed(AttestationError):
    pass


class LogRefused(AttestationError):
    pass


class StatusRefused(AttestationError):
    pass
