"""The words of the classification, laid out by the engine so that a text is held against all of them at once.

To lay them out takes seconds. So the first process of a machine leaves them in a file, and the others read that.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from munera.engines.matching import text as texts
from munera.engines.matching.errors import Malformed
from munera.kernel.skills.choices import LabelKind
from munera.kernel.skills.models import Edition, Label
from munera.kernel.skills.queries import skills_to_choose

# What demands are written in, whoever reads them in which language.
WRITTEN_IN: Final = ("pt", "en")


def linker_for(language: str) -> "texts.Linker | None":
    """Made ready once in each process, and again when the classification or its words have changed."""
    newest = Edition.objects.order_by("-pk").first()
    if newest is None:
        return None
    read = languages_read_with(language)
    said = (settings.DATABASES["default"]["NAME"], newest.pk, f"{newest}", newest.imported_at, read)
    return _made_ready(hashlib.sha256(f"{said}".encode()).hexdigest()[:24], language.partition("-")[0])


@lru_cache(maxsize=2)
def _made_ready(edition: str, language: str) -> "texts.Linker | None":
    """From the file that another process of this machine has left, or else built, which takes seconds, and left."""
    path = Path(settings.HOME) / "labels" / f"{language or 'none'}.{edition}"
    try:
        return texts.Linker.from_bytes(path.read_bytes())
    except (Malformed, OSError):
        pass
    labels = _labels(language)
    if not labels:
        return None
    made = texts.Linker.build(labels)
    _keep(made, path)
    return made


def _labels(language: str) -> "list[texts.Label]":
    """Words in the reader's language and in those of the demands; English is there for all skills."""
    rows = Label.objects.filter(concept__in=skills_to_choose(), concept__is_language=False).exclude(
        kind=LabelKind.HIDDEN
    )
    return [
        texts.Label(uri, spoken, text)
        for uri, spoken, text in rows.values_list("concept__uri", "language", "text").iterator()
        if spoken.partition("-")[0] in languages_read_with(language)
    ]


def _keep(made: "texts.Linker", path: Path) -> None:
    """Whoever looks there sees a whole file or none; that of a former classification goes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    former = set(path.parent.glob(f"{path.name.partition('.')[0]}.*")) - {path}
    beside = path.with_name(f"part.{os.getpid()}.{path.name}")
    beside.write_bytes(made.to_bytes())
    beside.replace(path)
    for each in former:
        each.unlink(missing_ok=True)


def languages_read_with(language: str) -> tuple[str, ...]:
    """The reader's own, and those in which demands are written."""
    return tuple(dict.fromkeys((language.partition("-")[0], *WRITTEN_IN)))
