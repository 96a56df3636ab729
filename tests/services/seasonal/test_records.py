"""What a person may have a copy of, and what stays when they ask to be forgotten."""

from uuid import uuid4

import pytest

from munera.kernel.people.choices import Erasure
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.models import Confirmation, DaysCredential, SelfCheckCode
from tests.factories.seasonal import TODAY, employer_with_crew, engagement

pytestmark = pytest.mark.django_db


def test_a_worker_and_the_person_who_registered_them_each_find_their_own_rows() -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    there = engagement(of, ana, on=TODAY, by=milica)
    other = engagement(of, bojan, on=TODAY, by=milica)
    actions.cancel_engagement(other, reason=CancelReason.ABSENT, by=milica)

    of_ana = [rows for records in queries.personal_records(ana.person) if (rows := list(records.rows))]
    of_milica = [rows for records in queries.personal_records(milica) if (rows := list(records.rows))]

    assert of_ana == [[ana], [there]]
    assert of_milica == [[there.receipt, other.receipt], [other]]


def test_every_kind_but_codes_and_papers_is_kept_with_a_law_years_and_fields_that_exist() -> None:
    of, milica, workers = employer_with_crew(1)
    actions.register_crew(of, workers, on=TODAY, by=milica, op_id=uuid4())

    for records in queries.personal_records(milica):
        fields = {field.name for field in records.rows.model._meta.get_fields()}
        assert {*records.fields, *records.blanked} <= fields
        if records.erasure is Erasure.DELETE:
            assert records.rows.model in (Confirmation, DaysCredential, SelfCheckCode)
            continue
        assert "Sl. glasnik" in str(records.because)
        assert records.keep_years == 10
        assert records.kept_from in fields


def test_a_worker_whose_name_was_blanked_is_shown_by_number() -> None:
    _of, _milica, [ana] = employer_with_crew(1)
    ana.name = ""

    assert ana.shown_name == f"Worker {ana.pk}"


def test_codes_and_papers_belong_to_their_bearer_and_the_issuer_finds_what_they_issued() -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    actions.issue_code(ana.person, employer=of, by=milica)
    paper = actions.confirm_days(ana.person, of, year=TODAY.year, by=None)
    code = SelfCheckCode.objects.get()

    of_ana, of_milica = (
        [row for records in queries.personal_records(someone) for row in records.rows]
        for someone in (ana.person, milica)
    )

    assert {code, paper} <= set(of_ana)
    assert code in of_milica
    assert paper not in of_milica
