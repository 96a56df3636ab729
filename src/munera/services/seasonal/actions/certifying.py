"""A worker takes the days of a year along as a credential of the register; a correction takes a false one back."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.actions import (
    ProvenSkill,
    describe_achievement,
    issue_credential,
    replace_credential,
    withdraw_credential,
)
from munera.kernel.credentials.actions.achievements import CodeTaken
from munera.kernel.credentials.actions.withdrawing import AlreadyWithdrawn
from munera.kernel.credentials.choices import AchievementKind
from munera.kernel.credentials.models import Achievement, Credential, Issuer
from munera.kernel.credentials.queries import achievement_by_code
from munera.kernel.messages.actions import send_letter
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.skills.queries import named
from munera.services.seasonal import queries
from munera.services.seasonal.actions.holding import hold_employer, hold_people
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import DaysCredential, Engagement

LETTER: Final = "seasonal.engagement"
# In these, whoever issues and whoever reads finds words; a text that is not translated yet is left out.
LANGUAGES: Final = ("en", "sr-latn")
NEWER: Final = gettext_noop("A newer credential of the same year counts more days.")
STRUCK: Final = gettext_noop(
    "A day that it counted was struck off the register by a correction. You can take a new one for the other days."
)


class NoDaysToCertify(Refusal):
    title = _("There are no days to certify")
    sentence: Sentence = _(
        "No day of this year can be certified yet. A day counts once it is over, if it was registered in time and not "
        "cancelled."
    )


class NobodyCertifiesDays(Refusal):
    title = _("Nobody certifies these days here")
    sentence: Sentence = _(
        "The body that keeps the register of these days issues no credentials here yet. Your confirmations on paper "
        "hold all the same."
    )


class DaysTakenBack(Refusal):
    status: ClassVar[int] = 409
    title = _("The register has withdrawn this credential")
    sentence: Sentence = _(
        "The body that keeps the register has withdrawn the credential of this year; your wallet tells why. Ask it "
        "before you take a new one."
    )


@transaction.atomic
def take_days_credential(person: Person, *, year: int, country: str, by: Person) -> Credential:
    """Certify the days of the year that are over by now, once: asked for again, the same credential is given.

    Where more days have come since, a new one takes its place and the old one is withdrawn. It says how many days of
    which work in which year, and nothing of employers, places, pay or the number of the worker.
    """
    _hold_days_of(person, country)
    counted = queries.counted_days(person, year=year, at=timezone.now()).get(country)
    if counted is None:
        raise NoDaysToCertify
    taken = queries.days_credentials_of(person).filter(year=year, country=country).first()
    if taken and taken.credential.is_withdrawn:
        raise DaysTakenBack
    if taken and queries.counts_the_same(taken, counted):
        return taken.credential
    register = queries.register_of(country)
    if register is None:
        raise NobodyCertifiesDays
    credential = _issue(person, _achievement(register, counted), taken)
    certified = DaysCredential.objects.create(
        person=person,
        country=country,
        year=year,
        engagements=counted.engagements,
        days=counted.days,
        credential=credential,
        issued_at=credential.issued_at,
    )
    details = {"year": year, "country": country, "days": counted.days, "credential": credential.pk}
    record_audit("seasonal.days.certified", certified, by=by, details=details)
    return credential


def withdraw_untrue_credentials(struck: Iterable[Engagement]) -> None:
    """Take back whatever counts one of these days that stands no more; call it in the transaction of the correction.

    Their employer is held by then, and whoever takes a credential holds every employer of its days: none is written
    meanwhile. The credentials are held before the log is, as whoever withdraws by hand holds them.
    """
    rows = list(struck)
    cancelled = Engagement.objects.filter(pk__in=[one.pk for one in rows], state=EngagementState.CANCELLED)
    untrue = queries.days_credentials_over(cancelled.values_list("pk", flat=True), [one.person_id for one in rows])
    held = Credential.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    standing = {one.pk: one for one in held.filter(pk__in=[one.credential_id for one in untrue], withdrawn_at=None)}
    for certified in untrue:
        if certified.credential_id in standing:
            _end(certified, standing[certified.credential_id])


def _end(certified: DaysCredential, credential: Credential) -> None:
    """By nobody: it follows from the correction, and whoever made that does not act for the register."""
    withdraw_credential(credential, because=STRUCK, by=None)
    DaysCredential.objects.filter(pk=certified.pk).update(ended_at=timezone.now())
    send_letter(
        certified.person,
        kind=LETTER,
        subject=_("A credential of yours was withdrawn"),
        body=format_lazy(
            _(
                "An employer has corrected a closed month, and a day that your credential for {year} counts was struck "
                "off the register. The credential counts no more. Under “My days of seasonal work” you see which days "
                "stand, and can take a new one for them. If the correction is wrong, write to the employer or to the "
                "labour inspectorate."
            ),
            year=certified.year,
        ),
        about=certified,
    )


def _hold_days_of(person: Person, country: str) -> None:
    """Every employer of the days, so that nobody corrects meanwhile what is about to be certified; then the person."""
    for employer in queries.employers_worked_for(person).filter(country=country).order_by("pk"):
        hold_employer(employer)
    hold_people([person.pk])


def _issue(person: Person, achievement: Achievement, taken: DaysCredential | None) -> Credential:
    """By nobody: the register answers for what it says, and the worker does not act for it."""
    if taken is None:
        return issue_credential(person, achievement=achievement, issuer=achievement.issuer, by=None)
    DaysCredential.objects.filter(pk=taken.pk).update(ended_at=timezone.now())
    try:
        return replace_credential(taken.credential, achievement=achievement, because=NEWER, by=None)
    except AlreadyWithdrawn:
        # The register has withdrawn it in this very moment.
        raise DaysTakenBack from None


def _achievement(register: Issuer, counted: queries.Counted) -> Achievement:
    """What exactly so many days of that work are called; everybody who has worked them achieved the same."""
    skills = queries.skills_shown_by(counted)
    said = [counted.year, counted.country, counted.days, counted.jobs, [skill.uri for skill in skills]]
    code = f"seasonal-{counted.year}-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]}"
    known = achievement_by_code(register, code)
    if known:
        return known
    labels = named(skills, language="en")
    try:
        return describe_achievement(
            register,
            code=code,
            kind=AchievementKind.EXPERIENCE,
            names=_in_languages(lambda: counted.title),
            descriptions=_in_languages(
                lambda: str(_("Days by kind of work: %(kinds)s.")) % {"kinds": "; ".join(counted.kinds)}
            ),
            criteria=_in_languages(queries.criterion),
            skills=[ProvenSkill(skill.uri, labels[skill.pk].label) for skill in skills],
            by=None,
        )
    except CodeTaken:
        # Somebody else with the same days described it a moment ago.
        return register.achievements.select_related("issuer__organisation").get(code=code)


def _in_languages(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = say()
    return {language: text for language, text in said.items() if language == "en" or text != said["en"]}
