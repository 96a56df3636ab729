"""Parts of a front as files of one folder, from which another process begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from munera.engines.matching.errors import BadSnapshot
from munera.engines.matching.taxonomy import Taxonomy
from munera.engines.matching.truth import Mark

if TYPE_CHECKING:
    from munera.engines.matching.index import Index

WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    number: int
    of: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of one front alone. The name of each file says since when it does not know what has changed.

    So a part and its mark are written in one step, and who is interrupted between two parts loses nothing: the next one
    asks from the earliest mark on, and what is put in twice is there once.
    """

    folder: Path
    name: str
    """Of the truth; what was made of another is not read, and goes with the next part that is written."""

    def save(self, index: "Index", mark: Mark, *, number: int, of: int) -> "Index":
        """What was written. Whoever has mapped a former file keeps it."""
        from munera.engines.matching.index import save  # noqa: PLC0415  # to name a folder is no reason to load numba

        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        former = [
            file.path for file in self._files() if (file.name, file.of) != (self.name, of) or file.number == number
        ]
        path = self.folder / f"{self.name}.{number}.{of}.{'-'.join(map(str, mark))}"
        written = save(index, path)
        path.chmod(0o600)
        for each in former:
            if each != path:
                each.unlink(missing_ok=True)
        return written

    def newest(self, numbers: Collection[int], of: int) -> dict[int, tuple[Path, Mark]] | None:
        """Of each of these parts the newest file with its mark; None where one of them has none."""
        found: dict[int, tuple[Path, Mark]] = {}
        for file in sorted(self._files(), key=lambda file: file.mark):
            if (file.name, file.of) == (self.name, of) and file.number in numbers:
                found[file.number] = file.path, file.mark
        return found if len(found) == len(numbers) else None

    def opened(self, files: Mapping[int, tuple[Path, Mark]], taxonomy: Taxonomy) -> "dict[int, Index] | None":
        """None where one of them is spoilt, or went in this moment since another process has written it anew."""
        from munera.engines.matching.index import open_index  # noqa: PLC0415  # likewise

        try:
            return {number: open_index(path, taxonomy) for number, (path, _mark) in files.items()}
        except (BadSnapshot, OSError):
            return None

    def _files(self) -> list[_File]:
        """Whole ones; what somebody is writing has another name."""
        found = []
        for path in self.folder.glob("*"):
            words = path.name.split(".")
            if len(words) == WORDS and words[1].isdecimal() and words[2].isdecimal():
                mark = words[3].split("-")
                if all(each.isdecimal() for each in mark):
                    found.append(_File(path, words[0], int(words[1]), int(words[2]), tuple(map(int, mark))))
        return found
