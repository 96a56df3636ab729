import numpy as np
import pytest
from scipy.special import ndtr

from munera.engines.psychometrics.advice.prospects import MORE_DRAWS, compare, even_normals
from munera.engines.psychometrics.errors import Malformed, MalformedResponses, NotIdentified, UnknownItem
from munera.engines.psychometrics.model import Calibration, Floats, Item, ItemParameters, Model, SkillProfiles
from munera.engines.psychometrics.retake.evaluating import bins_of, calibration_error
from munera.engines.psychometrics.skills import Population, population_of, skill_profiles, structure_of
from munera.engines.psychometrics.skills.by_node import log_chances_of, posteriors_by_node_in_numpy
from munera.engines.psychometrics.skills.posterior import posteriors, posteriors_in_numpy
from munera.engines.psychometrics.skills.structure import curves_of
from tests.engines.psychometrics.sittings import Simulated, sat

CELLS = {
    "5 questions, .60": ((5,) * 4, 0.6),
    "10 questions, .80": ((10,) * 4, 0.8),
    "20 questions, .60": ((20,) * 4, 0.6),
}


@pytest.fixture(scope="module", params=CELLS)
def cell(request: pytest.FixtureRequest) -> tuple[Simulated, Population, SkillProfiles]:
    """Six thousand people, and what the engine knows of their skills."""
    sizes, correlation = CELLS[request.param]
    sitting = sat(sizes, correlation=correlation, number=6_000, seed=12)
    structure = structure_of(sitting.calibration, sitting.skills)
    population = population_of(structure, sitting.table)
    return sitting, population, skill_profiles(structure, population, sitting.table)


def weakest(population: Population, profiles: SkillProfiles) -> Floats:
    skills = len(profiles.skills)
    found = np.zeros(profiles.mean.shape)
    scale = (population.mean, population.deviation, population.mean)
    compare(profiles.mean, profiles.covariance, even_normals(MORE_DRAWS, skills), scale, (found, np.zeros(found.shape)))
    return found


def test_the_way_skills_go_together_is_found_from_answers_alone(cell):
    sitting, population, _ = cell
    true = np.cov(sitting.abilities, rowvar=False)
    assert np.abs(population.mean - sitting.abilities.mean(axis=0)).max() < 0.05
    assert np.abs(population.covariance - true).max() < 0.1
    assert np.abs(population.correlation - np.corrcoef(sitting.abilities, rowvar=False)).max() < 0.06


def test_what_is_said_of_a_skill_comes_true_as_often_as_it_says(cell):
    sitting, _, profiles = cell
    deviation = np.sqrt(np.einsum("nkk->nk", profiles.covariance))
    for cut in (-0.7, 0.0, 0.7):
        said, true = ndtr((cut - profiles.mean) / deviation).ravel(), (sitting.abilities < cut).ravel()
        assert calibration_error(bins_of(said, true)) <= 0.02
    inside = np.abs(sitting.abilities - profiles.mean) < 1.2816 * deviation
    assert 0.78 < inside.mean() < 0.82


def test_the_weakest_skill_is_right_as_often_as_it_says(cell):
    sitting, population, profiles = cell
    chances = weakest(population, profiles)
    said = chances.max(axis=1) > 0.6
    right = chances.argmax(axis=1) == sitting.abilities.argmin(axis=1)
    assert said.sum() > 300
    assert right[said].mean() >= chances.max(axis=1)[said].mean() - 0.03
    assert np.abs(chances.sum(axis=1) - 1).max() < 1e-9


def test_compiled_and_plain_posteriors_are_the_same():
    sitting = sat((3, 7, 12), correlation=0.5, number=300, seed=3, three=2)
    structure = structure_of(sitting.calibration, sitting.skills)
    curves, sums = curves_of(structure), structure.points(sitting.table) @ structure.slopes
    prior = {"prior_mean": np.array([0.3, -0.2, 0.0]), "prior_covariance": np.cov(sitting.abilities, rowvar=False)}
    ours, plain = posteriors(sums, curves, **prior), posteriors_in_numpy(sums, curves, **prior)
    assert np.abs(ours[0] - plain[0]).max() < 1e-6
    assert np.abs(ours[1] - plain[1]).max() < 1e-6


def test_one_skill_is_known_as_well_as_by_summing_over_all_abilities():
    """Against the posterior on a grid, the mean and deviation of every pattern of points."""
    sitting = sat((12,), correlation=0.0, number=200, seed=4)
    structure = structure_of(sitting.calibration, sitting.skills)
    profiles = skill_profiles(structure, Population(np.zeros(1), np.eye(1)), sitting.table)
    nodes = np.linspace(-6, 6, 601)
    logs = -(nodes**2) / 2 + np.zeros((200, 1))
    for number, parameters in enumerate(structure.parameters):
        logs = logs + np.log(parameters.probabilities(nodes).T)[sitting.table[:, number]]
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    mean = weights @ nodes
    deviation = np.sqrt((weights * (nodes - mean[:, None]) ** 2).sum(axis=1))
    assert np.abs(profiles.mean[:, 0] - mean).max() < 0.03
    assert np.abs(np.sqrt(profiles.covariance[:, 0, 0]) - deviation).max() < 0.03


