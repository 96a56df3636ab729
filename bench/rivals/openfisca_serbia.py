"""The Serbian levy in OpenFisca, timed on the inputs that it is handed: run in an environment of its own.

    python openfisca_serbia.py FOLDER

``FOLDER`` holds ``law.json`` (dated values), ``panel.npy`` (who worked on which day of a month) and ``mixed.npy`` (a
day for each row). What was measured is printed as JSON. OpenFisca is AGPL-3.0: nothing of ours is imported here, and
this program is no part of what is shipped.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

COMPONENTS = ("tax", "pension", "health")
Person = build_entity(key="person", plural="persons", label="A worker", is_person=True)


class works(Variable):  # noqa: N801  # the name of the class is the name of the variable
    value_type = bool
    entity = Person
    definition_period = DateUnit.DAY
    label = "Worked on the day"


class levy_base(Variable):  # noqa: N801
    value_type = float
    entity = Person
    definition_period = DateUnit.DAY
    label = "A thirtieth of the lowest monthly base, on a day of work"

    def formula(person, period, parameters):  # noqa: N805  # OpenFisca hands over the person, there is no instance
        return person("works", period) * parameters(period).lowest_monthly_base / 30


def of_base(person: Any, period: Any, rate: float) -> np.ndarray:
    """A percentage of the base, half up to the para."""
    return np.floor(person("levy_base", period) * rate + 0.5) / 100


class tax(Variable):  # noqa: N801
    value_type = float
    entity = Person
    definition_period = DateUnit.DAY
    label = "Income tax"

    def formula(person, period, parameters):  # noqa: N805  # OpenFisca hands over the person, there is no instance
        return of_base(person, period, parameters(period).tax)


class pension(Variable):  # noqa: N801
    value_type = float
    entity = Person
    definition_period = DateUnit.DAY
    label = "Pension and disability insurance"

    def formula(person, period, parameters):  # noqa: N805  # OpenFisca hands over the person, there is no instance
        return of_base(person, period, parameters(period).pension)


class health(Variable):  # noqa: N801
    value_type = float
    entity = Person
    definition_period = DateUnit.DAY
    label = "Health insurance for injury at work"

    def formula(person, period, parameters):  # noqa: N805  # OpenFisca hands over the person, there is no instance
        return of_base(person, period, parameters(period).health)


def system_of(law: dict[str, dict[str, float]]) -> TaxBenefitSystem:
    """The rule as users of OpenFisca write one: dated parameters, and a variable for whatever one may ask about."""
    system = TaxBenefitSystem([Person])
    values = {key: {"values": {day: {"value": value} for day, value in dated.items()}} for key, dated in law.items()}
    system.parameters = ParameterNode("", data=values)
    system.add_variables(works, levy_base, tax, pension, health)
    return system


def simulation_of(system: TaxBenefitSystem, count: int) -> Simulation:
    return SimulationBuilder().build_default_simulation(system, count)


def dense(system: TaxBenefitSystem, panel: np.ndarray, days: list[str]) -> float:
    """Every component of every worker on every day of a month, and the sum of all."""
    simulation, total = simulation_of(system, panel.shape[1]), 0.0
    for day, works in zip(days, panel, strict=True):
        simulation.set_input("works", day, works)
        total += sum(float(simulation.calculate(component, day).sum()) for component in COMPONENTS)
    return total


def single(system: TaxBenefitSystem, day: str) -> float:
    """One worker, one day."""
    simulation = simulation_of(system, 1)
    simulation.set_input("works", day, np.array([True]))
    return sum(float(simulation.calculate(component, day)[0]) for component in COMPONENTS)


def mixed(system: TaxBenefitSystem, days: np.ndarray) -> float:
    """Rows that each have their own day: one calculation for each distinct day, in one simulation, which is fastest."""
    distinct, counts = np.unique(days, return_counts=True)
    simulation, total = simulation_of(system, int(counts.max())), 0.0
    places = np.arange(counts.max())
    for day, count in zip(distinct.astype(str).tolist(), counts.tolist(), strict=True):
        on = period(day)
        simulation.set_input("works", on, places < count)
        total += sum(float(simulation.calculate(component, on).sum()) for component in COMPONENTS)
    return total


def timed(what: Callable[[], float], *, rounds: int) -> dict[str, float]:
    """The median in milliseconds, and what came out."""
    taken, result = [], 0.0
    for _ in range(rounds):
        begin = time.process_time()
        result = what()
        taken.append((time.process_time() - begin) * 1e3)
    return {"ms": median(taken), "sum": result}


def main() -> None:
    folder = Path(sys.argv[1])
    law = json.loads((folder / "law.json").read_text())
    system = system_of(law["values"])
    panel, days = np.load(folder / "panel.npy"), np.load(folder / "mixed.npy")
    measured = {
        "version": version("openfisca-core"),
        "dense": timed(lambda: dense(system, panel, law["month"]), rounds=5),
        "single": timed(lambda: single(system, law["month"][0]), rounds=200),
        "mixed": timed(lambda: mixed(system, days), rounds=3),
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
