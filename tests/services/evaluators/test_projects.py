"""From a match to a finished evaluation, what both say of it, and the credential that shows in the next deck."""

import pytest
from django.utils import timezone

from munera.kernel.credentials.actions import accredit_founding_issuer, add_key, enter_issuer
from munera.kernel.organisations.models import Organisation
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.queries import skills_of
from munera.services.evaluators import actions, queries
from munera.services.evaluators.choices import Direction, ProjectState
from munera.services.evaluators.models import Match, Project
from tests.factories.evaluators import demand, match
from tests.factories.skills import PRUNING, skill

pytestmark = pytest.mark.django_db
URL = "https://example.org/evaluation"


def certifying(body: Organisation) -> None:
    issuer = enter_issuer(body, slug=f"body-{body.pk}", by=None)
    accredit_founding_issuer(issuer, by=None)
    issuer.refresh_from_db()
    add_key(issuer, by=None)


def started(made: Match) -> Project:
    researcher, manager = made.profile.person, made.demand.manager
    project = actions.propose_project(made, title="Waiting times", side=Direction.BODY, by=manager)
    actions.agree_project(project, side=Direction.EVALUATOR, by=researcher)
    actions.start_project(project, side=Direction.EVALUATOR, by=researcher)
    return queries.projects_of(researcher).get(pk=project.pk)


def finished(made: Match) -> Project:
    project = started(made)
    actions.finish_project(
        project,
        evaluation_url=URL,
        finished_on=timezone.localdate(),
        shown=[actions.Shown(skill(PRUNING), 4)],
        side=Direction.BODY,
        by=made.demand.manager,
    )
    return queries.projects_of(made.profile.person).get(pk=project.pk)


def test_a_finished_evaluation_is_certified_and_ranks_higher_in_the_next_deck() -> None:
    made = match()
    certifying(made.demand.body)
    following = demand()
    [before] = queries.deck_of_profile(made.profile)
    project = finished(made)
    assert project.state == ProjectState.FINISHED
    assert project.credential is not None
    [known] = skills_of(made.profile.person)
    assert (known.standing, known.level) == (Standing.ISSUER_VERIFIED, 4)
    [after] = queries.deck_of_profile(made.profile)
    assert (before.demand, after.demand) == (following, following)
    assert (before.score.points, after.score.points) == (47, 96)


def test_a_body_that_certifies_nothing_finishes_all_the_same() -> None:
    project = finished(match())
    assert (project.state, project.credential, project.evaluation_url) == (ProjectState.FINISHED, None, URL)


def test_the_side_that_proposed_cannot_agree_for_the_other() -> None:
    made = match()
    project = actions.propose_project(made, title="Waiting times", side=Direction.BODY, by=made.demand.manager)
    with pytest.raises(actions.NotThisStep):
        actions.agree_project(project, side=Direction.BODY, by=made.demand.manager)
    with pytest.raises(actions.NotThisStep):
        actions.start_project(project, side=Direction.BODY, by=made.demand.manager)
    with pytest.raises(actions.NotThisStep):
        actions.propose_project(made, title="Once more", side=Direction.BODY, by=made.demand.manager)


def test_a_researcher_does_not_certify_their_own_work() -> None:
    made = match()
    project = started(made)
    with pytest.raises(actions.NotThisStep):
        actions.finish_project(
            project,
            evaluation_url=URL,
            finished_on=timezone.localdate(),
            shown=[],
            side=Direction.EVALUATOR,
            by=made.profile.person,
        )


def test_a_match_with_a_project_under_way_ends_only_after_it() -> None:
    made = match()
    project = started(made)
    with pytest.raises(actions.ProjectRuns):
        actions.end_match(made, side=Direction.BODY, by=made.demand.manager)
    actions.abandon_project(project, side=Direction.BODY, by=made.demand.manager)
    actions.end_match(made, side=Direction.BODY, by=made.demand.manager)
    with pytest.raises(actions.NotThisStep):
        actions.abandon_project(project, side=Direction.BODY, by=made.demand.manager)


def test_each_side_sees_what_the_other_says_once_both_have_spoken() -> None:
    made = match()
    project = finished(made)
    ours = actions.give_feedback(
        project, again=True, words="Good data.", side=Direction.EVALUATOR, by=made.profile.person
    )
    assert queries.feedback_seen_by(project, Direction.EVALUATOR) == [ours]
    assert queries.feedback_seen_by(project, Direction.BODY) == []
    theirs = actions.give_feedback(project, again=True, words="In time.", side=Direction.BODY, by=made.demand.manager)
    for side in Direction:
        assert queries.feedback_seen_by(project, side) == [ours, theirs]
    with pytest.raises(actions.SpokenAlready):
        actions.give_feedback(project, again=False, words="", side=Direction.BODY, by=made.demand.manager)


def test_nobody_speaks_of_a_project_that_is_under_way() -> None:
    made = match()
    with pytest.raises(actions.NotThisStep):
        actions.give_feedback(started(made), again=True, words="", side=Direction.BODY, by=made.demand.manager)
