"""Who issues, who may vote, and what each of them certifies."""

from datetime import date

from django.db.models import QuerySet

from munera.kernel.credentials import rules
from munera.kernel.credentials.models import Achievement, Issuer, IssuerKey, Vote
from munera.kernel.organisations.queries import organisations_acted_for
from munera.kernel.people.models import Person


def issuers() -> QuerySet[Issuer]:
    """Everyone who issues or wants to, by name."""
    return Issuer.objects.select_related("organisation", "accreditation")


def accredited_issuers() -> QuerySet[Issuer]:
    return issuers().filter(accreditation__isnull=False)


def issuers_acted_for(person: Person, *, on: date) -> QuerySet[Issuer]:
    """Those in whose name the person may issue, vote and look after keys."""
    organisations = organisations_acted_for(person, role=rules.ISSUER.code, on=on)
    return issuers().filter(organisation__in=organisations)


def issuers_to_vote_on(voter: Issuer) -> QuerySet[Issuer]:
    """The others, on whom the voter has not voted in the present round."""
    voted = [vote.issuer_id for vote in voter.votes_given.select_related("issuer") if vote.round == vote.issuer.round]
    return issuers().exclude(pk=voter.pk).exclude(pk__in=voted)


def issuer_by_slug(slug: str) -> Issuer | None:
    return issuers().filter(slug=slug).first()


def issuer_of_site() -> Issuer | None:
    """The body that runs the site, if it issues."""
    return issuers().filter(organisation__runs_site=True).first()


def standing_votes(issuer: Issuer) -> QuerySet[Vote]:
    """Given in the present round, by issuers that are accredited now."""
    found = Vote.objects.filter(issuer=issuer, round=issuer.round, voter__accreditation__isnull=False)
    return found.select_related("voter__organisation")


def keys_of(issuer: Issuer) -> QuerySet[IssuerKey]:
    """All it ever had, newest first."""
    return issuer.keys.select_related("issuer").order_by("-added")


def published_keys(issuer: Issuer) -> QuerySet[IssuerKey]:
    """What its DID document shows: also keys that were replaced, for whoever checks without the log."""
    return issuer.keys.select_related("issuer").filter(revoked=None).order_by("added")


def achievements_of(issuer: Issuer) -> QuerySet[Achievement]:
    """Everything it certifies or once did."""
    return issuer.achievements.select_related("issuer__organisation").prefetch_related("skills")


def offered_achievements(issuer: Issuer) -> QuerySet[Achievement]:
    return achievements_of(issuer).filter(retired_at=None)


def achievement_by_code(issuer: Issuer, code: str) -> Achievement | None:
    return achievements_of(issuer).filter(code=code).first()
