"""Opening the account of an employer who has no electronic certificate, at a service centre."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.actions import appoint, delegate, found_organisation
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import add_email, change_contact, find_or_create_by_identifier
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.seasonal import queries, rules
from munera.services.seasonal.models import ActingConsent, EmployerAccount

A_DAY = timedelta(days=1)


class HasAccount(Refusal):
    title = _("There is an account already")
    sentence: Sentence = _("This person has an account as an employer already.")


class OwnAccount(Refusal):
    title = _("Somebody else has to do this")
    sentence: Sentence = _("Nobody opens an account for themselves at their own desk. Ask a colleague.")


class SignsInOtherwise(Refusal):
    title = _("This person signs in already")
    sentence: Sentence = _(
        "This person signs in with another e-mail address already. Leave the address empty; they can change it "
        "themselves once they have signed in."
    )


class ActsTooLong(Refusal):
    status = 422
    title = _("That is too long")
    sentence: Sentence = _("A clerk may act for somebody until a day between today and a year from now.")


class ActsAlready(Refusal):
    title = _("You act for them already")
    sentence: Sentence = _("You act for this employer until that day or longer. Choose a later one.")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who stands at the desk, as their document says, and how they can be reached."""

    kind: str
    number: str
    name: str
    municipality: str
    farm: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SignedConsent:
    """The paper that was signed, where it is kept, and until when the clerk may act, if that was agreed."""

    signed_on: date
    kept_at: str
    acts_until: date | None = None


@transaction.atomic
def open_employer_account(
    office: Organisation, applicant: Applicant, consent: SignedConsent, *, by: Person
) -> EmployerAccount:
    """Person, employer, role, consent and, if agreed, the clerk's right to act: all of it or nothing."""
    today = timezone.localdate()
    if consent.acts_until and not today <= consent.acts_until <= today + rules.LONGEST_ACTING:
        raise ActsTooLong
    holder = find_or_create_by_identifier(applicant.kind, applicant.number, full_name=applicant.name, by=by)
    holder = Person.objects.select_for_update(no_key=True).get(pk=holder.pk)
    if holder.pk == by.pk:
        raise OwnAccount
    if EmployerAccount.objects.filter(holder=holder).exists():
        raise HasAccount
    _let_sign_in(holder, applicant.email, by=by)
    change_contact(holder, full_name=holder.full_name, phone=applicant.phone or holder.phone, by=by)
    employer = found_organisation(
        applicant.farm or holder.full_name,
        OrganisationKind.EMPLOYER,
        country=office.country,
        municipality=applicant.municipality,
        by=by,
    )
    appoint(holder, employer, rules.EMPLOYER.code, by=by, starts_on=today)
    if consent.acts_until:
        # Given by the holder, who signed for it; that the clerk wrote it down says the event below.
        delegate(employer, by, rules.EMPLOYER.code, by=holder, starts_on=today, ends_on=consent.acts_until)
    words = str(rules.ACCOUNT_TEXT)
    account = EmployerAccount.objects.create(
        employer=employer,
        holder=holder,
        address=applicant.address,
        office=office,
        opened_by=by,
        consent_signed_on=consent.signed_on,
        consent_kept_at=consent.kept_at,
        text_version=rules.ACCOUNT_TEXT_VERSION,
        text_digest=hashlib.sha256(words.encode()).hexdigest(),
        language=get_language() or "",
    )
    record_audit(
        "seasonal.account.opened",
        account,
        by=by,
        on_behalf_of=holder,
        details={
            "employer": employer.pk,
            "office": office.pk,
            "consent_signed_on": consent.signed_on.isoformat(),
            "acts_until": consent.acts_until.isoformat() if consent.acts_until else "",
            "text_version": rules.ACCOUNT_TEXT_VERSION,
        },
    )
    return account


@transaction.atomic
def agree_to_acting(
    account: EmployerAccount, *, signed_on: date, kept_at: str, acts_until: date, by: Person
) -> ActingConsent:
    """The holder has signed again: from today, or from the day after the spell that runs, the clerk acts for them."""
    today = timezone.localdate()
    if account.holder_id == by.pk:
        raise OwnAccount
    if not today <= acts_until <= today + rules.LONGEST_ACTING:
        raise ActsTooLong
    ends_on = queries.acts_until(account, by)
    if ends_on and ends_on >= acts_until:
        raise ActsAlready
    starts_on = ends_on + A_DAY if ends_on else today
    delegate(account.employer, by, rules.EMPLOYER.code, by=account.holder, starts_on=starts_on, ends_on=acts_until)
    agreed = ActingConsent.objects.create(
        account=account, clerk=by, consent_signed_on=signed_on, consent_kept_at=kept_at, acts_until=acts_until
    )
    details = {"consent_signed_on": signed_on.isoformat(), "acts_until": acts_until.isoformat()}
    record_audit("seasonal.account.acting-agreed", account, by=by, on_behalf_of=account.holder, details=details)
    return agreed


def _let_sign_in(holder: Person, email: str, *, by: Person) -> None:
    """With a code sent by mail. An address somebody has already proven is never replaced from a desk."""
    if not email or (holder.email or "").lower() == email.lower():
        return
    if holder.email:
        raise SignsInOtherwise
    add_email(holder, email, by=by)
