"""What can be wrong with an operation as a whole. What is wrong with one worker in it is part of the answer."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Refusal, Sentence


class AlreadyInCrew(Refusal):
    title = _("The worker is on the list already")
    sentence: Sentence = _("Somebody with this number is on your list already.")


class CrewNameTaken(Refusal):
    title = _("There is such a crew already")
    sentence: Sentence = _("You have a crew of this name already. Choose another name.")


class NotYourEmployer(Refusal):
    status: ClassVar[int] = 404
    title = _("You do not act for this employer")
    sentence: Sentence = _("You do not act for this employer, or no longer do. Nothing was changed.")


class NobodyChosen(Refusal):
    status: ClassVar[int] = 422
    title = _("Nobody is chosen yet")
    sentence: Sentence = _("Choose at least one worker.")


class NotOfThisCrew(Refusal):
    title = _("A worker is not of this crew")
    sentence: Sentence = _("One of the workers is not on the list of this employer. Nothing was changed.")


class OperationReused(Refusal):
    title = _("The form was sent before")
    sentence: Sentence = _("This form was sent before with another crew or day. Open the day again and send it anew.")


class DayHasPassed(Refusal):
    title = _("The day has passed")
    sentence: Sentence = _("This day has passed: nobody can be registered or cancelled any more.")


class TooLateToCancel(Refusal):
    title = _("Too late to cancel")
    sentence: Sentence = _("The hour until which this day could be cancelled has passed. The day stays registered.")


class AlreadyCancelled(Refusal):
    title = _("The day is cancelled already")
    sentence: Sentence = _("This day has been cancelled already.")


class LevyNotKnown(Refusal):
    title = _("The levy is not known yet")
    sentence: Sentence = _("The rates of this day are not known yet. The day is registered; its levy follows.")


class MonthHasNotBegun(Refusal):
    title = _("The month has not begun")
    sentence: Sentence = _("This month lies ahead. It can be closed once it has begun.")


class AlreadyClosed(Refusal):
    title = _("The month is closed")
    sentence: Sentence = _("This month is closed. What is wrong with it is put right by a correction.")


class NothingToClose(Refusal):
    title = _("Nobody was registered")
    sentence: Sentence = _("Nobody is registered in this month, so there is nothing to declare.")


class NothingToCorrect(Refusal):
    status: ClassVar[int] = 422
    title = _("Nothing is chosen")
    sentence: Sentence = _("Choose at least one day to strike off or to count in.")


class DayNotAdmitted(Refusal):
    title = _("A day cannot be counted in")
    sentence: Sentence = _("One of the days cannot be counted in: the law does not allow it. Nothing was changed.")


class ReturnSuperseded(Refusal):
    title = _("There is a newer version")
    sentence: Sentence = _("This return has been corrected in the meantime. Open its newest version and begin there.")
