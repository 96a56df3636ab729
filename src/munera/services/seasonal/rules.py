"""Who may come in, which numbers a country's workers bear, and what may be done to an engagement."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role, Scope
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.refusal import Sentence
from munera.services.seasonal.choices import Job
from munera.services.seasonal.models import Engagement

EMPLOYER = Role("seasonal.employer", _("Employer of seasonal workers"))
INSPECTOR = Role("seasonal.inspector", _("Labour inspector"), needs_second_factor=True)

TAX_OFFICE = Role("seasonal.tax-office", _("Tax office for seasonal work"), needs_second_factor=True)
CLERK = Role("seasonal.clerk", _("Clerk who opens accounts for employers"), needs_second_factor=True)
ROLES = (EMPLOYER, INSPECTOR, TAX_OFFICE, CLERK)

READ = Scope("seasonal:read", _("Read own engagements and levies"), role=EMPLOYER)
WRITE = Scope("seasonal:write", _("Register and cancel own engagements"), role=EMPLOYER)
SCOPES = (READ, WRITE)

# By the employer's country (ISO 3166-1): the numbers by which its workers are known, the usual one first.
IDENTIFIER_KINDS: dict[str, tuple[IdentifierKind, ...]] = {
    "RS": (IdentifierKind.RS_JMBG, IdentifierKind.RS_EBS),
    "HR": (IdentifierKind.HR_OIB,),
    "HU": (IdentifierKind.HU_TAX,),
}
# Numbers that only somebody from abroad is given.
NUMBERS_OF_FOREIGNERS = frozenset({IdentifierKind.RS_EBS})


def may_cancel(engagement: Engagement, *, at: datetime, until: datetime) -> bool:
    """Until the hour that the rules name for its day; afterwards the day counts as worked."""
    return engagement.is_registered and at <= until


# What a register can say of a skill: that it was exercised, by which work, on days enough. A month of work makes a
# picker; a day does not. How well somebody does it, a register does not know, so no level is stated.
DAYS_OF_A_SKILL = 20
ESCO = "http://data.europa.eu/esco/skill/"
SKILL_OF_JOB: dict[Job, str] = {
    Job.FRUIT: f"{ESCO}2e4e8114-e579-453d-918e-b0262818ab76",  # harvest crop
    Job.VEGETABLES: f"{ESCO}2e4e8114-e579-453d-918e-b0262818ab76",
    Job.PRUNING: f"{ESCO}af9b6098-7d2f-4990-b4eb-d7dd73fdb933",  # prune plants
    Job.PACKING: f"{ESCO}aa47f037-4197-4484-8dac-2b7835ce2a85",  # pack vegetables or fruits
}

# The digits of the code with which a worker looks up their days without an account.
CODE_DIGITS = 10


def every_identifier_kind() -> tuple[IdentifierKind, ...]:
    """The numbers by which workers are known in any of the countries, each once."""
    return tuple(dict.fromkeys(kind for kinds in IDENTIFIER_KINDS.values() for kind in kinds))


# What an employer without an electronic certificate signs at a service centre, and until when a clerk may then act
# for them: long enough for a season, short enough to be asked again.
ACCOUNT_TEXT_VERSION = "2026-11"
ACCOUNT_TEXT: Sentence = _(
    "I ask the service centre to open an account in my name, as an employer of seasonal workers, under the number of "
    "my document. I was told which data are kept, why and for how long. Where I let a clerk act for me until a day, "
    "everything done is noted with both our names, and I can end it at any time."
)
LONGEST_ACTING = timedelta(days=366)


def kinds_of_employers(country: str) -> tuple[IdentifierKind, ...]:
    """The numbers under which a natural person employs; those of foreigners are for work alone."""
    return tuple(kind for kind in IDENTIFIER_KINDS[country] if kind not in NUMBERS_OF_FOREIGNERS)
