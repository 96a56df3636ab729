"""What this room holds about a person, and why the law keeps it."""

from django.utils.translation import gettext_lazy as _

from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords, RoomRecords
from munera.services.seasonal.models import (
    ActingConsent,
    Confirmation,
    DaysCredential,
    EmployerAccount,
    Engagement,
    MonthlyReturn,
    Receipt,
    SelfCheckCode,
    Upload,
    Worker,
)

# Ten years, as for other records of tax and social insurance; the article has not been read yet.
RECORDS = RoomRecords(
    "seasonal",
    keep_years=10,
    because=_(
        "a registered day counts towards a pension and is the basis of a tax; we keep it for 10 years, and have not "
        "yet verified that period in the act on tax procedure (Sl. glasnik RS 80/2002)"
    ),
)


def personal_records(person: Person) -> list[PersonalRecords]:
    """As a worker, and as somebody who acted for an employer."""
    return [
        RECORDS.kept(
            _("Being on the list of an employer"),
            Worker.objects.filter(person=person),
            (
                "employer",
                "name",
                "job",
                "born_on",
                "sex",
                "municipality",
                "is_foreigner",
                "consent_seen_on",
                "medical_finding_seen_on",
                "is_unpaid_family",
                "enrolled_at",
            ),
            since="enrolled_at",
            blanked=("name",),
            needs_identifiers=True,
        ),
        RECORDS.kept(
            _("Days of seasonal work"),
            Engagement.objects.filter(person=person),
            (
                "employer",
                "on",
                "shift",
                "began_on",
                "job",
                "place",
                "hours",
                "pay_per_hour",
                "state",
                "cancelled_at",
                "cancel_reason",
                "admitted_at",
            ),
            since="on",
            needs_identifiers=True,
        ),
        RECORDS.kept(
            _("Operations you carried out for an employer"),
            Receipt.objects.filter(received_from=person),
            ("employer", "kind", "on", "outcome", "pressed_at", "received_at"),
            since="received_at",
        ),
        RECORDS.kept(
            _("Days you cancelled for an employer"),
            Engagement.objects.filter(cancelled_by=person),
            ("employer", "on", "cancelled_at", "cancel_reason"),
            since="cancelled_at",
        ),
        RECORDS.kept(
            _("Months you closed or corrected for an employer"),
            MonthlyReturn.objects.filter(closed_by=person),
            ("employer", "month", "version", "closed_at"),
            since="closed_at",
        ),
        RECORDS.kept(
            _("Files of crews you uploaded for an employer"),
            Upload.objects.filter(by=person),
            ("employer", "name", "size", "sha256", "state", "received_at", "ended_at"),
            since="received_at",
            blanked=("name",),
        ),
        *_of_offices(person),
    ]


def _of_offices(person: Person) -> list[PersonalRecords]:
    """Codes, papers and accounts: of their bearer, and of whoever issued them."""
    given = ActingConsent.objects.all()
    return [
        RECORDS.deleted(
            _("Codes that open your days of seasonal work"),
            SelfCheckCode.objects.filter(person=person),
            ("employer", "issued_at", "withdrawn_at"),
        ),
        RECORDS.deleted(
            _("Confirmations of seasonal work"),
            Confirmation.objects.filter(person=person),
            ("reference", "employer", "year", "name", "number", "days", "issued_at"),
        ),
        RECORDS.deleted(
            _("Credentials of your days of seasonal work"),
            DaysCredential.objects.filter(person=person),
            ("country", "year", "days", "issued_at", "ended_at"),
        ),
        RECORDS.kept(
            _("Your account as an employer, opened at a service centre"),
            EmployerAccount.objects.filter(holder=person),
            ("employer", "address", "office", "opened_at", "consent_signed_on", "consent_kept_at"),
            since="opened_at",
            blanked=("address",),
            needs_identifiers=True,
        ),
        RECORDS.kept(
            _("Codes you issued to others"),
            SelfCheckCode.objects.filter(issued_by=person),
            ("employer", "issued_at", "withdrawn_at"),
            since="issued_at",
        ),
        RECORDS.kept(
            _("Accounts you opened for employers"),
            EmployerAccount.objects.filter(opened_by=person),
            ("employer", "office", "opened_at"),
            since="opened_at",
        ),
        *(
            RECORDS.kept(
                name,
                rows,
                ("consent_signed_on", "consent_kept_at", "acts_until", "noted_at"),
                since="noted_at",
            )
            for name, rows in (
                (_("Consents by which a clerk acts for you"), given.filter(account__holder=person)),
                (_("Consents by which you act for employers"), given.filter(clerk=person)),
            )
        ),
    ]
