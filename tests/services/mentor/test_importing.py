"""A file of results from its upload to its report: what is taken in, what is told, and what is never doubled."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.jobs.actions import AttemptOvertaken
from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.jobs.models import Job
from munera.kernel.people.models import Person
from munera.services.mentor import actions, queries
from munera.services.mentor.actions import importing
from munera.services.mentor.actions.refusals import NotHeldYet
from munera.services.mentor.choices import AttemptStatus, FileState, ProofKind
from munera.services.mentor.models import Attempt, AuditedGroups, Form, ResultFile
from tests.factories.mentor import blueprint, clerk, form_of, sitting, table, take_in

pytestmark = pytest.mark.django_db
RIGHT, WRONG = 1, 2


@pytest.fixture
def by() -> Person:
    return clerk()


@pytest.fixture
def form(by: Person) -> Form:
    """Two subjects with four questions each."""
    return form_of(sitting(by))


def rows_of(file: ResultFile) -> list[tuple[int, str, str]]:
    return [(row.number, row.outcome, row.fault) for row in queries.refused_rows(file)]


def attempt_of(form: Form, number: str) -> Attempt:
    return Attempt.objects.get(sitting=form.sitting, digest=queries.digest_of_number(form.sitting, number))


def test_each_candidate_is_marked_by_the_key_and_the_rule(form: Form, by: Person) -> None:
    done = take_in(
        form,
        table(
            form,
            ("K-1", [RIGHT] * 8),
            ("K-2", [RIGHT] * 5 + [WRONG] * 3),
            ("K-3", [RIGHT] * 4 + [WRONG] * 3 + [""]),
        ),
        by,
    )
    assert (done.state, done.counts, rows_of(done)) == (FileState.DONE, {"ok": 3}, [])
    verdicts = [
        (each.subject_points, each.total, each.passed)
        for each in (attempt_of(form, "K-1"), attempt_of(form, "K-2"), attempt_of(form, "K-3"))
    ]
    # Five of eight are enough in total, yet one of four is below the minimum of the subject.
    assert verdicts == [([4, 4], 8.0, True), ([4, 1], 5.0, False), ([4, 0], 4.0, False)]
    form.sitting.refresh_from_db()
    assert (form.sitting.pass_rule, form.sitting.pass_rule_version) == ("kr-engineer-written", "2026-01")
    noted = Event.objects.get(verb="mentor.results.read")
    assert (noted.object, noted.details["outcomes"]) == (reference(done), {"ok": 3})


def test_what_identifies_a_candidate_is_sealed(form: Form, by: Person) -> None:
    content = table(
        form,
        ("K-77123", [RIGHT] * 8),
        also=(["birth", "gender", "region"], ["1999-12-31", "f", "Busan"]),
    )
    take_in(form, content, by)
    attempt = attempt_of(form, "k 77123")
    stored = repr(Attempt.objects.values().get()) + repr(AuditedGroups.objects.values().get())
    assert "77123" not in stored
    assert "1999" not in stored
    opened = queries.open_attempt(attempt)
    assert (opened.number, list(opened.answers)) == ("K77123", [RIGHT] * 8)
    known: dict[ProofKind, date | str] = {ProofKind.BIRTH_DATE: date(1999, 12, 31)}
    assert queries.attempt_proved(form.sitting, "K-77123", known=known) == attempt
    assert queries.attempt_proved(form.sitting, "K-77123", known={ProofKind.BIRTH_DATE: date(1999, 12, 30)}) is None
    groups = AuditedGroups.objects.get()
    assert (groups.gender, groups.age_band, groups.region) == ("f", "20-29", "Busan")
    assert groups.digest not in {attempt.digest, attempt.proof}
    assert ResultFile.objects.get().sealed == b""


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("", [RIGHT] * 8), "number-missing"),
        (("K" * 41, [RIGHT] * 8), "number-long"),
        (("K-2", [RIGHT] * 7 + ["7"]), "answer"),
        (("K-2", [RIGHT] * 7 + ["one"]), "answer"),
        (("K-2", [RIGHT] * 5), "short"),
        (("K-1", [WRONG] * 8), "changed"),
    ],
    ids=["no number", "long number", "no such option", "no number at all", "cut off", "twice with other answers"],
)
def test_a_row_with_a_mistake_keeps_no_other_out(
    form: Form, by: Person, row: tuple[str, Sequence[int | str]], fault: str
) -> None:
    done = take_in(form, table(form, ("K-1", [RIGHT] * 8), row, ("K-9", [WRONG] * 8)), by)
    assert done.counts == {"ok": 2, "refused": 1}
    assert rows_of(done) == [(3, "refused", fault)]
    (told,) = queries.refused_rows(done)
    sentence = queries.sentence_of_row(told.fault, told.said)
    assert "{" not in sentence
    assert "K-2" not in sentence
    assert Attempt.objects.count() == 2


def test_options_may_be_letters_and_signs_for_none(form: Form, by: Person) -> None:
    take_in(form, table(form, ("K-1", ["a", "A", "①", "*", "x", "-", "", "b"])), by)
    answers = list(queries.open_attempt(attempt_of(form, "K-1")).answers)
    assert answers == [1, 1, 1, 0, 0, 255, 255, 2]


def test_who_did_not_come_is_known_and_not_marked(form: Form, by: Person) -> None:
    take_in(form, table(form, ("K-1", [""] * 8), also=(["status"], ["결시"])), by)
    absent = attempt_of(form, "K-1")
    assert (absent.status, absent.total, absent.passed) == (AttemptStatus.ABSENT, None, None)


def test_the_same_file_again_doubles_nothing(form: Form, by: Person) -> None:
    content = table(form, ("K-1", [RIGHT] * 8), ("K-2", [WRONG] * 8))
    take_in(form, content, by)
    again = take_in(form, content, by)
    assert again.counts == {"same": 2}
    assert queries.earlier_file(again) == ResultFile.objects.earliest("pk")
    assert Attempt.objects.count() == 2


def test_begun_again_after_a_crash_it_goes_on_where_it_stopped(
    form: Form, by: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    rows: list[tuple[str, Sequence[int | str]]] = [(f"K-{at}", [RIGHT] * 8) for at in range(5)]
    received = actions.receive_results(form, content=table(form, *rows), name="results.csv", by=by)
    assert received.work is not None
    dying = _DiesAfter(received.work.pk)
    with pytest.raises(AttemptOvertaken):
        actions.read_results(received, progress=dying)  # type: ignore[arg-type]  # all that the work asks of it
    assert Attempt.objects.count() == 2
    run_attempt(received.work.pk, worker="test", enqueue=lambda _job: None)
    done = ResultFile.objects.get(pk=received.pk)
    assert (done.state, done.counts, done.read_to) == (FileState.DONE, {"ok": 5}, 6)
    assert Attempt.objects.count() == 5
    assert Job.objects.get(pk=received.work.pk).done == 5


class _DiesAfter:
    """The first step is done; then another worker has the job."""

    def __init__(self, job: int) -> None:
        self.job, self.steps = job, 0

    def report(self, _done: int, **_of: int) -> None:
        self.steps += 1
        if self.steps > 1:
            raise AttemptOvertaken


def test_columns_may_be_headed_by_their_place_in_a_workbook(form: Form, by: Person) -> None:
    done = take_in(form, workbook(["Candidate number", *range(1, 9)], [4711, *([RIGHT] * 8)]), by, name="a.xlsx")
    assert done.counts == {"ok": 1}
    assert attempt_of(form, "4711").passed


def workbook(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"number,N001,N002,N003,N004,N005,N006,N007,N008\n", "empty"),
        (b"number,N001\nK-1,1\n", "questions"),
        (b"who,N001,N002,N003,N004,N005,N006,N007,N008\nK-1,1,1,1,1,1,1,1,1\n", "columns"),
        (b"%PDF-1.7", "kind"),
        (b"PK\x03\x04 no archive", "broken"),
        (b"number,N001\n\x00\x01\x02", "kind"),
    ],
    ids=["nothing", "no rows", "no questions", "no number", "a PDF", "a broken workbook", "bytes"],
)
def test_a_file_that_cannot_be_read_takes_in_nothing(form: Form, by: Person, content: bytes, fault: str) -> None:
    done = take_in(form, content, by)
    assert (done.state, done.fault) == (FileState.REFUSED, fault)
    assert "{" not in queries.sentence_of_file(done.fault, done.said)
    assert not Attempt.objects.exists()


def test_nothing_is_taken_in_before_the_day_of_the_sitting(by: Person) -> None:
    today = timezone.localdate()
    tomorrow = form_of(sitting(by, held_on=today + timedelta(days=1)))
    content = table(tomorrow, ("100-1", [RIGHT] * 8))
    with pytest.raises(NotHeldYet):
        take_in(tomorrow, content, by)
    assert not ResultFile.objects.exists()


def test_korean_office_files_are_read(form: Form, by: Person) -> None:
    content = table(form, ("가-1", [RIGHT] * 8), also=(["region"], ["부산"])).decode().encode("cp949")
    assert take_in(form, content, by).counts == {"ok": 1}
    assert AuditedGroups.objects.get().region == "부산"


def test_a_corrected_key_marks_everybody_again(form: Form, by: Person) -> None:
    take_in(form, table(form, ("K-1", [RIGHT] * 4 + [WRONG] * 3 + [RIGHT])), by)
    assert not attempt_of(form, "K-1").passed
    first = queries.questions_of(form)[4]
    marked = actions.correct_key(first, right="1,2", given_to_all=False, because="two options are right", by=by)
    attempt = attempt_of(form, "K-1")
    assert (marked, attempt.subject_points, attempt.passed) == (1, [4, 2], True)


def test_a_question_given_to_all_counts_for_who_left_it_out(form: Form, by: Person) -> None:
    take_in(form, table(form, ("K-1", [""] * 8)), by)
    first = queries.questions_of(form)[0]
    actions.correct_key(first, right="1", given_to_all=True, because="misprinted", by=by)
    assert attempt_of(form, "K-1").subject_points == [1, 0]


def test_without_a_rule_nobody_is_told_a_verdict(by: Person) -> None:
    form = form_of(sitting(by, of=blueprint(by, rule="")))
    take_in(form, table(form, ("K-1", [RIGHT] * 8)), by)
    attempt = attempt_of(form, "K-1")
    assert (attempt.total, attempt.passed) == (100.0, None)
