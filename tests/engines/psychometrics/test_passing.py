from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from munera.engines.psychometrics.decisions import PassRule, Weighting, decision_quality, pass_probability, pass_rule
from munera.engines.psychometrics.decisions.course import course_of
from munera.engines.psychometrics.decisions.nearly import NORMAL, as_compiled, chances_if, look_up, quick_chances, room
from munera.engines.psychometrics.decisions.rule import Grading
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills import Structure, structure_of
from tests.engines.psychometrics.sittings import answered, people, questions, sat

ENGINEERS = pass_rule("kr-engineer-written")


def structured(sizes, *, subjects=None, three=0, seed=1) -> Structure:
    return structure_of(*questions(sizes, np.random.default_rng(seed), subjects=subjects, three=three))


def counted(structure: Structure, grading: Grading, ability: Floats) -> float:
    """The chance to pass, by going through every way of answering."""
    chances = [
        parameters.probabilities(ability[[skill]])[0]
        for parameters, skill in zip(structure.parameters, structure.skill_of, strict=True)
    ]
    place = [grading.subjects.index(each.item.subject) for each in structure.parameters]
    found = 0.0
    for answers in product(*(range(len(each)) for each in chances)):
        points = [0] * len(grading.subjects)
        chance = 1.0
        for subject, points_here, of in zip(place, answers, chances, strict=True):
            points[subject] += points_here
            chance *= of[points_here]
        if grading.passes(points):
            found += chance
    return found


@pytest.mark.parametrize(
    ("sizes", "subjects", "three", "rule"),
    [
        ((5, 4, 3), None, 0, ENGINEERS),
        ((3, 2), None, 2, ENGINEERS),
        ((3, 3, 4), ("A", "A", "B"), 1, ENGINEERS),
        ((5, 6), None, 0, pass_rule("kr-craftsman-written")),
    ],
)
def test_the_chance_to_pass_is_what_counting_every_way_of_answering_gives(sizes, subjects, three, rule: PassRule):
    structure = structured(sizes, subjects=subjects, three=three)
    grading = rule.on([each.item for each in structure.parameters])
    abilities = people(3, skills=len(sizes), correlation=0.5, chance=np.random.default_rng(2))
    expected = [counted(structure, grading, ability) for ability in abilities]
    assert pass_probability(structure, rule, abilities) == pytest.approx(expected, abs=1e-12)


def test_weights_and_minimums_of_single_subjects_count():
    structure = structured((3, 4, 2), three=1)
    rule = PassRule(
        **{name: getattr(ENGINEERS, name) for name in ("key", "version", "names", "sources", "verified", "valid_from")},
        minimum=Fraction(55),
        weighting=Weighting.SUBJECTS,
        weights={"skill 0": Fraction(3), "skill 2": Fraction(1, 2)},
        subject_minimum=Fraction(20),
        subject_minimums={"skill 1": Fraction(50)},
    )
    abilities = people(3, skills=3, correlation=0.5, chance=np.random.default_rng(2))
    expected = [counted(structure, rule.on([each.item for each in structure.parameters]), each) for each in abilities]
    assert pass_probability(structure, rule, abilities) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("sizes", "subjects", "three", "most"),
    [
        ((20,) * 5, None, 0, 0.003),
        ((30, 10, 15), None, 5, 0.01),
        ((8,) * 6, ("A", "A", "B", "B", "C", "C"), 0, 0.025),
        ((10, 10, 20), ("A", "A", "B"), 4, 0.025),
        ((40,), None, 0, 0.006),
    ],
)
def test_the_quick_chance_is_nearly_the_exact_one(sizes, subjects, three, most):
    structure = structured(sizes, subjects=subjects, three=three)
    abilities = people(400, skills=len(sizes), correlation=0.8, chance=np.random.default_rng(3)) * 1.3 + 0.4
    course = course_of(structure, ENGINEERS.on([each.item for each in structure.parameters]))
    exact = pass_probability(structure, ENGINEERS, abilities)
    quick = quick_chances(course, abilities)
    assert 0.2 < exact.mean() < 0.8
    assert np.abs(quick - exact).max() < most
    assert abs(np.mean(quick - exact)) < 0.002


def test_one_skill_is_lifted_as_if_it_had_been_so_from_the_start():
    for subjects in (None, ("A", "A", "B")):
        structure = structured((6, 5, 9), subjects=subjects)
        course = course_of(structure, ENGINEERS.on([each.item for each in structure.parameters]))
        abilities = people(20, skills=3, correlation=0.6, chance=np.random.default_rng(4))
        told, work, found = as_compiled(course), room(as_compiled(course), 20), np.empty(20)
        look_up(abilities, told, NORMAL, work)
        for skill in range(3):
            chances_if((skill, 0.5), abilities, told, (work, NORMAL), found)
            expected = quick_chances(course, abilities + 0.5 * (np.arange(3) == skill))
            assert found == pytest.approx(expected, abs=1e-12)


def test_decisions_of_a_longer_examination_are_better():
    found = []
    for size in (5, 20, 60):
        sitting = sat((size, size), correlation=0.7, number=2_000, seed=5)
        structure = structure_of(sitting.calibration, sitting.skills)
        found.append(decision_quality(structure, ENGINEERS, sitting.abilities))
    assert found[0].accuracy < found[1].accuracy < found[2].accuracy
    assert found[0].consistency < found[1].consistency < found[2].consistency
    assert found[0].kappa < found[1].kappa < found[2].kappa < 1
    for each in found:
        assert each.accuracy + each.false_passes + each.false_fails == pytest.approx(1)
        assert each.consistency < each.accuracy


def test_the_quality_of_decisions_is_what_examining_people_again_shows():
    sizes = (15, 15)
    sitting = sat(sizes, correlation=0.7, number=20_000, seed=6)
    structure = structure_of(sitting.calibration, sitting.skills)
    grading = ENGINEERS.on([each.item for each in structure.parameters])

    def passed(table) -> np.ndarray:
        subjects = table.reshape(len(table), 2, 15).sum(axis=2)
        return (subjects >= grading.minimums).all(axis=1) & (subjects.sum(axis=1) >= grading.minimum)

    once = passed(sitting.table)
    again = passed(answered(sitting.calibration, sizes, sitting.abilities, np.random.default_rng(7)))
    quality = decision_quality(structure, ENGINEERS, sitting.abilities)
    assert quality.consistency == pytest.approx((once == again).mean(), abs=0.01)
