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
