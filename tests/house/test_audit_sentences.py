"""Every verb that the code notes can be told to a person, and is named as verbs are."""

import ast
import re

from munera.site.audit.sentences import SENTENCES
from tests.house.tree import HOUSE

NOTING = {"record_audit", "record_audits", "notes_who_looked"}
# The door passes on the verb that the page gave it.
PASSES_ON = HOUSE / "kernel/access/doors/pages.py"


def verbs() -> set[str]:
    found = set()
    for path in set(HOUSE.rglob("*.py")) - {PASSES_ON}:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NOTING:
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path}:{node.lineno}: name the verb where it is noted"
                found.add(str(first.value))
    return found


def test_every_verb_has_its_sentence() -> None:
    assert verbs() - SENTENCES.keys() == set()


def test_no_sentence_is_left_over() -> None:
    assert SENTENCES.keys() - verbs() == set()


def test_a_verb_is_a_room_a_noun_and_the_past() -> None:
    assert [verb for verb in verbs() if not re.fullmatch(r"[a-z-]+\.[a-z-]+\.[a-z-]+", verb)] == []
