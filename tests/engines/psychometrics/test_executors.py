"""The same parameters, whoever goes over the rows: threads, processes, or workers of a cluster."""

import pickle
from collections.abc import Iterator

import numpy as np
import pytest
from distributed import Client, LocalCluster

from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.calibration.expectation import Turn, expected
from munera.engines.psychometrics.calibration.pool import Values
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.executors import Executor, Threads, shares
from munera.engines.psychometrics.executors.cluster import Cluster
from munera.engines.psychometrics.executors.processes import Processes
from munera.engines.psychometrics.model import Calibration, Floats, Item
from munera.engines.psychometrics.numerics.nodes import USUAL
from munera.engines.psychometrics.responses import Responses, Writer
from tests.engines.psychometrics.real_answers import by_lot

PEOPLE = 60_000


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    """Two groups in three shards of each, and some who left an answer out."""
    generator = np.random.default_rng(1)
    items = [Item(str(number)) for number in range(12)]
    folder = tmp_path_factory.mktemp("answers")
    with Writer(folder, items) as writer:
        for _ in range(3):
            theta = generator.normal(size=PEOPLE // 3)
            table = by_lot(generator, theta, np.linspace(0.7, 1.5, 12), np.linspace(-1, 1, 12))
            table[:300, 5] = -1
            writer.add(table, groups=["x" if place % 2 else "y" for place in range(len(table))])
    return Responses.open(folder)


@pytest.fixture(scope="module")
def alone(stored: Responses) -> Calibration:
    return calibrate(stored, executor=Threads(1))


@pytest.fixture
def two_workers() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


def parameters(calibration: Calibration) -> Floats:
    groups = [(group.mean, group.standard_deviation) for group in calibration.groups]
    return np.array([(each.slope, each.intercepts[0]) for each in calibration.items] + groups)


def assert_same(executor: Executor, stored: Responses, alone: Calibration) -> None:
    found = calibrate(stored, executor=executor)
    assert parameters(found) == pytest.approx(parameters(alone), rel=0, abs=1e-10)
    assert found.log_likelihood == pytest.approx(alone.log_likelihood, rel=1e-13)
    assert found.covariance == pytest.approx(alone.covariance, rel=0, abs=1e-9)


def test_two_threads_find_what_one_does(stored: Responses, alone: Calibration) -> None:
    assert_same(Threads(2), stored, alone)


@pytest.mark.parametrize("count", [1, 2])
def test_processes_find_what_a_thread_does(stored: Responses, alone: Calibration, count: int) -> None:
    with Processes(count) as executor:
        assert_same(executor, stored, alone)


def test_a_cluster_of_two_workers_finds_what_a_thread_does(
    stored: Responses, alone: Calibration, two_workers: Client
) -> None:
    assert_same(Cluster(two_workers), stored, alone)


def test_other_processes_want_answers_in_a_folder() -> None:
    answers = Responses.of([[1, 0], [0, 1], [1, 1]], [Item("a"), Item("b")])
    with Processes(1) as executor, pytest.raises(Malformed, match="save them first"):
        calibrate(answers, executor=executor)


def test_what_travels_in_a_turn_is_as_small_as_the_parameters(stored: Responses) -> None:
    values = Values(np.ones(12), np.zeros((12, 2)), np.zeros(2), np.ones(2))
    turn = Turn(stored.forms, values, USUAL)
    back = expected(stored.blocks, turn)
    assert all(form.answers_of_byte.size > 1_000 for form in stored.forms)
    assert len(pickle.dumps(turn)) < 2_500
    assert len(pickle.dumps(back)) < 4_000


def test_rows_are_shared_out_evenly_and_each_once(stored: Responses) -> None:
    for count in (1, 2, 5):
        parts = shares(stored.blocks, count)
        sizes = [sum(len(block) for block in part) for part in parts]
        assert sum(sizes) == PEOPLE
        assert max(sizes) - min(sizes) <= 1
