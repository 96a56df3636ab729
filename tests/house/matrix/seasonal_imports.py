"""Files of crews: the employer, and the employer next door."""

from django.core.files.uploadedfile import SimpleUploadedFile

from munera.services.seasonal import actions
from tests.factories.access import person
from tests.factories.seasonal import employer_with_crew
from tests.house.matrix import Scene, get, post

FILE = b"JMBG;Datum\r\n123;2026-07-15\r\n"


def scene() -> Scene:
    of, owner, _crew = employer_with_crew(1)
    _next_door, near_miss, _crew = employer_with_crew(1)
    upload = actions.receive_upload(of, content=FILE, name="crew.csv", by=owner)
    return Scene(
        signed_in=person(),
        near_miss=near_miss,
        owner=owner,
        rows={"employer": of, "upload": upload, "kind": "csv"},
    )


def a_file(_scene: Scene) -> dict[str, object]:
    return {"file": SimpleUploadedFile("crew.csv", FILE)}


EMPLOYER = {"pk": "employer"}
UPLOAD = {"pk": "upload"}

ROWS = [
    #                                   nobody     signed in  near miss  owner
    get("seasonal:upload_file",         "sign in", 403,       404,       200,    at=EMPLOYER),
    post("seasonal:upload_file",        "sign in", 403,       404,       "done", at=EMPLOYER, send=a_file),
    get("seasonal:download_template",   "sign in", 403,       404,       200,    at=EMPLOYER | {"kind": "kind"}),
    get("seasonal:show_upload",         "sign in", 403,       404,       200,    at=UPLOAD),
    get("seasonal:download_report",     "sign in", 403,       404,       200,    at=UPLOAD),
]  # fmt: skip
