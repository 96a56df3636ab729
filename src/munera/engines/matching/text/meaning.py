"""An extra: what words mean by the company they keep, learnt on site from the classification itself.

"Sewage" and "waste water" share no letter, and yet they stand beside the same words in the descriptions of skills. A
small model lays words and skills into a space in which that shows (latent semantic analysis: Deerwester, Dumais,
Furnas, Landauer and Harshman, JASIS 1990). Nothing is downloaded, and nothing is learnt from people.

It is reckoned in fractions, so the last digits may differ between machines: for suggestions that a person confirms, and
for nothing else. Whoever has a better model, of sentences say, gives a ``Linker`` that instead: see ``Nearness``.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from munera.engines.matching.errors import Malformed
from munera.engines.matching.model import WHOLE
from munera.engines.matching.text import words

DIMENSIONS: Final = 128
FEWEST_SKILLS: Final = 3
Floats = NDArray[np.float32]


class Nearness(Protocol):
    """Any model that says how near a text is to skills: parts of a thousand by address, at most 1000; absent is 0."""

    def near(self, text: str, *, language: str) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Gloss:
    """All that is written of one skill in one language, its labels and its description together."""

    skill: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """Words and skills in one space; the angle between two says how much they mean alike."""

    language: str
    """The model knows the words of one language, and says nothing of a text in another."""
    skills: tuple[str, ...]
    words: tuple[str, ...]
    directions: Floats
    """Words × dimensions: where a text goes that has this word, the more telling the farther."""
    places: Floats
    """Skills × dimensions, each of length one."""
    place_of: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place_of", {word: place for place, word in enumerate(self.words)})

    @classmethod
    def learn(cls, glosses: Iterable[Gloss], *, language: str, dimensions: int = DIMENSIONS) -> "Meanings":
        """Seconds for a whole classification; done once, and saved."""
        told: dict[str, Counter[str]] = {}
        for gloss in sorted(set(glosses), key=lambda gloss: (gloss.skill, gloss.text)):
            if gloss.language == language:
                told.setdefault(gloss.skill, Counter()).update(_stems(gloss.text, language))
        skills = tuple(skill for skill, counted in told.items() if counted)
        if len(skills) < FEWEST_SKILLS:
            raise Malformed(f"nothing is learnt from {len(skills)} skills in {language!r}")
        known = tuple(sorted({word for skill in skills for word in told[skill]}))
        matrix, weights = _weighed([told[skill] for skill in skills], known)
        most = min(dimensions, *(side - 1 for side in matrix.shape))
        # A fixed beginning: the same glosses are laid out the same on the same machine.
        left, strengths, right = svds(matrix, k=most, v0=np.ones(min(matrix.shape)))
        return cls(
            language=language,
            skills=skills,
            words=known,
            directions=(right.T * weights[:, None]).astype(np.float32),
            places=_of_length_one(left * strengths),
        )

    def near(self, text: str, *, language: str) -> Mapping[str, int]:
        """The skills that any sentence of the text means something alike to."""
        if language.partition("-")[0] != self.language.partition("-")[0]:
            return {}
        best = np.zeros(len(self.skills), np.float32)
        for thought in words.thoughts_of(text, language=language):
            stems = (words.stem(word.folded, language=language) for word in thought)
            found = [self.place_of[stem] for stem in stems if stem in self.place_of]
            if found:
                [there] = _of_length_one(self.directions[found].sum(axis=0, keepdims=True))
                np.maximum(best, self.places @ there, out=best)
        parts = np.floor(WHOLE * best + 1e-4).astype(np.int64).clip(0, WHOLE)
        (above,) = np.nonzero(parts)
        return {self.skills[place]: int(parts[place]) for place in above.tolist()}

    def to_bytes(self) -> bytes:
        """To be kept: whoever learns takes seconds, whoever reads does not."""
        written = io.BytesIO()
        np.savez_compressed(
            written,
            language=np.array(self.language),
            skills=np.array(self.skills),
            words=np.array(self.words),
            directions=self.directions,
            places=self.places,
        )
        return written.getvalue()

    @classmethod
    def from_bytes(cls, written: bytes) -> "Meanings":
        try:
            with np.load(io.BytesIO(written), allow_pickle=False) as kept:
                found = cls(
                    language=str(kept["language"]),
                    skills=tuple(kept["skills"].tolist()),
                    words=tuple(kept["words"].tolist()),
                    directions=kept["directions"].astype(np.float32),
                    places=kept["places"].astype(np.float32),
                )
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise Malformed(f"these are no meanings: {error}") from error
        sides = found.directions.shape[0], found.places.shape[0], found.directions.shape[1]
        if sides != (len(found.words), len(found.skills), found.places.shape[1]):
            raise Malformed("these meanings do not fit each other")
        return found


def _stems(text: str, language: str) -> list[str]:
    return [
        words.stem(word.folded, language=language)
        for thought in words.thoughts_of(text, language=language)
        for word in thought
    ]


def _weighed(told: Sequence[Counter[str]], known: Sequence[str]) -> tuple[Any, NDArray[np.float64]]:
    """Skills × words, each row of length one; and how telling each word is."""
    places = {word: place for place, word in enumerate(known)}
    rows = [row for row, counted in enumerate(told) for _word in counted]
    columns = [places[word] for counted in told for word in counted]
    values = [1 + np.log(times) for counted in told for times in counted.values()]
    plain = sparse.csr_array((values, (rows, columns)), shape=(len(told), len(known)))
    weights = np.log2(1 + len(told) / np.bincount(columns, minlength=len(known)))
    matrix = plain.multiply(weights[None, :]).tocsr()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return matrix.multiply((1 / lengths)[:, None]).tocsr(), weights


def _of_length_one(rows: NDArray[Any]) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
