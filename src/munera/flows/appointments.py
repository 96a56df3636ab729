"""Somebody is given a role, or may act for an organisation, and a letter tells them: both, or neither.

The letters name no person: one lies in the reader's inbox still when its writer has asked to be forgotten.
"""

from datetime import date
from typing import ClassVar

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role
from munera.kernel.messages.actions import send_letter
from munera.kernel.organisations import actions
from munera.kernel.organisations.models import Delegation, Membership, Organisation
from munera.kernel.people.actions import open_account
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_email
from munera.kernel.refusal import Refusal, Sentence

LETTER = "organisations.delegation"


class NobodyThere(Refusal):
    status: ClassVar[int] = 422
    title = _("There is nobody with this address")
    sentence: Sentence = _("Nobody here has this e-mail address.")


@transaction.atomic
def appoint_by_email(
    organisation: Organisation,
    email: str,
    role: Role,
    *,
    full_name: str,
    by: Person,
    starts_on: date,
    ends_on: date | None = None,
) -> Membership:
    """Appoint whoever has this address; somebody new gets an account under ``full_name``, to sign in with a code."""
    person = person_by_email(email) or open_account(email, full_name=full_name, by=by)
    membership = actions.appoint(person, organisation, role.code, by=by, starts_on=starts_on, ends_on=ends_on)
    body = _("You have been given the role “{role}” in {organisation}.")
    send_letter(
        person,
        kind=LETTER,
        subject=_("You have been given a role"),
        body=format_lazy(body, role=role.name, organisation=organisation.name),
        about=membership,
    )
    return membership


@transaction.atomic
def let_act(
    organisation: Organisation,
    email: str,
    role: Role,
    *,
    by: Person,
    starts_on: date,
    ends_on: date | None = None,
) -> Delegation:
    """Let whoever has this address act for the organisation."""
    person = person_by_email(email)
    if person is None:
        raise NobodyThere
    delegation = actions.delegate(organisation, person, role.code, by=by, starts_on=starts_on, ends_on=ends_on)
    body = _(
        "You may act for {organisation} as “{role}”. Your name and that of the organisation are noted with "
        "everything you do for it. You can lay this down at any time on the page of your roles."
    )
    send_letter(
        person,
        kind=LETTER,
        subject=_("You may act for an organisation"),
        body=format_lazy(body, role=role.name, organisation=organisation.name),
        about=delegation,
    )
    return delegation
