"""After both were interested: a match ends, or a project is agreed, started and finished."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.actions import ProvenSkill, describe_achievement, issue_credential
from munera.kernel.credentials.choices import AchievementKind
from munera.kernel.credentials.models import Credential
from munera.kernel.credentials.queries import accredited_issuers
from munera.kernel.messages.actions import send_letter
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import named
from munera.services.evaluators import queries, rules
from munera.services.evaluators.actions.answering import LETTER
from munera.services.evaluators.actions.profiles import note_change
from munera.services.evaluators.actions.refusals import MatchEnded, NotThisStep, ProjectRuns, SpokenAlready
from munera.services.evaluators.choices import Direction, InterestState, ProjectState
from munera.services.evaluators.models import Feedback, Interest, Match, Project

LANGUAGES: Final = ("en", "pt")


@dataclass(frozen=True, slots=True)
class Shown:
    """A skill that somebody has shown in the work, and on which level."""

    skill: Concept
    level: int | None


@transaction.atomic
def end_match(match: Match, *, side: Direction, by: Person) -> None:
    """Each side may, at any time; from now on neither sees how to reach the other."""
    held = _hold(match)
    if not held.stands:
        raise MatchEnded
    if not rules.may_end(held, queries.project_of(held)):
        raise ProjectRuns
    Match.objects.filter(pk=match.pk).update(ended_at=timezone.now(), ended_by=side)
    mutual = Interest.objects.filter(demand=held.demand, profile=held.profile, state=InterestState.MUTUAL)
    mutual.update(state=InterestState.WITHDRAWN)
    record_audit("evaluators.match.ended", held, by=by, on_behalf_of=_body(held, side))
    _tell(
        held,
        side.other,
        _("A match has ended"),
        _("The other side has ended your match on “{policy}”."),
    )


@transaction.atomic
def propose_project(match: Match, *, title: str, side: Direction, by: Person) -> Project:
    """One side writes down what was talked over; the other has to agree."""
    held = _hold(match)
    if not rules.may_propose(held, queries.project_of(held)):
        raise NotThisStep
    project = Project.objects.create(match=held, title=title, proposed_by=side)
    record_audit("evaluators.project.proposed", project, by=by, on_behalf_of=_body(held, side))
    _tell(
        held,
        side.other,
        _("A project is proposed"),
        _("The other side proposes a project on “{policy}”."),
    )
    return project


@transaction.atomic
def agree_project(project: Project, *, side: Direction, by: Person) -> None:
    held = _hold_project(project)
    if not rules.may_agree(held, side):
        raise NotThisStep
    Project.objects.filter(pk=held.pk).update(state=ProjectState.AGREED, agreed_at=timezone.now())
    record_audit("evaluators.project.agreed", held, by=by, on_behalf_of=_body(held.match, side))
    _tell(
        held.match,
        side.other,
        _("A project is agreed"),
        _("The other side agrees to the project on “{policy}”."),
    )


@transaction.atomic
def start_project(project: Project, *, side: Direction, by: Person) -> None:
    held = _hold_project(project)
    if not rules.may_start(held):
        raise NotThisStep
    Project.objects.filter(pk=held.pk).update(state=ProjectState.STARTED, started_on=timezone.localdate())
    record_audit("evaluators.project.started", held, by=by, on_behalf_of=_body(held.match, side))


@transaction.atomic
def finish_project(
    project: Project, *, evaluation_url: str, finished_on: date, shown: Sequence[Shown], side: Direction, by: Person
) -> Credential | None:
    """The body says where the evaluation can be read and which skills the work has shown; it certifies those.

    None where the body is no accredited issuer: the work counts as finished here, and nothing is certified elsewhere.
    """
    held = _hold_project(project)
    if not rules.may_finish(held, side):
        raise NotThisStep
    credential = _certify(held, shown, evaluation_url=evaluation_url, by=by)
    Project.objects.filter(pk=held.pk).update(
        state=ProjectState.FINISHED,
        evaluation_url=evaluation_url,
        finished_on=finished_on,
        credential=credential,
    )
    note_change(held.match.profile)
    details = {"credential": credential.pk if credential else None}
    record_audit("evaluators.project.finished", held, by=by, on_behalf_of=_body(held.match, side), details=details)
    words = _("The evaluation of “{policy}” is finished. Please say in a few words how it was.")
    _tell(held.match, side.other, _("An evaluation is finished"), words)
    return credential


@transaction.atomic
def abandon_project(project: Project, *, side: Direction, by: Person) -> None:
    held = _hold_project(project)
    if not rules.may_abandon(held):
        raise NotThisStep
    Project.objects.filter(pk=held.pk).update(state=ProjectState.ABANDONED)
    record_audit("evaluators.project.abandoned", held, by=by, on_behalf_of=_body(held.match, side))
    _tell(
        held.match,
        side.other,
        _("A project is given up"),
        _("The project on “{policy}” was given up."),
    )


@transaction.atomic
def give_feedback(project: Project, *, again: bool, words: str, side: Direction, by: Person) -> Feedback:
    held = _hold_project(project)
    if held.state not in rules.ENDED:
        raise NotThisStep
    try:
        with transaction.atomic():
            feedback = Feedback.objects.create(project=held, side=side, again=again, words=words, given_by=by)
    except IntegrityError:
        raise SpokenAlready from None
    record_audit("evaluators.feedback.given", feedback, by=by, on_behalf_of=_body(held.match, side))
    return feedback


def _certify(project: Project, shown: Sequence[Shown], *, evaluation_url: str, by: Person) -> Credential | None:
    """Work done, with the skills it has shown, signed by the body for which it was done."""
    demand = project.match.demand
    issuer = accredited_issuers().filter(organisation=demand.body).first()
    if issuer is None or not issuer.keys.filter(revoked=None).exists():
        return None
    achievement = describe_achievement(
        issuer,
        code=f"evaluation-{project.pk}",
        kind=AchievementKind.EXPERIENCE,
        names=_in_languages(_("Evaluation: {policy}"), project),
        descriptions=_in_languages(_("Evaluated “{policy}” for {body}."), project),
        criteria=_in_languages(_("The evaluation was handed over and published: {title}."), project),
        skills=_proven(shown),
        by=by,
    )
    evidence = [{"id": evaluation_url, "type": ["Evidence"], "name": project.title}]
    return issue_credential(
        project.match.profile.person, achievement=achievement, issuer=issuer, evidence=evidence, by=by
    )


def _proven(shown: Sequence[Shown]) -> list[ProvenSkill]:
    labels = named((each.skill for each in shown), language="en")
    return [ProvenSkill(each.skill.uri, labels[each.skill.pk].label, each.level) for each in shown]


def _in_languages(words: Sentence, project: Project) -> dict[str, str]:
    demand = project.match.demand
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words).format(policy=demand.policy, body=demand.body.name, title=project.title)
    return said


def _hold(match: Match) -> Match:
    found = Match.objects.select_for_update(of=("self",))
    return found.select_related("demand__body", "demand__manager", "profile__person").get(pk=match.pk)


def _hold_project(project: Project) -> Project:
    """Held with its match, so that no step is taken while a match ends."""
    match = _hold(project.match)
    held = Project.objects.get(pk=project.pk)
    held.match = match
    return held


def _body(match: Match, side: Direction) -> Organisation | None:
    return match.demand.body if side is Direction.BODY else None


def _tell(match: Match, side: Direction, subject: Sentence, body: Sentence) -> None:
    to = match.profile.person if side is Direction.EVALUATOR else match.demand.manager
    said = lazy(lambda: str(body).format(policy=match.demand.policy), str)()
    send_letter(to, kind=LETTER, subject=subject, body=said, about=match)
