"""What can be wrong with what somebody asks of this room."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Refusal, Sentence


class ProfileExists(Refusal):
    title = _("You have a profile already")
    sentence: Sentence = _("You have a profile as an evaluator already. Change that one.")


class OrcidTaken(Refusal):
    title = _("This ORCID iD is taken")
    sentence: Sentence = _("Another profile bears this ORCID iD. Compare it with your ORCID page.")


class ProfileClosed(Refusal):
    title = _("Your profile is closed")
    sentence: Sentence = _("Open your profile first: a public body could not see whom it would meet.")


class AlreadyListed(Refusal):
    title = _("This is listed already")
    sentence: Sentence = _("You have listed an evaluation with this title and year already.")


class NothingToCheck(Refusal):
    title = _("This institution cannot be checked")
    sentence: Sentence = _(
        "The researcher names another institution by now, it is checked already, or several here bear its name."
    )


class DemandNotReady(Refusal):
    status: ClassVar[int] = 422
    title = _("The demand is not complete")
    sentence: Sentence = _("Ask for at least one skill, and choose a last day that lies ahead.")


class DemandIsOpen(Refusal):
    title = _("The demand is open already")
    sentence: Sentence = _("This demand lies in the decks of researchers already.")


class DemandIsClosed(Refusal):
    title = _("The demand is closed")
    sentence: Sentence = _("This demand is closed. Nothing of it can be changed any more.")


class YoursAlready(Refusal):
    title = _("It is yours already")
    sentence: Sentence = _("A match on this demand reaches you already.")


class AskedAlready(Refusal):
    title = _("This skill is asked for already")
    sentence: Sentence = _("The demand asks for this skill already. Change that line.")


class CardGone(Refusal):
    title = _("This card is not in your deck")
    sentence: Sentence = _("This card is no longer in your deck. Nothing was changed.")


class AlreadyMatched(Refusal):
    title = _("You have met already")
    sentence: Sentence = _("Both of you are interested already: open the match.")


class CannotTakeBack(Refusal):
    title = _("This answer cannot be taken back")
    sentence: Sentence = _("This answer cannot be taken back any more. If both sides are interested, end the match.")


class MatchEnded(Refusal):
    title = _("This match has ended")
    sentence: Sentence = _("This match has ended. Nothing was changed.")


class ProjectRuns(Refusal):
    title = _("A project is under way")
    sentence: Sentence = _("Finish the project or give it up before you end the match.")


class NotThisStep(Refusal):
    title = _("The project is not there yet, or beyond")
    sentence: Sentence = _("This step is not the next one of the project, or it is for the other side. Look again.")


class SpokenAlready(Refusal):
    title = _("You have said it already")
    sentence: Sentence = _("Your side has given its feedback on this project already.")


class DeclaredAlready(Refusal):
    title = _("This is declared already")
    sentence: Sentence = _("This conflict of interest is declared already.")


class BlockedAlready(Refusal):
    title = _("You have blocked them already")
    sentence: Sentence = _("You have blocked the other side already.")
