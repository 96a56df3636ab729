"""The mentor: an office with its blueprint and sittings, and a head who looks at reports.

The owner works as clerk and head of one office; the near miss does so in another. Whoever had reports made does not
release them, so those that wait were asked for by a colleague.
"""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.services.mentor import actions, queries, rules
from munera.services.mentor.actions.answers import Candidate
from munera.services.mentor.actions.taking import take_in
from munera.services.mentor.choices import AttemptStatus, OfferKind, ReleaseState, RunState
from munera.services.mentor.models import Calibration, CompetenceUnit, Form, Offer, QuestionStatistic, Release, Sitting
from tests.factories import people
from tests.factories.mentor import blueprint, clerk, form_of, sitting, table
from tests.factories.organisations import membership
from tests.house.matrix import Scene, get, post

PARAMETERS = {"people": 200, "log_likelihood": -1.0, "converged": True, "groups": [], "items": []}


def at_both_desks() -> Person:
    """Clerk and head of one office."""
    somebody = clerk()
    membership(queries.offices_of(somebody).get(), role=rules.HEAD.code, person=somebody)
    return somebody


def calibrated(sat: Sitting, *, by: Person) -> Calibration:
    """As the engine would leave it, without waiting for the engine: what it finds has tests of its own."""
    done = Calibration.objects.create(
        sitting=sat,
        started_by=by,
        state=RunState.DONE,
        people=200,
        digest="0" * 64,
        log_likelihood=-1.0,
        parameters=PARAMETERS,
        summary={"reliability": 0.9, "mean_points": 5.0, "questions": 8},
        ended_at=timezone.now(),
    )
    for question in queries.questions_of(sat.forms.all()[0]):
        QuestionStatistic.objects.create(calibration=done, question=question, answers=200, easiness=0.5)
    return done


def waiting(calibration: Calibration, *, by: Person) -> Release:
    numbers = {"reports": 0, "passed": 0, "failed": 0, "failed_by_subject_alone": 0, "withheld": {}, "sample": []}
    return Release.objects.create(
        sitting=calibration.sitting, calibration=calibration, asked_by=by, state=ReleaseState.ASKED, numbers=numbers
    )


def scene() -> Scene:
    owner, near_miss = at_both_desks(), at_both_desks()
    office = queries.offices_of(owner).get()
    edition = blueprint(owner, topics=1, each=1)
    draft = actions.begin_edition(edition.examination, by=owner)
    subject = draft.subjects.all()[0]
    topic = subject.topics.all()[0]
    sat = sitting(owner, of=edition)
    used, spare = form_of(sat), actions.add_form(sat, code="b", keys=["N001"], by=owner)
    answered(used)
    file = actions.receive_results(used, content=table(used, ("K-2", [1, 1])), name="a.csv", by=owner)
    calibration = calibrated(sat, by=owner)
    ready = sitting(owner, of=edition, in_round=2, held_on=date(2026, 7, 4))
    calibrated(ready, by=owner)
    return Scene(
        signed_in=people.person(),
        near_miss=near_miss,
        owner=owner,
        rows={
            "office": office,
            "examination": edition.examination,
            "draft": draft,
            "subject": subject,
            "topic": topic,
            "question": topic.questions.all()[0],
            "edition": edition,
            "sitting": sat,
            "ready": ready,
            "form": used,
            "spare": spare,
            "file": file,
            "calibration": calibration,
            "statistic": calibration.statistics.all()[0],
            "release": waiting(calibration, by=clerk(office)),
            "offer": actions.add_offer(office, offered("9908"), by=owner),
            "gone": withdrawn(actions.add_offer(office, offered("9907"), by=owner), by=owner),
            "csv": "csv",
        },
    )


def answered(form: Form) -> None:
    """By one candidate."""
    one = Candidate("K1", (1, 1), AttemptStatus.COUNTED, None, None, ("", "", ""))
    take_in(form, queries.marker_of(form), [(queries.digest_of_number(form.sitting, one.number), one)])


def withdrawn(offer: Offer, *, by: Person) -> Offer:
    actions.withdraw_offer(offer, by=by)
    return offer


