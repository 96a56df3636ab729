"""What each audit verb says to a person. A house test finds a verb that has no sentence here."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    "access.address.changed": _("E-mail address for signing in changed"),
    "access.eid.added": _("National electronic identity added"),
    "access.eid.removed": _("National electronic identity removed"),
    "access.key.acted": _("A program acted with an API key"),
    "access.key.issued": _("API key issued"),
    "access.key.revoked": _("API key revoked"),
    "access.password.changed": _("Password changed"),
    "access.person.signed-in": _("Signed in"),
    "access.second-factor.added": _("Second factor added"),
    "access.second-factor.removed": _("Second factor removed"),
    "messages.letter.written": _("Letter written"),
    "messages.preferences.changed": _("Choice of letters changed"),
    "organisations.delegation.ended": _("Acting for an organisation ended"),
    "organisations.delegation.given": _("Acting for an organisation allowed"),
    "organisations.membership.appointed": _("Role in an organisation given"),
    "organisations.membership.ended": _("Role in an organisation ended"),
    "organisations.organisation.founded": _("Organisation added"),
    "people.account.opened": _("Account opened"),
    "people.consent.given": _("Consent given"),
    "people.consent.withdrawn": _("Consent taken back"),
    "people.contact.changed": _("Name or phone changed"),
    "people.erasure.approved": _("Request to be forgotten approved"),
    "people.erasure.requested": _("Asked to be forgotten"),
    "people.erasure.taken-back": _("Request to be forgotten taken back"),
    "people.erasure.viewed": _("Request to be forgotten read"),
    "people.export.downloaded": _("Copy of personal data fetched"),
    "people.export.packed": _("Copy of personal data packed"),
    "people.export.requested": _("Copy of personal data asked for"),
    "people.identifier.added": _("Identifier added"),
    "people.language.chosen": _("Language chosen"),
    "people.name.removed": _("Name in another script removed"),
    "people.name.written": _("Name in another script written"),
    "people.person.erased": _("Person forgotten"),
    "people.person.recorded": _("Person recorded"),
    "people.person.recorded-again": _("Person recorded again"),
    "people.person.settled-in-demo-town": _("Made a person of the demo town"),
    "people.person.signed-up": _("Signed up"),
    "seasonal.account.opened": _("Account of an employer opened at a service centre"),
    "seasonal.account.viewed": _("Account of an employer looked at"),
    "seasonal.code.issued": _("Code for looking up days of seasonal work issued"),
    "seasonal.code.withdrawn": _("Code for looking up days of seasonal work withdrawn"),
    "seasonal.confirmation.checked": _("Confirmation of seasonal work checked by its reference"),
    "seasonal.confirmation.issued": _("Confirmation of seasonal work issued"),
    "seasonal.crew.cancelled": _("Crew taken off a day"),
    "seasonal.crew.named": _("Crew named"),
    "seasonal.crew.registered": _("Crew registered for a day"),
    "seasonal.crew.removed": _("Name of a crew removed"),
    "seasonal.days.looked-up": _("Days of seasonal work looked up with number and code"),
    "seasonal.employer.inspected": _("Crew of an employer looked at by an inspector"),
    "seasonal.engagement.assessed": _("Levy of a day reckoned"),
    "seasonal.engagement.cancelled": _("Day of seasonal work cancelled"),
    "seasonal.month.closed": _("Month of seasonal work closed"),
    "seasonal.month.corrected": _("Closed month of seasonal work corrected"),
    "seasonal.operation.changed-nothing": _("Crew asked for; nothing was changed"),
    "seasonal.person.inspected": _("Days of a worker looked at by an inspector"),
    "seasonal.receipt.inspected": _("Receipt looked at by an inspector"),
    "seasonal.worker.enrolled": _("Worker put on an employer’s list"),
    "seasonal.worker.papers-noted": _("Papers of a worker noted"),
    "seasonal.workers.searched": _("Workers searched for by an inspector"),
}


def sentence_of(verb: str) -> Sentence:
    return SENTENCES.get(verb, verb)
