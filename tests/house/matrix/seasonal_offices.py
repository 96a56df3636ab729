"""Seasonal work: workers who look up their days, inspectors, the tax office and the clerk.

The owner holds every role in Serbia; the near miss holds them all in Croatia, where other rows are theirs.
"""

from datetime import timedelta

from django.utils import timezone

from munera.kernel.access.choices import Role
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Membership, Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.models import Receipt, SelfCheckCode
from tests.factories.access import person
from tests.factories.people import identifier_of
from tests.factories.seasonal import employer, engagement, jmbg, member_of, worker
from tests.house.matrix import Scene, get, post, public

CODE = "1234567890"
NUMBER = "1203990060017"


def scene() -> Scene:
    of = employer()
    owner, near_miss = member_of(of), person()
    identifier_of(owner)
    for holder, country in ((owner, "RS"), (near_miss, "HR")):
        office = Organisation.objects.create(
            name=f"Office of {country}", kind=OrganisationKind.PUBLIC_BODY, country=country, municipality="Šabac"
        )
        for role in (rules.INSPECTOR, rules.TAX_OFFICE, rules.CLERK):
            hold(holder, role, office)
    next_door = Organisation.objects.create(name="Next door", kind=OrganisationKind.EMPLOYER, country="HR")
    hold(near_miss, rules.EMPLOYER, next_door)
    ana = worker(of, by=owner, number=NUMBER)
    registered = engagement(of, ana, on=timezone.localdate() + timedelta(days=1), by=owner)
    office = queries.offices_of(owner, rules.CLERK).get()
    account = actions.open_employer_account(
        office,
        actions.Applicant(IdentifierKind.RS_JMBG, jmbg(900), "Radmila Tadić", "Šabac"),
        actions.SignedConsent(timezone.localdate(), "file 1"),
        by=owner,
    )
    actions.issue_code(ana.person, employer=of, by=owner)
    code = SelfCheckCode.objects.get()
    return Scene(
        signed_in=person(),
        near_miss=near_miss,
        owner=owner,
        rows={
            "employer": of,
            "worker": ana,
            "person": ana.person,
            "code": code,
            "receipt": registered.receipt,
            "office": office,
            "account": account,
        },
    )


def hold(holder: Person, role: Role, office: Organisation) -> None:
    Membership.objects.create(person=holder, organisation=office, role=role.code, starts_on=timezone.localdate())


def token(scene: Scene) -> dict[str, object]:
    code = scene.rows["code"]
    assert isinstance(code, SelfCheckCode)
    return {"token": queries.token_of(code)}


def receipt_number(scene: Scene) -> dict[str, object]:
    receipt = scene.rows["receipt"]
    assert isinstance(receipt, Receipt)
    return {"number": receipt.number}


def signed(_scene: Scene) -> dict[str, object]:
    """A day within the year, however late these tests run."""
    today = timezone.localdate()
    return {
        "consent_signed_on": today.isoformat(),
        "consent_kept_at": "file 2",
        "acts_until": (today + timedelta(days=90)).isoformat(),
    }


ACCOUNT = {"pk": "account"}
AT_DESK = {"number": NUMBER, "document_seen": "on"}
NEW_ACCOUNT = {
    "kind": IdentifierKind.RS_JMBG.value,
    "number": jmbg(910),
    "name": "Somebody New",
    "municipality": "Šabac",
    "consent_signed_on": "2026-01-01",
    "consent_kept_at": "file 2",
}
YEAR = {"year": "2026", "country": "RS"}
TYPED = {"number": NUMBER, "code": CODE}
EMPLOYER = {"pk": "employer"}
OFFICE = {"pk": "office"}
CARD = EMPLOYER | {"worker": "worker"}

ROWS = [
    #                                          nobody     signed in  near miss  owner
    public("seasonal:self_check"),
    post("seasonal:self_check",                200,       200,       200,       200,    send=TYPED),
    post("seasonal:download_confirmation",     404,       404,       404,       404,    send=token),
    public("seasonal:check_confirmation"),
    post("seasonal:check_confirmation",        200,       200,       200,       200,    send={"reference": "X"}),
    post("seasonal:download_own_confirmation", "sign in", 404,       404,       404),
    post("seasonal:take_days_credential",      "sign in", 409,       409,       409,    send=YEAR),
    post("seasonal:make_own_code",             "sign in", 200,       200,       200),
    post("seasonal:withdraw_own_code",         "sign in", "done",    "done",    "done"),
    get("seasonal:list_codes",                 "sign in", 403,       404,       200,    at=EMPLOYER),
    get("seasonal:issue_worker_code",          "sign in", 403,       404,       200,    at=CARD),
    post("seasonal:issue_worker_code",         "sign in", 403,       404,       200,    at=CARD),
    post("seasonal:withdraw_worker_code",      "sign in", 403,       404,       "done", at={"pk": "code"}),
    get("seasonal:show_inspection",            "sign in", 403,       200,       200),
    get("seasonal:inspect_employer",           "sign in", 403,       404,       200,    at=EMPLOYER),
    get("seasonal:find_worker",                "sign in", 403,       200,       200),
    post("seasonal:find_worker",               "sign in", 403,       200,       "done", send={"who": NUMBER}),
    get("seasonal:inspect_person",             "sign in", 403,       404,       200,    at={"pk": "person"}),
    get("seasonal:find_receipt",               "sign in", 403,       200,       200),
    post("seasonal:find_receipt",              "sign in", 403,       200,       "done", send=receipt_number),
    get("seasonal:inspect_receipt",            "sign in", 403,       404,       200,    at={"pk": "receipt"}),
    get("seasonal:start_statistics",           "sign in", 403,       "done",    "done"),
    get("seasonal:show_statistics",            "sign in", 403,       404,       200,    at=OFFICE),
    get("seasonal:download_statistics",        "sign in", 403,       404,       200,    at=OFFICE),
    get("seasonal:list_returns",               "sign in", 403,       404,       200,    at=OFFICE),
    get("seasonal:start_accounts",             "sign in", 403,       "done",    "done"),
    get("seasonal:list_accounts",              "sign in", 403,       404,       200,    at=OFFICE),
    get("seasonal:open_account",               "sign in", 403,       404,       200,    at=OFFICE),
    post("seasonal:open_account",              "sign in", 403,       404,       "done", at=OFFICE, send=NEW_ACCOUNT),
    get("seasonal:issue_code_at_desk",         "sign in", 403,       404,       200,    at=OFFICE),
    post("seasonal:issue_code_at_desk",        "sign in", 403,       404,       200,    at=OFFICE, send=AT_DESK),
    get("seasonal:act_again",                  "sign in", 403,       404,       200,    at=ACCOUNT),
    post("seasonal:act_again",                 "sign in", 403,       404,       "done", at=ACCOUNT, send=signed),
    get("seasonal:show_account",               "sign in", 403,       404,       200,    at={"pk": "account"}),
]  # fmt: skip
