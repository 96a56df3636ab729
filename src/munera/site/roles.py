"""All roles of the house, who may be given which where, and which may be lent to somebody outside."""

from typing import Final

from munera.kernel.access import rules as access
from munera.kernel.access.choices import Role
from munera.kernel.credentials import rules as credentials
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.refusal import Sentence
from munera.kernel.skills import rules as skills
from munera.services.evaluators import rules as evaluators
from munera.services.mentor import rules as mentor
from munera.services.seasonal import rules as seasonal

# Of the whole site: given only in the public body that runs it, or every employer could name an auditor.
OF_THE_SITE: Final = (access.AUDITOR, access.PRIVACY_OFFICER)
BY_KIND: Final[dict[str, tuple[Role, ...]]] = {
    OrganisationKind.PUBLIC_BODY: (
        access.ADMINISTRATOR,
        credentials.ISSUER,
        skills.ASSESSOR,
        seasonal.INSPECTOR,
        seasonal.TAX_OFFICE,
        seasonal.CLERK,
        *evaluators.ROLES,
        *mentor.ROLES,
    ),
    OrganisationKind.EMPLOYER: (access.ADMINISTRATOR, seasonal.EMPLOYER),
    OrganisationKind.SCHOOL: (access.ADMINISTRATOR, credentials.ISSUER, skills.ASSESSOR),
    OrganisationKind.ASSOCIATION: (access.ADMINISTRATOR, credentials.ISSUER, skills.ASSESSOR),
}
# What an accountant may do for an employer. Powers of office are nobody's to lend.
LENDABLE: Final = (seasonal.EMPLOYER,)
EVERY_ROLE: Final = (
    access.ADMINISTRATOR,
    *OF_THE_SITE,
    credentials.ISSUER,
    skills.ASSESSOR,
    *seasonal.ROLES,
    *evaluators.ROLES,
    *mentor.ROLES,
)

_NAMES: Final[dict[str, Sentence]] = {role.code: role.name for role in EVERY_ROLE}


def name_of_role(code: str) -> Sentence:
    """What the role is called; one that no room defines any more is shown by its code."""
    return _NAMES.get(code, code)


def roles_offered(organisation: Organisation) -> tuple[Role, ...]:
    """Those an administrator of the organisation may give in it."""
    return BY_KIND[organisation.kind] + (OF_THE_SITE if organisation.runs_site else ())
