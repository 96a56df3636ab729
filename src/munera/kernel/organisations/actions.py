"""Found an organisation, give and end roles in it, let somebody act for it."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations import queries
from munera.kernel.organisations.models import Delegation, Membership, Organisation
from munera.kernel.organisations.rules import check_registration
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence


class AlreadyFounded(Refusal):
    title = _("The organisation is here already")
    sentence: Sentence = _("An organisation with this registration number is already here.")


class AlreadyAppointed(Refusal):
    title = _("The role is held already")
    sentence: Sentence = _("This person already holds this role in that time.")


class AlreadyDelegated(Refusal):
    title = _("The delegation exists already")
    sentence: Sentence = _("This person already acts for the organisation in that role and time.")


class AlreadyEnded(Refusal):
    title = _("It has ended already")
    sentence: Sentence = _("This has already ended.")


class EndsBeforeItStarts(Refusal):
    status: ClassVar[int] = 422
    title = _("The days are the wrong way round")
    sentence: Sentence = _("The last day lies before the first.")


class RoleNotHeld(Refusal):
    status: ClassVar[int] = 403
    title = _("The role is not yours to lend")
    sentence: Sentence = _("Nobody can lend a role they do not hold themselves as a member of the organisation.")


class LastOfItsRole(Refusal):
    title = _("Somebody must keep this role")
    sentence: Sentence = _("This is the last person with this role here. Appoint another one first.")


class ActsForOneself(Refusal):
    title = _("No delegation is needed")
    sentence: Sentence = _("A member needs no delegation to act for their own organisation.")


@transaction.atomic
def found_organisation(
    name: str,
    kind: str,
    *,
    country: str,
    by: Person | None,
    municipality: str = "",
    registration_kind: str = "",
    registration_number: str = "",
    email: str = "",
    runs_site: bool = False,
) -> Organisation:
    """Add an organisation; its registration number is checked and can be used once."""
    number = check_registration(registration_kind, registration_number) if registration_number else ""
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                name=" ".join(name.split()),
                kind=kind,
                country=country,
                municipality=municipality,
                registration_kind=registration_kind,
                registration_number=number,
                email=email,
                runs_site=runs_site,
            )
    except IntegrityError:
        raise AlreadyFounded from None
    record_audit("organisations.organisation.founded", organisation, by=by, details={"kind": kind})
    return organisation


@transaction.atomic
def appoint(
    person: Person,
    organisation: Organisation,
    role: str,
    *,
    by: Person | None,
    starts_on: date,
    ends_on: date | None = None,
) -> Membership:
    """Give the person a role in the organisation from a day; two spells of one role never overlap."""
    _in_order(starts_on, ends_on)
    _lock(organisation)
    held = Membership.objects.filter(_overlapping(starts_on, ends_on), person=person, organisation=organisation)
    if held.filter(role=role).exists():
        raise AlreadyAppointed
    membership = Membership.objects.create(
        person=person, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on
    )
    details = {"person": person.pk, "organisation": organisation.pk, "role": role, "starts_on": starts_on.isoformat()}
    record_audit("organisations.membership.appointed", membership, by=by, on_behalf_of=organisation, details=details)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Person | None, ends_on: date, never_the_last: bool = False) -> None:
    """Let the role end after a day. ``never_the_last`` refuses to leave the organisation without the role."""
    _lock(membership.organisation)
    role_here = Membership.objects.filter(organisation=membership.organisation_id, role=membership.role)
    others = role_here.filter(queries.valid(ends_on + timedelta(days=1))).exclude(person=membership.person_id)
    if never_the_last and not others.exists():
        raise LastOfItsRole
    _in_order(membership.starts_on, ends_on)
    if not Membership.objects.filter(_still_after(ends_on), pk=membership.pk).update(ends_on=ends_on):
        raise AlreadyEnded
    record_audit(
        "organisations.membership.ended",
        membership,
        by=by,
        on_behalf_of=membership.organisation,
        details={"person": membership.person_id, "role": membership.role, "ends_on": ends_on.isoformat()},
    )


@transaction.atomic
def delegate(
    principal: Organisation,
    delegate: Person,
    role: str,
    *,
    by: Person,
    starts_on: date,
    ends_on: date | None = None,
) -> Delegation:
    """Let somebody outside act for the organisation in one role that ``by`` holds there as a member."""
    _in_order(starts_on, ends_on)
    _lock(principal)
    if role not in queries.roles_in(by, principal, on=starts_on):
        raise RoleNotHeld
    if role in queries.roles_in(delegate, principal, on=starts_on):
        raise ActsForOneself
    held = Delegation.objects.filter(_overlapping(starts_on, ends_on), principal=principal, delegate=delegate)
    if held.filter(role=role).exists():
        raise AlreadyDelegated
    delegation = Delegation.objects.create(
        principal=principal, delegate=delegate, role=role, given_by=by, starts_on=starts_on, ends_on=ends_on
    )
    details = {"delegate": delegate.pk, "role": role, "starts_on": starts_on.isoformat()}
    record_audit("organisations.delegation.given", delegation, by=by, on_behalf_of=principal, details=details)
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Person, ends_on: date) -> None:
    """Take it back, or lay it down; the last day may be today."""
    _in_order(delegation.starts_on, ends_on)
    if not Delegation.objects.filter(_still_after(ends_on), pk=delegation.pk).update(ends_on=ends_on):
        raise AlreadyEnded
    record_audit(
        "organisations.delegation.ended",
        delegation,
        by=by,
        on_behalf_of=delegation.principal,
        details={"delegate": delegation.delegate_id, "role": delegation.role, "ends_on": ends_on.isoformat()},
    )


def _lock(organisation: Organisation) -> None:
    """Who gives roles in one organisation waits for the other; so no two spells overlap unseen."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _in_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeItStarts


def _overlapping(starts_on: date, ends_on: date | None) -> Q:
    before_our_end = Q() if ends_on is None else Q(starts_on__lte=ends_on)
    return queries.not_over(starts_on) & before_our_end


def _still_after(day: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gt=day)
