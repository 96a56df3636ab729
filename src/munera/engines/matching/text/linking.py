"""TF-IDF in whole numbers: how near each stretch of a text is to each label, and which words make it so."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt, log2
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from munera.engines.matching.errors import Malformed
from munera.engines.matching.model import WHOLE
from munera.engines.matching.text import words
from munera.engines.matching.text.meaning import Nearness

LONGEST: Final = 20_000
"""Letters in a text; a policy's description is a tenth of that."""
STRETCHES: Final = (2, 4, 8)
"""A text is looked at through windows of so many telling words, for a label is short and a text is not."""
SHORTEST: Final = 2
"""A stretch counts as long as so many telling words, so that one word that is a label by chance does not come first."""
BY_LETTERS: Final = 600
"""How much the letters of a word say beside its stem, in parts of a thousand."""
ALIKE: Final = 400
"""From so many parts of a thousand on, two words that share no stem count as one written in two ways."""
UNIT: Final = 64
"""The length of the numbers by which words are weighed: large enough to tell them apart, and their sums fit."""

SAY: Final = 300
"""The say of a model beside the words, in parts of a thousand: chosen on labels held back, not on those it is
measured by."""

FORM: Final = 1
"""Of what is kept of a linker. Another one with every change of how words are taken apart or weighed."""

Matrix = Any  # scipy's sparse arrays have no types


@dataclass(frozen=True, slots=True)
class Label:
    """One word or phrase for a skill in one language; a skill may have many."""

    skill: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A skill that the text may speak of; a person says whether it does."""

    skill: str
    label: str
    """The label that is nearest to the text."""
    language: str
    similarity: int
    """In parts of a thousand: 1000 where a stretch of two or more rare words is the label."""
    words: tuple[str, ...]
    """Those of the text, as they were written, that led to the skill."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Many labels side by side, in the order of the addresses of their skills."""

    addresses: Sequence[str]
    languages: Sequence[str]
    texts: Sequence[str]
    skill_of: NDArray[np.int32]
    """For each label the place of its skill in ``addresses``."""
    language_of: NDArray[np.int32]

    @classmethod
    def of(cls, labels: Sequence[Label]) -> "Labels":
        addresses = list(dict.fromkeys(label.skill for label in labels))
        languages = list(dict.fromkeys(label.language for label in labels))
        place = {address: at for at, address in enumerate(addresses)}
        spoken = {language: at for at, language in enumerate(languages)}
        return cls(
            addresses,
            languages,
            [label.text for label in labels],
            np.array([place[label.skill] for label in labels], np.int32),
            np.array([spoken[label.language] for label in labels], np.int32),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, at: int) -> Label:
        return Label(self.addresses[self.skill_of[at]], self.languages[self.language_of[at]], self.texts[at])


