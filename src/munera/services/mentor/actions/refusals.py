"""What can be wrong with what somebody asks of this room's office."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Refusal, Sentence


class ExaminationExists(Refusal):
    title = _("There is such an examination already")
    sentence: Sentence = _("Your body has an examination with this short name already. Choose another one.")


class BlueprintStands(Refusal):
    title = _("This edition is published")
    sentence: Sentence = _(
        "This edition of the blueprint is published and stands as it is: sittings rest on it. Begin the next edition."
    )


class DraftExists(Refusal):
    title = _("A next edition is begun already")
    sentence: Sentence = _("An edition that is not published yet exists already. Finish that one first.")


class BlueprintIncomplete(Refusal):
    status: ClassVar[int] = 422
    title = _("The blueprint is not complete")
    sentence: Sentence = _(
        "Every subject needs a topic, and every topic at least one question, before it is published."
    )


class NameTaken(Refusal):
    title = _("This short name is taken")
    sentence: Sentence = _("Something in this blueprint has this short name or number already. Choose another one.")


class UnitExists(Refusal):
    title = _("This unit is known already")
    sentence: Sentence = _("A unit of competence with this code is known already.")


class RoundExists(Refusal):
    title = _("This round is entered already")
    sentence: Sentence = _("This round of that year is entered already. Open it in the list of sittings.")


class NoSuchQuestion(Refusal):
    status: ClassVar[int] = 422
    title = _("A question of the form is not in the blueprint")
    sentence: Sentence = _("Check the numbers of the questions: each must be in the blueprint, and stand once.")


class FormIsUsed(Refusal):
    title = _("The form is in use")
    sentence: Sentence = _("Answers to this form were taken in already. It stands as it is.")


class NotHeldYet(Refusal):
    title = _("The sitting is still ahead")
    sentence: Sentence = _("Nobody can have answered before its day. Look whether this is the right sitting.")


class NobodyAnswered(Refusal):
    title = _("Nobody has answered yet")
    sentence: Sentence = _("Take in what candidates answered first.")


class CalibrationRuns(Refusal):
    title = _("A calibration is under way")
    sentence: Sentence = _("A calibration of this sitting is under way already. Wait for it to end.")


class NotCalibrated(Refusal):
    title = _("The sitting is not calibrated")
    sentence: Sentence = _("Calibrate the sitting first: reports say how sure they are, and lean on that.")


class NoRuleHolds(Refusal):
    title = _("No rule of passing holds")
    sentence: Sentence = _(
        "Choose the rule of passing of the examination first. Without one, nothing can be explained."
    )


class ReleaseRuns(Refusal):
    title = _("Reports are in preparation")
    sentence: Sentence = _("Reports of this sitting are being made, or wait for a second person, already.")


class OwnRelease(Refusal):
    status: ClassVar[int] = 403
    title = _("You had these reports made")
    sentence: Sentence = _("Whoever had reports made does not release them. Ask a colleague to look at them.")


class NotWaiting(Refusal):
    title = _("These reports do not wait any more")
    sentence: Sentence = _("Somebody else has released these reports or sent them back meanwhile. Look again.")


class OfferWithdrawn(Refusal):
    title = _("It is withdrawn already")
    sentence: Sentence = _("A colleague has withdrawn it meanwhile. It is kept, but no longer shown or changed.")


class OfferStands(Refusal):
    title = _("It is offered already")
    sentence: Sentence = _("A colleague has offered it again meanwhile. You find it in your list.")
