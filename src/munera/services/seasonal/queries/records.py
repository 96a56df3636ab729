"""What this room holds about a person, and why the law keeps it."""

from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.services.seasonal.models import (
    ActingConsent,
    Confirmation,
    EmployerAccount,
    Engagement,
    MonthlyReturn,
    Receipt,
    SelfCheckCode,
    Upload,
    Worker,
)

# Ten years, as for other records of tax and social insurance; the article has not been read yet.
KEEP_YEARS = 10
BECAUSE = _(
    "a registered day counts towards a pension and is the basis of a tax; we keep it for 10 years, and have not yet "
    "verified that period in the act on tax procedure (Sl. glasnik RS 80/2002)"
)


def personal_records(person: Person) -> list[PersonalRecords]:
    """As a worker, and as somebody who acted for an employer."""
    return [
        PersonalRecords(
            room="seasonal",
            name=_("Being on the list of an employer"),
            rows=Worker.objects.filter(person=person),
            fields=(
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
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="enrolled_at",
            blanked=("name",),
            needs_identifiers=True,
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Days of seasonal work"),
            rows=Engagement.objects.filter(person=person),
            fields=(
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
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="on",
            needs_identifiers=True,
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Operations you carried out for an employer"),
            rows=Receipt.objects.filter(received_from=person),
            fields=("employer", "kind", "on", "outcome", "pressed_at", "received_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="received_at",
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Days you cancelled for an employer"),
            rows=Engagement.objects.filter(cancelled_by=person),
            fields=("employer", "on", "cancelled_at", "cancel_reason"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="cancelled_at",
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Months you closed or corrected for an employer"),
            rows=MonthlyReturn.objects.filter(closed_by=person),
            fields=("employer", "month", "version", "closed_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="closed_at",
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Files of crews you uploaded for an employer"),
            rows=Upload.objects.filter(by=person),
            fields=("employer", "name", "size", "sha256", "state", "received_at", "ended_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="received_at",
            blanked=("name",),
        ),
        *_of_offices(person),
    ]


def _of_offices(person: Person) -> list[PersonalRecords]:
    """Codes, papers and accounts: of their bearer, and of whoever issued them."""
    given = ActingConsent.objects.all()
    return [
        PersonalRecords(
            room="seasonal",
            name=_("Codes that open your days of seasonal work"),
            rows=SelfCheckCode.objects.filter(person=person),
            fields=("employer", "issued_at", "withdrawn_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Confirmations of seasonal work"),
            rows=Confirmation.objects.filter(person=person),
            fields=("reference", "employer", "year", "name", "number", "days", "issued_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Your account as an employer, opened at a service centre"),
            rows=EmployerAccount.objects.filter(holder=person),
            fields=("employer", "address", "office", "opened_at", "consent_signed_on", "consent_kept_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="opened_at",
            blanked=("address",),
            needs_identifiers=True,
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Codes you issued to others"),
            rows=SelfCheckCode.objects.filter(issued_by=person),
            fields=("employer", "issued_at", "withdrawn_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="issued_at",
        ),
        PersonalRecords(
            room="seasonal",
            name=_("Accounts you opened for employers"),
            rows=EmployerAccount.objects.filter(opened_by=person),
            fields=("employer", "office", "opened_at"),
            erasure=Erasure.KEEP,
            because=BECAUSE,
            keep_years=KEEP_YEARS,
            kept_from="opened_at",
        ),
        *(
            PersonalRecords(
                room="seasonal",
                name=name,
                rows=rows,
                fields=("consent_signed_on", "consent_kept_at", "acts_until", "noted_at"),
                erasure=Erasure.KEEP,
                because=BECAUSE,
                keep_years=KEEP_YEARS,
                kept_from="noted_at",
            )
            for name, rows in (
                (_("Consents by which a clerk acts for you"), given.filter(account__holder=person)),
                (_("Consents by which you act for employers"), given.filter(clerk=person)),
            )
        ),
    ]