class Linker:
    """Labels, laid out so that a text is held against all of them at once. Built once, asked from many threads."""

    def __init__(self, labels: Labels, vocabulary: "Vocabulary", columns: Matrix, lengths: NDArray[np.int64]) -> None:
        """``columns`` has a row for each part of a word and a column for each label, whose length is in ``lengths``."""
        self._labels, self._vocabulary = labels, vocabulary
        self._columns, self._lengths = columns, lengths

    @classmethod
    def build(cls, labels: Iterable[Label]) -> "Linker":
        """From every label in every language that texts come in; the order does not matter."""
        kept = sorted(set(labels), key=lambda label: (label.skill, label.language, label.text))
        counted = [[word for thought in _thoughts(label) for word in thought] for label in kept]
        telling = [(label, found) for label, found in zip(kept, counted, strict=True) if found]
        if not telling:
            raise Malformed("there is no label with a word in it")
        vocabulary = Vocabulary.of((label.language, found) for label, found in telling)
        matrix = vocabulary.matrix([(label.language, found) for label, found in telling])
        return cls(Labels.of([label for label, _found in telling]), vocabulary, matrix.T.tocsr(), _lengths_of(matrix))

    def to_bytes(self) -> bytes:
        """To be kept: whoever builds takes seconds, whoever reads does not."""
        labels, vocabulary = self._labels, self._vocabulary
        told = {
            "form": FORM,
            "addresses": labels.addresses,
            "languages": labels.languages,
            "texts": labels.texts,
            "parts": list(vocabulary.parts),
            "weights": vocabulary.weights,
            "unknown": vocabulary.unknown,
        }
        written = io.BytesIO()
        np.savez(
            written,
            told=np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8),
            skill_of=labels.skill_of,
            language_of=labels.language_of,
            lengths=self._lengths,
            # A sum of weights has few digits, and there are millions of them.
            values=self._columns.data.astype(np.int32),
            places=self._columns.indices.astype(np.int32),
            begins=self._columns.indptr.astype(np.int64),
        )
        return written.getvalue()

    @classmethod
    def from_bytes(cls, written: bytes) -> "Linker":
        """What was kept; refused where a part is missing or spoilt, or where words were weighed in another way then."""
        try:
            with np.load(io.BytesIO(written), allow_pickle=False) as kept:
                told = json.loads(kept["told"].tobytes())
                if told["form"] != FORM:
                    raise Malformed(f"this linker was kept in the form {told['form']}, not {FORM}")
                labels = Labels(
                    told["addresses"], told["languages"], told["texts"], kept["skill_of"], kept["language_of"]
                )
                parts = {part: at for at, part in enumerate(told["parts"])}
                vocabulary = Vocabulary(parts, told["weights"], told["unknown"])
                columns = sparse.csr_array(
                    (kept["values"].astype(np.int64), kept["places"], kept["begins"]), (len(parts) + 1, len(labels))
                )
                columns.check_format(full_check=True)
                lengths = kept["lengths"]
        except (KeyError, TypeError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise Malformed(f"this is no linker: {error}") from error
        places = (labels.skill_of, labels.addresses), (labels.language_of, labels.languages)
        fit = all(len(at) == len(labels) and 0 <= at.min() <= at.max() < len(named) for at, named in places)
        if not fit or len(lengths) != len(labels):
            raise Malformed("the parts of this linker do not fit each other")
        return cls(labels, vocabulary, columns, lengths)

    def link(
        self, text: str, *, language: str, k: int = 10, at_least: int = 1, beside: Nearness | None = None
    ) -> tuple[Candidate, ...]:
        """The ``k`` skills nearest to any stretch of the text, the nearest first; equals in the order of addresses.

        ``beside`` is a model that has a say of three tenths, and may bring in skills that share no word with the text.
        """
        if k < 1:
            raise Malformed(f"k is {k}: at least one skill must be asked for")
        if len(text) > LONGEST:
            raise Malformed(f"the text has {len(text)} letters; {LONGEST} are read at most")
        stretches = [stretch for thought in words.thoughts_of(text, language=language) for stretch in windows(thought)]
        if not stretches:
            return ()
        asked = self._vocabulary.matrix([(language, stretch) for stretch in stretches])
        similarity, nearest = self._nearest_of(asked)
        if beside is not None:
            similarity = self._with_a_say(similarity, beside.near(text, language=language))
        candidates = []
        for label in self._best(similarity, k, at_least):
            stretch = stretches[nearest[label]]
            found = self._labels[label]
            told = self._vocabulary.shared(stretch, language, _words(found), found.language)
            candidates.append(Candidate(found.skill, found.text, found.language, int(similarity[label]), told))
        return tuple(candidates)

    def _nearest_of(self, asked: Matrix) -> tuple[Any, Any]:
        """For every label its similarity to the stretch that is nearest to it, and which that is."""
        lengths = np.maximum(_lengths_of(asked), self._vocabulary.shortest)
        best = np.zeros(len(self._labels), np.int64)
        where = np.zeros(len(self._labels), np.int64)
        for number in range(asked.shape[0]):
            met = asked[[number]] @ self._columns
            near = WHOLE * met.data // (lengths[number] * self._lengths[met.indices])
            better = near > best[met.indices]
            best[met.indices[better]] = near[better]
            where[met.indices[better]] = number
        return np.minimum(best, WHOLE), where

    def _with_a_say(self, similarity: Any, near: Mapping[str, int]) -> Any:
        told = np.array([near.get(skill, 0) for skill in self._labels.addresses], np.int64)
        return ((WHOLE - SAY) * similarity + SAY * told[self._labels.skill_of]) // WHOLE

    def _best(self, similarity: Any, k: int, at_least: int) -> list[int]:
        """One label of each of the nearest skills: labels stand in the order of addresses, so ties need no rule."""
        (reaching,) = np.nonzero(similarity >= max(at_least, 1))
        in_order = reaching[np.argsort(-similarity[reaching], kind="stable")]
        _skills, first = np.unique(self._labels.skill_of[in_order], return_index=True)
        return [int(label) for label in in_order[np.sort(first)][:k]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What labels are made of, and how telling each part is."""

    parts: dict[str, int]
    """The column of each stem and of each three letters."""
    weights: dict[str, int]
    """How telling a stem is; one in every other label says little."""
    unknown: int
    """What a stem weighs that no label has: it still tells that the text speaks of something else."""

    @property
    def shortest(self) -> int:
        """The length of a stretch of the fewest words, each as telling as a stem that one label in a thousand has."""
        return isqrt(SHORTEST * _weight(WHOLE, 1) ** 2 * (WHOLE**2 + BY_LETTERS**2) // WHOLE**2)

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, Sequence[words.Word]]]) -> "Vocabulary":
        labels = 0
        seen: dict[str, int] = {}
        spellings: set[str] = set()
        for language, phrase in phrases:
            labels += 1
            spellings.update(word.folded for word in phrase)
            for one in {words.stem(word.folded, language=language) for word in phrase}:
                seen[one] = seen.get(one, 0) + 1
        pieces = {f"~{piece}" for spelling in spellings for piece in words.pieces(spelling)}
        return cls(
            parts={part: column for column, part in enumerate(sorted(seen.keys() | pieces))},
            weights={one: _weight(labels, times) for one, times in seen.items()},
            unknown=_weight(labels, 1),
        )

    def matrix(self, phrases: Sequence[tuple[str, Sequence[words.Word]]]) -> Matrix:
        """A row for each phrase, the sum of what its words are made of: words by phrase, times parts by word."""
        known: dict[tuple[str, str], int] = {}
        rows, columns = [], []
        for row, (language, phrase) in enumerate(phrases):
            for word in dict.fromkeys(word.folded for word in phrase):
                rows.append(row)
                columns.append(known.setdefault((language, word), len(known)))
        ones = np.ones(len(rows), np.int64)
        by_phrase = sparse.csr_array((ones, (rows, columns)), shape=(len(phrases), len(known)))
        return by_phrase @ self._made_of(list(known))

    def _made_of(self, spellings: Sequence[tuple[str, str]]) -> Matrix:
        rows, columns, values = [], [], []
        for row, (language, word) in enumerate(spellings):
            for part, value in self._parts_of(word, language):
                rows.append(row)
                columns.append(part)
                values.append(value)
        # The last column holds what no label has.
        shape = (len(spellings), len(self.parts) + 1)
        return sparse.csr_array((np.array(values, np.int64), (rows, columns)), shape=shape)

    def _parts_of(self, word: str, language: str) -> list[tuple[int, int]]:
        one = words.stem(word, language=language)
        weight = self.weights.get(one, self.unknown)
        pieces = words.pieces(word)
        each = weight * BY_LETTERS // (isqrt(len(pieces) * WHOLE * WHOLE) or 1)
        elsewhere = len(self.parts)
        return [
            (self.parts.get(one, elsewhere), weight),
            *((self.parts.get(f"~{piece}", elsewhere), each) for piece in pieces),
        ]

    def shared(
        self, stretch: Sequence[words.Word], language: str, label: Sequence[words.Word], spoken: str
    ) -> tuple[str, ...]:
        """The words of the stretch that the label has too, or that are written much like one of its words."""
        stems = {words.stem(word.folded, language=spoken) for word in label}
        told = [
            word.written
            for word in stretch
            if words.stem(word.folded, language=language) in stems
            or any(alike(word.folded, other.folded) >= ALIKE for other in label)
        ]
        return tuple(dict.fromkeys(told))


def windows(thought: Sequence[words.Word]) -> list[Sequence[words.Word]]:
    """Stretches of each length, at every word, so that none is cut where a label would fit."""
    if len(thought) <= STRETCHES[0]:
        return [thought]
    lengths = [length for length in STRETCHES if length < len(thought)]
    cut = [thought[at : at + length] for length in lengths for at in range(len(thought) - length + 1)]
    return [thought, *cut] if len(thought) <= STRETCHES[-1] else cut


def alike(one: str, other: str) -> int:
    """How much two words share by their letters, in parts of a thousand."""
    mine, theirs = set(words.pieces(one)), set(words.pieces(other))
    return WHOLE * len(mine & theirs) // len(mine | theirs)


def _weight(labels: int, times: int) -> int:
    """The fewer labels have it, the more it says: the usual logarithm, as a whole number."""
    return round(UNIT * log2(1 + labels / times))


def _lengths_of(matrix: Matrix) -> Any:
    squares = matrix.multiply(matrix).sum(axis=1)
    return np.array([max(isqrt(int(square)), 1) for square in squares], np.int64)


def _thoughts(label: Label) -> list[list[words.Word]]:
    return list(words.thoughts_of(label.text, language=label.language))


def _words(label: Label) -> list[words.Word]:
    return [word for thought in _thoughts(label) for word in thought]
