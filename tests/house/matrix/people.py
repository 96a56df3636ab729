"""One's own data: only ever one's own; and the requests that a privacy officer answers."""

from munera.kernel.access.rules import AUDITOR, PRIVACY_OFFICER
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.actions import add_name, give_consent, keep_export, request_erasure, request_export
from munera.kernel.people.choices import ConsentPurpose, Script
from tests.factories.organisations import member, organisation
from tests.factories.people import person
from tests.house.matrix import Row, Scene, get, post


def scene() -> Scene:
    """The owner is a privacy officer too; the near miss is an auditor of the same body with data of their own."""
    town = organisation(OrganisationKind.PUBLIC_BODY, runs_site=True)
    owner, other = member(town, role=PRIVACY_OFFICER.code), member(town, role=AUDITOR.code)
    for each in (owner, other):
        export = request_export(each, by=each)
        keep_export(export, b"PK")
    name = add_name(owner, Script.LATIN, "Petra", by=owner)
    consent = give_consent(owner, ConsentPurpose.SURVEY, by=owner)
    asking = person()
    return Scene(
        signed_in=person(),
        near_miss=other,
        owner=owner,
        rows={
            "name": name,
            "consent": consent,
            "purpose": ConsentPurpose.STATISTICS.value,
            "export": owner.exports.get(),
            "request": request_erasure(asking, by=asking),
        },
    )


CONTACT = {"full_name": "Petra Perić", "phone": "", "language": "en"}
NAME = {"script": "Latn", "full_name": "Petra Perić"}


def mine(name: str, **details: object) -> Row:
    """A page that shows everybody their own."""
    return get(name, "sign in", 200, 200, 200, **details)


ROWS = [
    #                                  nobody     signed in  near miss  owner
    mine("people:my_data"),
    mine("people:edit_contact"),
    post("people:edit_contact",        "sign in", "done",    "done",    "done", send=CONTACT),
    mine("people:add_name"),
    post("people:add_name",            "sign in", "done",    "done",    "done", send=NAME),
    post("people:remove_name",         "sign in", 404,       404,       "done", at={"pk": "name"}),
    post("people:give_consent",        "sign in", "done",    "done",    "done", at={"purpose": "purpose"}),
    post("people:withdraw_consent",    "sign in", 404,       404,       "done", at={"pk": "consent"}),
    mine("people:list_my_events"),
    mine("people:list_exports"),
    post("people:request_export",      "sign in", "done",    "done",    "done"),
    get("people:download_export",      "sign in", 404,       404,       200,    at={"pk": "export"}),
    mine("people:show_my_erasure"),
    mine("people:request_erasure"),
    post("people:request_erasure",     "sign in", "done",    "done",    "done", send={"understood": "on"}),
    post("people:take_back_erasure",   "sign in", 404,       404,       404),
    get("people:list_erasures",        "sign in", 403,       403,       200),
    get("people:show_erasure",         "sign in", 403,       403,       200,    at={"pk": "request"}),
    post("people:carry_out_erasure",   "sign in", 403,       403,       "done", at={"pk": "request"}),
]  # fmt: skip
