"""What a clerk at a service centre may see: the accounts of their office, and whom they may give a code."""

from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from munera.kernel.organisations.models import Delegation, Organisation
from munera.kernel.organisations.queries import not_over
from munera.kernel.people.models import Person
from munera.kernel.people.queries import digest_of, person_by_email, person_by_identifier
from munera.services.seasonal import rules
from munera.services.seasonal.models import EmployerAccount, Worker
from munera.services.seasonal.queries.inspection import offices_of


def accounts_of(offices: QuerySet[Organisation]) -> QuerySet[EmployerAccount]:
    """Those that these offices opened, the latest first."""
    found = EmployerAccount.objects.filter(office__in=offices)
    return found.select_related("employer", "holder", "office", "opened_by").order_by("-opened_at", "-pk")


def accounts_seen_by(clerk: Person) -> QuerySet[EmployerAccount]:
    """Those of every office in which the person is a clerk today."""
    return accounts_of(offices_of(clerk, rules.CLERK))


def acts_until(account: EmployerAccount, clerk: Person) -> date | None:
    """The last day on which the clerk may act for the account's employer as things stand; None where they may not."""
    spells = Delegation.objects.filter(not_over(timezone.localdate()), delegate=clerk, principal=account.employer_id)
    until: date | None = spells.filter(role=rules.EMPLOYER.code).aggregate(until=Max("ends_on"))["until"]
    return until


def has_account(kind: str, number: str) -> bool:
    """Whether the bearer of the number has an account as a natural person already."""
    holder = person_by_identifier(kind, number)
    return holder is not None and EmployerAccount.objects.filter(holder=holder).exists()


def signs_in_otherwise(kind: str, number: str, email: str) -> bool:
    """Whether the address is somebody else's, or the bearer of the number signs in with another."""
    holder, owner = person_by_identifier(kind, number), person_by_email(email)
    if owner is not None:
        return holder is None or owner.pk != holder.pk
    return holder is not None and holder.email is not None


def worker_at_desk(office: Organisation, plain: str, *, kinds: tuple[str, ...]) -> Person | None:
    """Somebody on the list of an employer of the office's country, by the number on their document."""
    lists = Worker.objects.filter(person=OuterRef("pk"), employer__country=office.country)
    digests = [digest_of(kind, plain) for kind in kinds]
    return Person.objects.filter(Exists(lists), identifiers__digest__in=digests).first()
