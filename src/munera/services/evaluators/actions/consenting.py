"""What was agreed to: the words as they were shown, in the language of the page, by their digest."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import get_language

from munera.kernel.refusal import Sentence
from munera.services.evaluators import rules


@dataclass(frozen=True, slots=True)
class ShownText:
    version: str
    digest: str
    language: str

    def as_fields(self) -> dict[str, str]:
        return {
            "consent_version": self.version,
            "consent_digest": self.digest,
            "consent_language": self.language,
        }

    def as_details(self) -> dict[str, str]:
        return {"text_version": self.version, "text_digest": self.digest}


def shown_text(words: Sentence) -> ShownText:
    digest = hashlib.sha256(str(words).encode()).hexdigest()
    return ShownText(rules.TEXT_VERSION, digest, get_language() or "")
