"""The index: built once, searched exactly, kept up to date person by person."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from threading import RLock
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.errors import Malformed
from munera.engines.matching.index.blocks import blocks_of
from munera.engines.matching.index.codes import bounds, packed, strengths
from munera.engines.matching.index.delta import MOST, Delta
from munera.engines.matching.index.facts import Facts, everybody, how_many, rows_in
from munera.engines.matching.index.ordering import order_of
from munera.engines.matching.index.question import Worths, question_of
from munera.engines.matching.index.results import Contribution, Results
from munera.engines.matching.index.rows import Fact, Rows, columns, facts_of, few_enough, joined, rows_of
from munera.engines.matching.index.searching import Base, View
from munera.engines.matching.lots import SALT, lot_of
from munera.engines.matching.model import WHOLE, Demand, Evidence, Person, Policy, Requirement
from munera.engines.matching.scoring import Asked, asked, value_of
from munera.engines.matching.taxonomy import Neighbour, Taxonomy

NOTHING = (0, False, 0, "", 0, 0)


class Index:
    """Threads may share it: a change waits for no search, and a search sees each change whole or not at all."""

    def __init__(
        self,
        base: Base,
        *,
        skills: Sequence[str],
        taxonomy: Taxonomy,
        policy: Policy,
        on: date,
        salt: bytes,
        digest: str,
    ) -> None:
        self.base, self.taxonomy, self.policy = base, taxonomy, policy
        self.on, self.salt = on, salt
        self.digest = digest
        """Of all that is in the index, and of every change since it was built."""
        self.skills = list(skills)
        self.numbers = {skill: number for number, skill in enumerate(self.skills)}
        self.delta = Delta()
        self._living = how_many(base.alive)
        self._began_on = on
        self._strong = strengths(policy)
        self._worths = Worths(self._strong)
        self._changing = RLock()

    # --- building ---------------------------------------------------------------------------------------------------

    @classmethod
    def build(
        cls, people: Iterable[Person], taxonomy: Taxonomy, policy: Policy, *, on: date, salt: bytes = SALT
    ) -> Self:
        """What the claims of these people are on a day. ``salt`` is published with the ranking."""
        rows, skills = rows_of(people, policy, on=on, salt=salt)
        return cls._built(rows, skills, taxonomy, policy, on=on, salt=salt)

    @classmethod
    def from_arrays(
        cls,
        taxonomy: Taxonomy,
        policy: Policy,
        *,
        on: date,
        skills: Sequence[str],
        keys: Sequence[str],
        starts: NDArray[Any],
        entries: NDArray[Any],
        codes: NDArray[Any],
        due: NDArray[Any],
        facts: Mapping[Fact, NDArray[Any]],
        salt: bytes = SALT,
    ) -> Self:
        """The same from columns: ``entries`` are places in ``skills``, ``codes`` are bytes of ``index.codes``."""
        if len(entries) and not 0 <= int(entries.min()) <= int(entries.max()) < len(few_enough(skills)):
            raise Malformed("An entry names a skill that is not there.")
        rows = columns(keys=keys, starts=starts, skills=entries, codes=codes, due=due, facts=facts, salt=salt)
        return cls._built(rows, skills, taxonomy, policy, on=on, salt=salt)

    @classmethod
    def _built(
        cls, rows: Rows, skills: Sequence[str], taxonomy: Taxonomy, policy: Policy, *, on: date, salt: bytes
    ) -> Self:
        numbers = {skill: number for number, skill in enumerate(skills)}
        families = [[numbers[skill] for skill in family if skill in numbers] for family in taxonomy.occupations]
        rows = rows.taken(order_of(rows, len(skills), families))
        base = Base(
            replace(rows, facts={}),
            Facts.of(rows.facts, len(rows)),
            blocks_of(rows, len(skills), bounds(policy)),
            everybody(len(rows)),
        )
        return cls(
            base,
            skills=skills,
            taxonomy=taxonomy,
            policy=policy,
            on=on,
            salt=salt,
            digest=_digest(rows, skills, policy, on=on, salt=salt),
        )

    def merged(self) -> "Index":
        """The same people and the same day, built anew and in order again; what changes meanwhile is not in it."""
        with self._changing:
            rows = joined([replace(self.base.rows, facts=self.base.facts.named()), self.delta.rows()])
            first = rows_in(self.base.alive, len(self.base.rows)).astype(np.int64)
            second = rows_in(self.delta.alive, len(self.delta)).astype(np.int64) + len(self.base.rows)
        rows = rows.taken(np.concatenate([first, second]))
        passed = (self.on - self._began_on).days
        due = np.where(rows.due == 65_535, rows.due, rows.due - np.uint16(passed)).astype(np.uint16)
        return Index._built(replace(rows, due=due), self.skills, self.taxonomy, self.policy, on=self.on, salt=self.salt)

    def under(self, policy: Policy) -> "Index":
        """The same people weighed by another policy, without asking anybody again."""
        if [years for years, _ in policy.freshness] != [years for years, _ in self.policy.freshness]:
            raise Malformed("A policy with other years of freshness reads other things from the claims: build anew.")
        if len(self.delta):
            return self.merged().under(policy)
        blocks = blocks_of(self.base.rows, len(self.skills), bounds(policy))
        other = Index(
            replace(self.base, blocks=blocks),
            skills=self.skills,
            taxonomy=self.taxonomy,
            policy=policy,
            on=self.on,
            salt=self.salt,
            digest=self.digest,
        )
        other._began_on = self._began_on
        other._note("under", [policy_words(policy)])
        return other

    # --- searching --------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return self._living + len(self.delta.row_of)

    def search(self, demand: Demand | Asked, k: int = 10) -> Results:
        """The ``k`` best, exactly as ``scoring.score`` ranks them; nobody with nothing to show is among them."""
        if k < 1:
            raise Malformed("At least one person must be asked for.")
        wanted = demand if isinstance(demand, Asked) else asked(demand, self.taxonomy)
        with self._changing:
            recent = self.delta.seen(wanted.demand)
            view, question = View(self.base, recent, len(self)), question_of(wanted, self.numbers, self._worths)
            number_of = np.zeros(len(self.skills), np.uint16)
        number_of[question.distinct] = np.arange(1, len(question.distinct) + 1)
        return view.search(question, number_of, wanted.demand, k)

    def contributions(self, key: str, demand: Demand | Asked) -> tuple[Contribution, ...]:
        """What each requirement found in one person; those that found nothing are left out."""
        wanted = demand if isinstance(demand, Asked) else asked(demand, self.taxonomy)
        entries = self.entries(key)
        found = []
        for place, (requirement, answers) in enumerate(zip(wanted.demand.requirements, wanted.answers, strict=True)):
            best = max((self._worth(entry, requirement, answers) for entry in entries), default=NOTHING)
            if value := best[0]:
                _, _, _, skill, level, evidence = best
                found.append(Contribution(place, skill, level, Evidence(evidence), value, requirement.weight * value))
        return tuple(found)

    def _worth(
        self, entry: tuple[int, int], requirement: Requirement, answers: Mapping[str, Neighbour | None]
    ) -> tuple[int, bool, int, str, int, int]:
        """Value, verified, similarity, skill, level, evidence: what is greater counts."""
        skill, code = self.skills[entry[0]], entry[1]
        level, evidence = code >> 5, code >> 3 & 3
        if skill not in answers or level < requirement.minimum_level or evidence < requirement.minimum_evidence:
            return NOTHING
        neighbour = answers[skill]
        similarity = neighbour.similarity if neighbour else WHOLE
        value = value_of(similarity, int(self._strong[code]))
        return value, evidence == Evidence.VERIFIED, similarity, skill, level, evidence

    def entries(self, key: str) -> list[tuple[int, int]]:
        """The skills of one person, as places in ``skills``, and the codes of their claims."""
        rows: Rows | Delta = self.delta
        row = self.delta.row_of.get(key)
        if row is None:
            rows, row = self.base.rows, self._find(key)
        if row is None:
            raise Malformed(f"Nobody in the index is called {key}.")
        begin, end = int(rows.starts[row]), int(rows.starts[row + 1])
        return list(zip(rows.skills[begin:end].tolist(), rows.codes[begin:end].tolist(), strict=True))

    # --- changing ---------------------------------------------------------------------------------------------------

    def upsert(self, person: Person) -> None:
        """Let the next search see this person as they are now."""
        with self._changing:
            claims, days = packed(person.claims, self.policy, on=self.on)
            for skill, _ in claims:
                if skill not in self.numbers:
                    few_enough([*self.skills, skill])
                    self.numbers[skill] = len(self.skills)
                    self.skills.append(skill)
            entries = [(self.numbers[skill], code) for skill, code in claims]
            passed = (self.on - self._began_on).days
            self._bury(person.key)
            self.delta.append(
                person.key,
                entries,
                tie=lot_of(person.key, self.salt),
                due=min(days + passed, 65_535),
                facts=facts_of(person),
            )
            self._note("upsert", [person.key, [[skill, code] for skill, code in claims], facts_of(person)])

    def remove(self, key: str) -> bool:
        """Whether there was such a person."""
        with self._changing:
            gone = self.delta.remove(key) or self._bury(key)
            if gone:
                self._note("remove", [key])
        return gone

    @property
    def is_changed(self) -> bool:
        """Whether anything has come or gone since it was built."""
        return bool(len(self.delta)) or self._living < len(self.base.rows) or self.on != self._began_on

    @property
    def is_due_for_merging(self) -> bool:
        return len(self.delta) > MOST

    def stale(self, on: date) -> list[str]:
        """Who must be put in again before the index speaks for that day: a claim of theirs ends, or grows old."""
        passed = (on - self._began_on).days
        base = self.base.rows
        old = np.flatnonzero(base.due <= passed)
        alive = (self.base.alive[old // 32] >> (old % 32).astype(np.uint32)) & 1
        keys = [base.keys[row] for row in old[alive == 1].tolist()]
        return keys + [key for key, row in self.delta.row_of.items() if int(self.delta.due[row]) <= passed]

    def advance(self, on: date, people: Callable[[Sequence[str]], Iterable[Person]]) -> None:
        """Speak for a later day. ``people`` fetches those of these keys who are still there."""
        if on < self.on:
            raise Malformed(f"The index speaks for {self.on}; it cannot go back to {on}.")
        if (on - self._began_on) > timedelta(days=10_000):
            raise Malformed("The index is a generation old: build it anew.")
        old = self.stale(on)
        self.on = on
        self._note("advance", [on.isoformat()])
        found = {person.key: person for person in people(old)} if old else {}
        for key in old:
            if key in found:
                self.upsert(found[key])
            else:
                self.remove(key)

    def _bury(self, key: str) -> bool:
        row = self._find(key)
        if row is None:
            return False
        alive = self.base.alive.copy()
        alive[row // 32] &= np.uint32(0xFFFFFFFF ^ 1 << row % 32)
        self.base = replace(self.base, alive=alive)
        self._living -= 1
        return True

    def _find(self, key: str) -> int | None:
        """The row of somebody who is alive in the base: few share a lot, and then their keys decide."""
        rows = self.base.rows
        for row in np.flatnonzero(rows.ties == np.uint32(lot_of(key, self.salt))).tolist():
            if int(self.base.alive[row // 32]) >> row % 32 & 1 and rows.keys[row] == key:
                return int(row)
        return None

    def _note(self, verb: str, words: list[Any]) -> None:
        line = json.dumps([self.digest, verb, *words], ensure_ascii=False, separators=(",", ":"))
        self.digest = hashlib.sha256(line.encode()).hexdigest()


def _digest(rows: Rows, skills: Sequence[str], policy: Policy, *, on: date, salt: bytes) -> str:
    head = [on.isoformat(), salt.hex(), policy_words(policy), list(skills), sorted(rows.facts)]
    content = hashlib.sha256(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode())
    for array in (rows.starts, rows.skills, rows.codes, rows.due, rows.keys.ends, rows.keys.letters):
        content.update(array.tobytes())
    for fact in sorted(rows.facts):
        content.update(rows.facts[fact].tobytes())
    return content.hexdigest()


def policy_words(policy: Policy) -> dict[str, Any]:
    """A policy as plain values, the same for the same policy."""
    return {
        "version": policy.version,
        "evidence": [policy.evidence[kind] for kind in Evidence],
        "level": list(policy.level),
        "freshness": [list(step) for step in policy.freshness],
    }
