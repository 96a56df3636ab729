"""Documents are opened and deleted by whom they belong to."""

from tests.factories.documents import document, upload
from tests.factories.people import person
from tests.house.matrix import Scene, get, post


def scene() -> Scene:
    owner, other = person(), person()
    document(other)
    return Scene(signed_in=person(), near_miss=other, owner=owner, rows={"document": document(owner)})


def a_file(_scene: Scene) -> dict[str, object]:
    return {"file": upload(), "purpose": "cv"}


ROWS = [
    #                                  nobody     signed in  near miss  owner
    get("documents:list_documents",    "sign in", 200,       200,       200),
    post("documents:list_documents",   "sign in", "done",    "done",    "done", send=a_file),
    get("documents:download_document", "sign in", 404,       404,       200,    at={"pk": "document"}),
    get("documents:erase_document",    "sign in", 404,       404,       200,    at={"pk": "document"}),
    post("documents:erase_document",   "sign in", 404,       404,       "done", at={"pk": "document"}),
]  # fmt: skip
