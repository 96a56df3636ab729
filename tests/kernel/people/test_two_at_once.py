"""Two employers may register the same worker at the same moment; there is one person afterwards."""

import pytest

from munera.kernel.people.models import Identifier, Person
from tests.factories.people import jmbg
from tests.processes import Site

pytestmark = pytest.mark.two_servers


def test_two_processes_that_record_the_same_numbers_find_the_same_people(site: Site) -> None:
    numbers = [jmbg() for _ in range(30)]
    both = [site.python("-m", "tests.kernel.people.work", *numbers) for _ in range(2)]
    assert [each.wait(timeout=60) for each in both] == [0, 0], site.logs()
    first, second = ((site.home / f"{each.pid}.out").read_text().split() for each in both)
    assert first == second
    assert Person.objects.count() == Identifier.objects.count() == len(set(first)) == 30
