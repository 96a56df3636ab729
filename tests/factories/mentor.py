"""An examining body with one examination, and tables of what candidates answered."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from itertools import count
from typing import Final

import numpy as np

from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.mentor import actions, queries, rules
from munera.services.mentor.choices import CurveModel
from munera.services.mentor.models import Blueprint, Calibration, Examination, Form, ResultFile, Sitting
from tests.factories.organisations import member, organisation

NUMBERS = count(1)
HELD_ON: Final = date(2026, 3, 7)
RULE: Final = "kr-engineer-written"


def office() -> Organisation:
    return organisation(OrganisationKind.PUBLIC_BODY)


def clerk(of: Organisation | None = None) -> Person:
    return member(of or office(), role=rules.CLERK.code)


def head(of: Organisation | None = None) -> Person:
    return member(of or office(), role=rules.HEAD.code)


def examination(by: Person | None = None, *, rule: str = RULE) -> Examination:
    somebody = by or clerk()
    of = queries.offices_of(somebody).get()
    number = next(NUMBERS)
    text = actions.ExaminationText(language="en", names={"en": f"Surveying {number}"}, pass_rule=rule)
    return actions.add_examination(of, text, code=f"surveying-{number}", by=somebody)


def blueprint(
    by: Person | None = None, *, topics: int = 2, each: int = 2, is_published: bool = True, rule: str = RULE
) -> Blueprint:
    """Two subjects with so many topics, and so many questions in each topic; the right answer is always 1 of 4."""
    somebody = by or clerk()
    edition = queries.editions_of(examination(somebody, rule=rule)).get()
    number = 0
    for subject_code in ("law", "maps"):
        subject = actions.add_subject(edition, code=subject_code, names={"en": subject_code}, by=somebody)
        for at in range(1, topics + 1):
            topic = actions.add_topic(subject, code=f"t{at}", names={"en": f"{subject_code} {at}"}, by=somebody)
            for _each in range(each):
                number += 1
                text = actions.QuestionText(key=f"N{number:03d}", right="1")
                actions.add_question(topic, text, by=somebody)
    if is_published:
        actions.publish_blueprint(edition, by=somebody)
        edition.refresh_from_db()
    return edition


def sitting(
    by: Person | None = None, *, of: Blueprint | None = None, in_round: int = 1, held_on: date = HELD_ON
) -> Sitting:
    somebody = by or clerk()
    edition = of or blueprint(somebody)
    text = actions.SittingText(blueprint=edition, year=held_on.year, round=in_round, held_on=held_on)
    return actions.add_sitting(edition.examination, text, by=somebody)


def form_of(sat: Sitting) -> Form:
    return queries.forms_of(sat).get()


def table(form: Form, *rows: tuple[str, Sequence[int | str]], also: Sequence[Sequence[str]] = ()) -> bytes:
    """CSV: the number of the candidate, then the answers; ``also`` begins with the headings of further columns."""
    keys = [question.key for question in queries.questions_of(form)]
    written = StringIO()
    writer = csv.writer(written)
    more: Sequence[Sequence[str]] = also or ([""],) * (len(rows) + 1)
    writer.writerow(["number", *keys, *more[0]])
    for (number, answers), further in zip(rows, more[1:], strict=True):
        writer.writerow([number, *answers, *further])
    return written.getvalue().encode()


def take_in(form: Form, content: bytes, by: Person, *, name: str = "results.csv") -> ResultFile:
    """Received and read, as a worker does it."""
    received = actions.receive_results(form, content=content, name=name, by=by)
    assert received.work is not None
    run_attempt(received.work.pk, worker="test", enqueue=lambda _job: None)
    return ResultFile.objects.get(pk=received.pk)


def simulated(form: Form, *, people: int, seed: int = 7, wrongly_keyed: int | None = None) -> bytes:
    """So many candidates of normal ability; with ``wrongly_keyed``, those who know that question choose option 3."""
    chance = np.random.default_rng(seed)
    questions = queries.questions_of(form)
    theta = chance.normal(size=people)
    difficulty = np.linspace(-1.0, 1.0, len(questions))
    knows = chance.random((people, len(questions))) < 1 / (1 + np.exp(-1.4 * (theta[:, None] - difficulty)))
    options = np.where(knows, 1, chance.integers(2, 5, knows.shape))
    if wrongly_keyed is not None:
        column = options[:, wrongly_keyed]
        options[:, wrongly_keyed] = np.where(column == 1, 3, np.where(column == 3, 1, column))
    traits = [
        [chance.choice(["f", "m"]), chance.choice(["1999-03-01", "1985-03-01"]), chance.choice(["Busan", "Seoul"])]
        for _one in range(people)
    ]
    rows = [(f"K-{at:06d}", row) for at, row in enumerate(options.tolist())]
    return table(form, *rows, also=[["gender", "birth", "region"], *traits])


def calibrate(sat: Sitting, by: Person, *, model: CurveModel = CurveModel.TWO_PARAMETER) -> Calibration:
    """Asked for and carried out, as a worker does it."""
    asked = actions.ask_to_calibrate(sat, model=model, by=by)
    assert asked.work is not None
    run_attempt(asked.work.pk, worker="test", enqueue=lambda _job: None)
    return Calibration.objects.get(pk=asked.pk)
