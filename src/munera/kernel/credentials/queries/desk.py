"""What an issuer's desk shows: its credentials by standing, its files and their rows, its keys and achievements."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from munera.kernel.credentials.choices import RowOutcome
from munera.kernel.credentials.models import Achievement, Credential, Issuer, IssuerKey, Upload, UploadRow

GOOD = (RowOutcome.ISSUED, RowOutcome.KNOWN)


def standing_as(credentials: QuerySet[Credential], standing: str) -> QuerySet[Credential]:
    """Of these, the valid, the expired, the withdrawn, or all."""
    over = Q(valid_until__isnull=False, valid_until__lte=timezone.now())
    match standing:
        case "valid":
            return credentials.filter(withdrawn_at=None).exclude(over)
        case "expired":
            return credentials.filter(over, withdrawn_at=None)
        case "withdrawn":
            return credentials.filter(withdrawn_at__isnull=False)
        case _:
            return credentials


def achievements_of_issuers(issuers: Iterable[Issuer]) -> QuerySet[Achievement]:
    """Of all of them, with how many credentials each has."""
    found = Achievement.objects.filter(issuer__in=list(issuers)).select_related("issuer__organisation")
    return found.prefetch_related("skills").annotate(issued=Count("credentials")).order_by("issuer", "code")


def keys_of_issuers(issuers: Iterable[Issuer]) -> QuerySet[IssuerKey]:
    return IssuerKey.objects.filter(issuer__in=list(issuers)).select_related("issuer__organisation")


def uploads() -> QuerySet[Upload]:
    return Upload.objects.select_related("achievement__issuer__organisation", "batch", "work")


def uploads_of(issuers: Iterable[Issuer]) -> QuerySet[Upload]:
    return uploads().filter(achievement__issuer__in=list(issuers))


def outcomes_of(upload: Upload) -> list[tuple[str, int]]:
    """How many rows were answered in which way."""
    counted = upload.rows.order_by().values_list("outcome").annotate(count=Count("pk"))
    return [(str(RowOutcome(outcome).label), count) for outcome, count in counted]


def rows_with_problem(upload: Upload) -> QuerySet[UploadRow]:
    return upload.rows.exclude(outcome__in=GOOD)


def report_of(upload: Upload) -> QuerySet[UploadRow]:
    """Every row, in the order of the file."""
    return upload.rows.order_by("number")