@pytest.fixture(scope="module")
def guessing() -> tuple[Simulated, Population, SkillProfiles]:
    """Two thousand people before questions that are guessed and graded ones, which no sum tells of."""
    sitting = sat((9, 12), correlation=0.6, number=2_000, seed=14, three=2, guessed=0.2)
    structure = structure_of(sitting.calibration, sitting.skills)
    population = population_of(structure, sitting.table)
    return sitting, population, skill_profiles(structure, population, sitting.table)


def test_skills_are_found_where_right_answers_are_guessed(guessing):
    sitting, population, profiles = guessing
    assert np.abs(population.mean).max() < 0.1
    assert np.abs(population.covariance - np.cov(sitting.abilities, rowvar=False)).max() < 0.15
    deviation = np.sqrt(np.einsum("nkk->nk", profiles.covariance))
    said = ndtr((-0.3 - profiles.mean) / deviation).ravel()
    assert calibration_error(bins_of(said, (sitting.abilities < -0.3).ravel())) <= 0.025
    inside = np.abs(sitting.abilities - profiles.mean) < 1.2816 * deviation
    assert 0.775 < inside.mean() < 0.825


def test_compiled_and_plain_posteriors_by_node_are_the_same(guessing):
    sitting, population, profiles = guessing
    structure = structure_of(sitting.calibration, sitting.skills)
    plain = posteriors_by_node_in_numpy(
        structure.points(sitting.table[:200]),
        log_chances_of(structure),
        np.array(structure.skill_of),
        prior_mean=population.mean,
        prior_covariance=population.covariance,
    )
    np.testing.assert_allclose(profiles.mean[:200], plain[0], atol=1e-6)
    np.testing.assert_allclose(profiles.covariance[:200], plain[1], atol=1e-6)


def test_two_skills_are_known_as_well_as_by_summing_over_pairs_of_abilities(guessing):
    """Against all pairs of nodes: the mean, the deviations, and how both go together."""
    sitting, population, profiles = guessing
    nodes = np.linspace(-6, 6, 121)
    structure = structure_of(sitting.calibration, sitting.skills)
    pairs = np.stack(np.meshgrid(nodes, nodes, indexing="ij"), axis=-1).reshape(-1, 2)
    away = pairs - population.mean
    prior = -0.5 * np.einsum("pk,kl,pl->p", away, np.linalg.inv(population.covariance), away)
    for person in range(0, 2_000, 100):
        said = np.zeros((2, nodes.size))
        for number, (parameters, skill) in enumerate(zip(structure.parameters, structure.skill_of, strict=True)):
            said[skill] += np.log(parameters.probabilities(nodes)[:, sitting.table[person, number]])
        logs = prior + (said[0][:, None] + said[1][None, :]).ravel()
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        mean = weights @ pairs
        covariance = (pairs - mean).T @ ((pairs - mean) * weights[:, None])
        np.testing.assert_allclose(profiles.mean[person], mean, atol=0.01)
        np.testing.assert_allclose(profiles.covariance[person], covariance, atol=0.01)


def test_all_right_and_all_wrong_have_a_place_too():
    sitting = sat((5, 5), correlation=0.7, number=200, seed=5)
    table = sitting.table.copy()
    table[0], table[1], table[2] = 1, 0, -1
    structure = structure_of(sitting.calibration, sitting.skills)
    profiles = skill_profiles(structure, population_of(structure, table), table)
    assert np.isfinite(profiles.mean).all()
    assert (profiles.mean[0] > 0.5).all()
    assert (profiles.mean[1] < -0.5).all()
    # Who leaves everything out gets what somebody gets who has everything wrong.
    assert (profiles.mean[2] == profiles.mean[1]).all()


CALIBRATION = Calibration(
    (
        ItemParameters(Item("a"), 1.0, (0.0,)),
        ItemParameters(Item("b"), 1.0, (0.0,)),
        ItemParameters(Item("c", Model.THREE_PARAMETER), 1.0, (0.0,), lower=0.2),
    )
)


@pytest.mark.parametrize(
    ("skills", "error", "told"),
    [
        ({}, Malformed, "Name at least one skill"),
        ({"x": ()}, Malformed, "The skill x has no questions"),
        ({"x": ("a",), "y": ("a",)}, Malformed, "The question a stands under x and under y; choose one"),
        ({"x": ("z",)}, UnknownItem, "The question z of the skill x has no parameters"),
    ],
)
def test_a_structure_that_cannot_be_told_from_answers_is_refused(skills, error, told):
    with pytest.raises(error, match=told):
        structure_of(CALIBRATION, skills)


def test_answers_of_another_form_are_refused_by_row_and_question():
    structure = structure_of(CALIBRATION, {"x": ("a", "b")})
    with pytest.raises(MalformedResponses, match="2 questions are asked for, 3 columns were given"):
        structure.points(np.zeros((4, 3), np.int8))
    with pytest.raises(MalformedResponses, match="row 2, question b: points run from 0 to 1, not 2"):
        structure.points(np.array([[0, 1], [1, 2]], np.int8))


def test_a_handful_of_people_do_not_tell_how_skills_go_together():
    with pytest.raises(NotIdentified, match="takes 30 people to tell; there are 5"):
        population_of(structure_of(CALIBRATION, {"x": ("a",), "y": ("b",)}), np.zeros((5, 2), np.int8))
