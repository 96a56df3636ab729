"""People with evidence in the database, and what may happen to them: what a truth is held to its contract with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from munera.engines.matching import Claim, Demand, Person, Requirement
from munera.engines.matching import Evidence as Known
from munera.engines.matching.truth import Truth
from munera.flows import personal_data
from munera.kernel.people.actions import approve_erasure, request_erasure
from munera.kernel.people.models import Person as Row
from munera.kernel.skills.actions import void_evidence
from munera.kernel.skills.choices import ConceptKind, Standing
from munera.kernel.skills.models import Concept, Evidence
from munera.kernel.skills.queries import SkilledPeople, key_of, matching_taxonomy
from munera.kernel.skills.queries.matching import EVIDENCE
from tests.factories import people
from tests.factories.skills import classification, verified


class SkillStore:
    """Two dozen people and more, with credentials in skills that stand in for one another."""

    AT_ONCE = 8

    def __init__(self) -> None:
        classification()
        self.taxonomy, self.on = matching_taxonomy(), timezone.localdate()
        self.truth: Truth = SkilledPeople(self.among)
        self.chance, self.numbers = Random(31), count(1)
        self.skills = list(Concept.objects.filter(kind=ConceptKind.SKILL, is_language=False).order_by("uri"))
        near = [skill for skill in self.skills if self.taxonomy.neighbours.get(skill.uri)]
        self.demands = [
            Demand(
                f"d{place}",
                tuple(Requirement((skill.uri,), weight=weight) for weight, skill in enumerate(some, start=1)),
            )
            for place, some in enumerate([near[:3], near[3:7], [near[0]]])
        ]
        for _ in range(3):
            self.come()

    @staticmethod
    def among() -> QuerySet[Row]:
        return Row.objects.filter(is_active=True)

    def everybody(self, on: date) -> list[Person]:
        found: dict[int, list[Claim]] = {}
        for each in Evidence.objects.filter(person__is_active=True).select_related("skill").order_by("pk"):
            claims = found.setdefault(each.person_id, [])
            if each.voided_at is None and (each.valid_until is None or each.valid_until >= on):
                claims.append(self._claim(each))
        return [Person(key_of(number), tuple(claims)) for number, claims in found.items()]

    def come(self) -> None:
        day = timedelta(days=1)
        for person in Row.objects.bulk_create(
            Row(email=f"skilled{next(self.numbers)}@demo.example", full_name="Ana") for _ in range(self.AT_ONCE)
        ):
            Evidence.objects.bulk_create(
                Evidence(
                    person=person,
                    skill=skill,
                    level=self.chance.choice([None, 1, 3, 5]),
                    standing=self.chance.choice(Standing.values),
                    reference=f"credential:{next(self.numbers)}",
                    recorded_at=timezone.now() - self.chance.randrange(5_000) * day,
                    valid_until=self.chance.choice([None, self.on + self.chance.randrange(6) * day]),
                )
                for skill in self.chance.sample(self.skills[:30], 4)
            )

    def learn(self) -> None:
        verified(self._somebody().person, uri=self.demands[0].requirements[2].skills[0], level=5)

    def lose(self) -> None:
        void_evidence(self._somebody().reference, because="Withdrawn", by=None)

    def leave(self) -> None:
        leaving = self._somebody().person
        asked = request_erasure(leaving, by=leaving)
        approve_erasure(asked, by=people.person("Officer"))
        assert personal_data.erase(asked)

    @contextmanager
    def late(self) -> Iterator[None]:
        """As others see a transaction: its number is drawn first, and its row comes to light after later numbers."""
        one, other = self._somebody(), self._somebody()
        drawn = verified(one.person, uri=self.skills[-1].uri)
        number, written_at = drawn.pk, timezone.now()
        drawn.delete()
        yield
        Evidence.objects.create(
            pk=number, person=one.person, skill_id=one.skill_id, standing=Standing.ISSUER_VERIFIED, level=5
        )
        Evidence.objects.filter(pk=other.pk).update(voided_at=written_at)

    def _somebody(self) -> Evidence:
        return self.chance.choice(self._standing())

    def _standing(self) -> list[Evidence]:
        standing = Evidence.objects.filter(voided_at=None, person__is_active=True).exclude(reference="")
        return list(standing.select_related("person").order_by("pk"))

    @staticmethod
    def _claim(row: Evidence) -> Claim:
        since = timezone.localdate(row.recorded_at)
        return Claim(row.skill.uri, row.level or 0, Known(EVIDENCE[row.standing]), row.valid_until, since)
