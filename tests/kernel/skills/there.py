"""Another machine: it holds the parts 0 and 2 of three, in a folder of its own, and says what it finds in them."""

import json
import sys
from dataclasses import astuple
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402  # the site must be there before its models are

from munera.engines.matching import policy  # noqa: E402
from munera.engines.matching.front import Front, Kept  # noqa: E402
from munera.engines.matching.reading import read_demand  # noqa: E402
from munera.kernel.skills.queries import SkilledPeople, matching_taxonomy  # noqa: E402
from tests.kernel.skills.store import SkillStore  # noqa: E402

home = Path(sys.argv[1])
front = Front(
    SkilledPeople(SkillStore.among),
    matching_taxonomy(),
    policy(),
    of=3,
    held=(0, 2),
    kept=Kept(home / "there", "people"),
)
front.refresh(on=timezone.localdate())
demands = map(read_demand, json.loads((home / "demands.json").read_text()))
sys.stdout.write(json.dumps([astuple(front.search(demand, k=5)) for demand in demands]))
