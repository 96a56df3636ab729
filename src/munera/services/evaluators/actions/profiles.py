"""A researcher's profile: written, opened with consent, closed; evaluations listed on it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from munera.kernel.audit.actions import record_audit
from munera.kernel.documents.models import Document
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators import queries, rules
from munera.services.evaluators.actions.consenting import shown_text
from munera.services.evaluators.actions.refusals import AlreadyListed, NothingToCheck, OrcidTaken, ProfileExists
from munera.services.evaluators.choices import InstitutionStanding
from munera.services.evaluators.models import Experience, Profile


@dataclass(frozen=True, slots=True)
class ProfileText:
    """What a researcher writes of themselves; lists are codes."""

    headline: str
    degree: str
    institution_name: str
    institution: Organisation | None = None
    about: str = ""
    themes: Sequence[str] = ()
    methods: Sequence[str] = ()
    places: Sequence[str] = ()
    available_from: date | None = None
    hours_per_week: int | None = None
    cv_url: str = ""
    orcid: str = ""


@transaction.atomic
def write_profile(person: Person, text: ProfileText, *, by: Person) -> Profile:
    """A new profile lies in no deck until it is opened."""
    if Profile.objects.filter(person=person).exists():
        raise ProfileExists
    profile = _save(Profile(person=person), text)
    record_audit("evaluators.profile.written", profile, by=by)
    return profile


@transaction.atomic
def change_profile(profile: Profile, text: ProfileText, *, by: Person) -> None:
    held = Profile.objects.select_for_update(of=("self",)).select_related("person").get(pk=profile.pk)
    _save(held, text)
    record_audit("evaluators.profile.changed", profile, by=by)


def _save(profile: Profile, text: ProfileText) -> Profile:
    institution_before = profile.institution_id
    for name, value in (asdict(text) | {"institution": text.institution}).items():
        setattr(profile, name, list(value) if name in ("themes", "methods", "places") else value)
    # Who holds a role there belongs there; what an office has checked stays so until another institution is named.
    belongs = text.institution is not None and queries.institutions_of(profile.person).filter(pk=text.institution.pk)
    if belongs:
        profile.institution_standing, profile.institution_checked_by = InstitutionStanding.CHECKED, None
    elif profile.institution_id is None or profile.institution_id != institution_before:
        profile.institution_standing, profile.institution_checked_by = InstitutionStanding.DECLARED, None
    profile.changed_at = timezone.now()
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError:
        if Profile.objects.filter(person=profile.person).exclude(pk=profile.pk).exists():
            raise ProfileExists from None
        raise OrcidTaken from None
    return profile


@transaction.atomic
def open_profile(profile: Profile, *, by: Person) -> None:
    """From now on it lies in decks; the words that were agreed to are kept with it."""
    now, text = timezone.now(), shown_text(rules.PROFILE_TEXT)
    closed = Profile.objects.filter(pk=profile.pk, is_open=False)
    if closed.update(is_open=True, opened_at=now, consented_at=now, **text.as_fields()):
        record_audit("evaluators.profile.opened", profile, by=by, details=text.as_details())


@transaction.atomic
def close_profile(profile: Profile, *, by: Person) -> None:
    """It leaves every deck at once. Matches stay: each side may end those itself."""
    if Profile.objects.filter(pk=profile.pk, is_open=True).update(is_open=False, changed_at=timezone.now()):
        record_audit("evaluators.profile.closed", profile, by=by)


@transaction.atomic
def check_institution(profile: Profile, *, office: Organisation, by: Person) -> None:
    """An office has asked the institution, and it says that the researcher belongs there."""
    institution = queries.institution_declared_in(profile)
    # By its name as well: meanwhile the researcher may have named another.
    declared = queries.profiles_to_check(by).filter(pk=profile.pk, institution_name=profile.institution_name)
    if institution is None or not Profile.objects.filter(pk__in=declared.values("pk")).update(
        institution=institution,
        institution_standing=InstitutionStanding.CHECKED,
        institution_checked_by=by,
        changed_at=timezone.now(),
    ):
        raise NothingToCheck
    details = {"institution": institution.pk}
    record_audit("evaluators.institution.checked", profile, by=by, on_behalf_of=office, details=details)


@transaction.atomic
def add_experience(
    profile: Profile,
    *,
    title: str,
    kind: str,
    theme: str,
    year: int,
    institution_name: str = "",
    url: str = "",
    document: Document | None = None,
    source: str = "",
    by: Person,
) -> Experience:
    try:
        with transaction.atomic():
            experience = Experience.objects.create(
                profile=profile,
                title=title,
                kind=kind,
                theme=theme,
                year=year,
                institution_name=institution_name,
                url=url,
                document=document,
                source=source,
            )
    except IntegrityError:
        raise AlreadyListed from None
    note_change(profile)
    record_audit("evaluators.experience.added", experience, by=by)
    return experience


@transaction.atomic
def remove_experience(experience: Experience, *, by: Person) -> None:
    record_audit("evaluators.experience.removed", experience, by=by)
    experience.delete()
    note_change(experience.profile)


def note_change(profile: Profile) -> None:
    """What counts for its rank has changed: a deck among many finds by this whom to rank anew."""
    Profile.objects.filter(pk=profile.pk).update(changed_at=timezone.now())
