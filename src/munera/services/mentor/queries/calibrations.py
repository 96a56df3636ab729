"""Calibrations of sittings, what they found out about each question, and their parameters as the engine takes them."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from munera.engines.psychometrics.model import Calibration as Parameters
from munera.engines.psychometrics.model import Group, Item, ItemParameters, Model
from munera.kernel.people.models import Person
from munera.services.mentor.choices import CurveModel, RunState
from munera.services.mentor.models import Calibration, FormQuestion, Question, QuestionStatistic, Sitting
from munera.services.mentor.queries.blueprints import offices_of

# Fewer shared questions do not join two scales; and one as flat as this, as flat as the engine's slopes may be, none.
LEAST_ANCHORS: Final = 5
FLAT: Final = 0.01


def calibrations_of(sitting: Sitting) -> QuerySet[Calibration]:
    """The latest first."""
    return (
        Calibration.objects.filter(sitting=sitting).select_related("work", "started_by").order_by("-started_at", "-pk")
    )


def calibrations_run_by(person: Person) -> QuerySet[Calibration]:
    mine = Calibration.objects.filter(sitting__examination__body__in=offices_of(person))
    return mine.select_related(
        "sitting__examination__body", "sitting__blueprint", "work", "started_by", "anchored_on__sitting"
    )


def standing_calibration(sitting: Sitting) -> Calibration | None:
    """The last one that came to its end."""
    return calibrations_of(sitting).filter(state=RunState.DONE).first()


def anchor_for(sitting: Sitting, *, model: CurveModel) -> Calibration | None:
    """That of the last sitting before this one, of the same examination, which asked some of the same questions."""
    keys = Question.objects.filter(places__form__sitting=sitting).values("key")
    shared = FormQuestion.objects.filter(
        form__sitting__examination=sitting.examination_id,
        form__sitting__held_on__lt=sitting.held_on,
        question__key__in=keys,
    ).values("form__sitting")
    found = Calibration.objects.filter(state=RunState.DONE, model=model, sitting__in=shared)
    return found.order_by("-sitting__held_on", "-started_at").first()


def statistics_of(calibration: Calibration) -> QuerySet[QuestionStatistic]:
    """In the order of the blueprint."""
    return (
        QuestionStatistic.objects.filter(calibration=calibration)
        .select_related("question__topic__subject")
        .order_by("question__topic__subject__place", "question__topic__place", "question__key")
    )


def biased_statistics(calibration: Calibration) -> list[QuestionStatistic]:
    """Those for which groups were compared at all."""
    return [each for each in statistics_of(calibration) if each.bias]


def statistics_run_by(person: Person) -> QuerySet[QuestionStatistic]:
    mine = QuestionStatistic.objects.filter(calibration__sitting__examination__body__in=offices_of(person))
    return mine.select_related(
        "calibration__sitting__examination__body", "question__topic__subject", "question__blueprint"
    ).prefetch_related("question__units")


def history_of(statistic: QuestionStatistic) -> list[QuestionStatistic]:
    """The same question, known by its key, in the other sittings of the examination: the last calibration of each."""
    found = (
        QuestionStatistic.objects.filter(
            question__key=statistic.question.key,
            calibration__state=RunState.DONE,
            calibration__sitting__examination=statistic.calibration.sitting.examination_id,
        )
        .exclude(calibration__sitting=statistic.calibration.sitting_id)
        .select_related("calibration__sitting")
        .order_by("-calibration__sitting__held_on", "-calibration__started_at")
    )
    latest: dict[int, QuestionStatistic] = {}
    for each in found:
        latest.setdefault(each.calibration.sitting_id, each)
    return list(latest.values())


# --- parameters as they are kept ----------------------------------------------------------------------------------


def kept_parameters(found: Parameters) -> dict[str, Any]:
    """Everything needed to reckon with them again."""
    covariances = covariances_of(found)
    return {
        "people": found.people,
        "log_likelihood": found.log_likelihood,
        "converged": found.converged,
        "groups": [
            {"key": group.key, "mean": group.mean, "standard_deviation": group.standard_deviation}
            for group in found.groups
        ],
        "items": [
            {
                "key": each.item.key,
                "model": each.item.model.value,
                "categories": each.item.categories,
                "subject": each.item.subject,
                "skills": list(each.item.skills),
                "slope": each.slope,
                "intercepts": list(each.intercepts),
                "lower": each.lower,
                "upper": each.upper,
                "standard_errors": dict(each.standard_errors),
                "answers": each.answers,
                "covariance": covariances.get(each.item.key, []),
            }
            for each in found.items
        ],
    }


def read_parameters(kept: Mapping[str, Any]) -> Parameters:
    """What ``kept_parameters`` kept, with the same digest."""
    groups = tuple(Group(each["key"], each["mean"], each["standard_deviation"]) for each in kept["groups"])
    return Parameters(
        tuple(read_item(each) for each in kept["items"]),
        groups,
        log_likelihood=kept["log_likelihood"],
        converged=kept["converged"],
        people=kept["people"],
    )


def read_item(kept: Mapping[str, Any]) -> ItemParameters:
    item = Item(
        key=kept["key"],
        model=Model(kept["model"]),
        categories=kept["categories"],
        subject=kept["subject"],
        skills=tuple(kept["skills"]),
    )
    return ItemParameters(
        item,
        kept["slope"],
        tuple(kept["intercepts"]),
        lower=kept["lower"],
        upper=kept["upper"],
        standard_errors=kept["standard_errors"],
        answers=kept["answers"],
    )


def covariances_of(found: Parameters) -> dict[str, list[float]]:
    """By question, of slope and first intercept: the variance of the one, both, the variance of the other."""
    if found.covariance is None:
        return {}
    at = {name: place for place, name in enumerate(found.free)}
    told = {}
    for each in found.items:
        slope, intercept = at.get((each.item.key, "slope")), at.get((each.item.key, "intercept_1"))
        if slope is not None and intercept is not None:
            pairs = ((slope, slope), (slope, intercept), (intercept, intercept))
            told[each.item.key] = [float(found.covariance[pair]) for pair in pairs]
    return told
