"""Letters are read by whom they were written to."""

from tests.factories.access import person
from tests.factories.messages import letter
from tests.house.matrix import Scene, get, post


def scene() -> Scene:
    owner, other = person(), person()
    letter(other)
    return Scene(signed_in=person(), near_miss=other, owner=owner, rows={"letter": letter(owner)})


ROWS = [
    #                                nobody     signed in  near miss  owner
    get("messages:list_letters", "sign in", 200, 200, 200),
    get("messages:show_letter", "sign in", 404, 404, 200, at={"pk": "letter"}),
    post("messages:mark_letter_read", "sign in", 404, 404, "done", at={"pk": "letter"}),
    post("messages:mark_all_letters_read", "sign in", "done", "done", "done"),
    get("messages:edit_preferences", "sign in", 200, 200, 200),
    post("messages:edit_preferences", "sign in", "done", "done", "done", send={"wanted": ["jobs.failed"]}),
]