def offered(code: str) -> actions.OfferText:
    unit = CompetenceUnit.objects.create(code=code, names={"en": "Levelling"})
    return actions.OfferText(kind=OfferKind.COURSE, names={"en": "Levelling in ten evenings"}, units=[unit])


def _upload(_scene: Scene) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("questions.csv", b"subject,topic,question\nlaw,new,N900\n")}


def _results(_scene: Scene) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("results.csv", b"number,1\n")}


def _sitting(scene: Scene) -> dict[str, Any]:
    edition = scene.rows["edition"]
    return {"held_on": "2026-12-05", "round": "9", "blueprint": getattr(edition, "pk", 0)}


OFFICE, EXAMINATION = {"pk": "office"}, {"pk": "examination"}
DRAFT, SUBJECT, TOPIC, QUESTION = {"pk": "draft"}, {"pk": "subject"}, {"pk": "topic"}, {"pk": "question"}
SITTING, FORM, FILE, RELEASE = {"pk": "sitting"}, {"pk": "form"}, {"pk": "file"}, {"pk": "release"}
TEXT = {"code": "new-one", "language": "en", "name": "A new one"}
PART = {"code": "new-part", "name": "A new part"}
OFFER, GONE, OFFERED = {"pk": "offer"}, {"pk": "gone"}, {"kind": "job", "name": "Surveyor", "other_units": "9908"}
ASKED = {"key": "N901", "options": "4", "right": "1", "points": "1"}

