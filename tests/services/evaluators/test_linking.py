"""The words of the classification are laid out once on each machine, and read from there by every process."""

from pathlib import Path
from typing import Any

import pytest

from munera.engines.matching import text
from munera.kernel.skills.models import Edition
from munera.services.evaluators import queries
from munera.services.evaluators.queries import linking
from tests.factories.evaluators import demand
from tests.factories.skills import HARVEST, PRUNING

pytestmark = pytest.mark.django_db


def _found(words: str) -> set[str]:
    linking._made_ready.cache_clear()
    draft = demand(skills=(), is_open=False, policy=words)
    return {one.skill.concept.uri for one in queries.suggestions_for(draft, language="en")}


def test_another_process_reads_what_the_first_has_left(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    demand()
    assert PRUNING in _found("Courses on how to prune by hand")
    [left] = (tmp_path / "labels").iterdir()
    assert left.parent.stat().st_mode & 0o077 == 0
    others = [text.Label(f"skill/{number}", "en", f"{number}th thing") for number in range(1_000)]
    left.write_bytes(text.Linker.build([text.Label(HARVEST, "en", "prune by hand"), *others]).to_bytes())
    assert _found("Courses on how to prune by hand") == {HARVEST}
    # A spoilt one is made anew, and after an import another one takes its place.
    left.write_bytes(left.read_bytes()[:-50])
    assert PRUNING in _found("Courses on how to prune by hand")
    assert text.Linker.from_bytes(left.read_bytes()).link("prune", language="en")
    Edition.objects.create(name="starter", version="next")
    assert PRUNING in _found("Courses on how to prune by hand")
    [other] = (tmp_path / "labels").iterdir()
    assert other != left
    linking._made_ready.cache_clear()