ROWS = [
    #                                          nobody     signed in  near miss  owner
    get("mentor:show_start",                   "sign in", "done",    200,       200),
    get("mentor:start_office",                 "sign in", 403,       "done",    "done"),
    get("mentor:show_office",                  "sign in", 403,       404,       200,    at=OFFICE),
    get("mentor:add_examination",              "sign in", 403,       404,       200,    at=OFFICE),
    post("mentor:add_examination",             "sign in", 403,       404,       "done", at=OFFICE, send=TEXT),
    get("mentor:list_offers",                  "sign in", 403,       404,       200,    at=OFFICE),
    get("mentor:add_offer",                    "sign in", 403,       404,       200,    at=OFFICE),
    post("mentor:add_offer",                   "sign in", 403,       404,       "done", at=OFFICE, send=OFFERED),
    get("mentor:change_offer",                 "sign in", 403,       404,       200,    at=OFFER),
    post("mentor:change_offer",                "sign in", 403,       404,       "done", at=OFFER, send=OFFERED),
    get("mentor:withdraw_offer",               "sign in", 403,       404,       200,    at=OFFER),
    post("mentor:withdraw_offer",              "sign in", 403,       404,       "done", at=OFFER),
    get("mentor:offer_again",                  "sign in", 403,       404,       200,    at=GONE),
    post("mentor:offer_again",                 "sign in", 403,       404,       "done", at=GONE),
    get("mentor:list_units",                   "sign in", 403,       200,       200),
    get("mentor:add_unit",                     "sign in", 403,       200,       200),
    # Units are everybody's: the first of them adds it, the second is told so.
    post("mentor:add_unit",                    "sign in", 403,       "done",    409,
         send={"code": "9909", "name": "A unit"}),
    get("mentor:show_examination",             "sign in", 403,       404,       200,    at=EXAMINATION),
    get("mentor:change_examination",           "sign in", 403,       404,       200,    at=EXAMINATION),
    post("mentor:change_examination",          "sign in", 403,       404,       "done", at=EXAMINATION, send=TEXT),
    # The next edition is begun already.
    post("mentor:begin_edition",               "sign in", 403,       404,       409,    at=EXAMINATION),
    get("mentor:add_sitting",                  "sign in", 403,       404,       200,    at=EXAMINATION),
    post("mentor:add_sitting",                 "sign in", 403,       404,       "done", at=EXAMINATION, send=_sitting),
    get("mentor:show_blueprint",               "sign in", 403,       404,       200,    at=DRAFT),
    post("mentor:publish_blueprint",           "sign in", 403,       404,       "done", at=DRAFT),
    get("mentor:fill_blueprint",               "sign in", 403,       404,       200,    at=DRAFT),
    post("mentor:fill_blueprint",              "sign in", 403,       404,       "done", at=DRAFT, send=_upload),
    get("mentor:download_blueprint_template",  "sign in", 403,       404,       200,    at={**DRAFT, "kind": "csv"}),
    get("mentor:add_subject",                  "sign in", 403,       404,       200,    at=DRAFT),
    post("mentor:add_subject",                 "sign in", 403,       404,       "done", at=DRAFT, send=PART),
    get("mentor:change_subject",               "sign in", 403,       404,       200,    at=SUBJECT),
    post("mentor:change_subject",              "sign in", 403,       404,       "done", at=SUBJECT, send=PART),
    post("mentor:remove_subject",              "sign in", 403,       404,       "done", at=SUBJECT),
    get("mentor:add_topic",                    "sign in", 403,       404,       200,    at=SUBJECT),
    post("mentor:add_topic",                   "sign in", 403,       404,       "done", at=SUBJECT, send=PART),
    get("mentor:change_topic",                 "sign in", 403,       404,       200,    at=TOPIC),
    post("mentor:change_topic",                "sign in", 403,       404,       "done", at=TOPIC, send=PART),
    post("mentor:remove_topic",                "sign in", 403,       404,       "done", at=TOPIC),
    get("mentor:add_question",                 "sign in", 403,       404,       200,    at=TOPIC),
    post("mentor:add_question",                "sign in", 403,       404,       "done", at=TOPIC, send=ASKED),
    get("mentor:change_question",              "sign in", 403,       404,       200,    at=QUESTION),
    post("mentor:change_question",             "sign in", 403,       404,       "done", at=QUESTION, send=ASKED),
    post("mentor:remove_question",             "sign in", 403,       404,       "done", at=QUESTION),
    get("mentor:correct_key",                  "sign in", 403,       404,       200,    at=QUESTION),
    post("mentor:correct_key",                 "sign in", 403,       404,       "done", at=QUESTION,
         send={"right": "2", "because": "mixed up"}),
    get("mentor:show_sitting",                 "sign in", 403,       404,       200,    at=SITTING),
    get("mentor:add_form",                     "sign in", 403,       404,       200,    at=SITTING),
    post("mentor:add_form",                    "sign in", 403,       404,       "done", at=SITTING,
         send={"code": "c", "keys": "N002 N001"}),
    post("mentor:remove_form",                 "sign in", 403,       404,       "done", at={"pk": "spare"}),
    get("mentor:upload_results",               "sign in", 403,       404,       200,    at=FORM),
    post("mentor:upload_results",              "sign in", 403,       404,       "done", at=FORM, send=_results),
    get("mentor:download_results_template",    "sign in", 403,       404,       200,    at={**FORM, "kind": "csv"}),
    get("mentor:show_results",                 "sign in", 403,       404,       200,    at=FILE),
    get("mentor:download_results_report",      "sign in", 403,       404,       200,    at=FILE),
    get("mentor:calibrate_sitting",            "sign in", 403,       404,       200,    at=SITTING),
    post("mentor:calibrate_sitting",           "sign in", 403,       404,       "done", at=SITTING,
         send={"model": "2pl"}),
    get("mentor:show_calibration",             "sign in", 403,       404,       200,    at={"pk": "calibration"}),
    get("mentor:show_question",                "sign in", 403,       404,       200,    at={"pk": "statistic"}),
    get("mentor:show_numbers",                 "sign in", 403,       404,       200,    at=SITTING),
    get("mentor:show_fairness",                "sign in", 403,       404,       200,    at=SITTING),
    post("mentor:ask_for_reports",             "sign in", 403,       404,       "done", at={"pk": "ready"}),
    get("mentor:list_releases",                "sign in", 403,       200,       200),
    get("mentor:show_release",                 "sign in", 403,       404,       200,    at=RELEASE),
    post("mentor:release_reports",             "sign in", 403,       404,       "done", at=RELEASE),
    get("mentor:send_back_reports",            "sign in", 403,       404,       200,    at=RELEASE),
    post("mentor:send_back_reports",           "sign in", 403,       404,       "done", at=RELEASE,
         send={"because": "The rule is not verified."}),
]  # fmt: skip
