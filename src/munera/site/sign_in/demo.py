"""The people of the demo town as whom anyone may look around, and what each of them is there to show."""

import os
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """Who somebody is in the town, and what one can do as them."""

    who: Sentence
    can: Sentence


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the town with their part."""

    person: Person
    part: Part


PARTS = {
    "milica": Part(
        _("Farmer, runs Sunčani Vrt in Šabac"),
        _("Registers a crew for a day of picking, cancels a day for rain, downloads the month’s slip."),
    ),
    "dragan": Part(
        _("Farmer, runs Voće Šumadije in Topola"),
        _("Does the same for his own farm, and sees nothing of Milica’s."),
    ),
    "jelena": Part(
        _("Accountant of both farms"),
        _("Acts for each of them; her own name stays beside theirs in every record."),
    ),
    "zoran": Part(
        _("Labour inspector"),
        _("Looks up who is registered where, as it is known now or was at any moment, and checks receipts."),
    ),
    "vera": Part(
        _("Officer of the tax office"),
        _("Sees seasonal work in numbers, and which returns are closed, corrected or outstanding."),
    ),
    "stevan": Part(
        _("Clerk at the service centre of Šabac"),
        _("Opens accounts for farmers without a certificate, acts for them, and gives workers a code."),
    ),
    "ana": Part(
        _("Seasonal worker"),
        _("Sees her own days of work, and for whom they were."),
    ),
    "leila": Part(
        _("Privacy officer of the town; reads Arabic"),
        _("Answers people who ask what is held about them, or to be forgotten."),
    ),
    "joana": Part(
        _("Administrator of the town; reads Portuguese"),
        _("Gives and ends roles, issues keys for programs."),
    ),
    "petros": Part(
        _("Auditor of the town"),
        _("Reads who did what, and checks that nothing was changed since."),
    ),
    "bruna": Part(
        _("Manager in a Brazilian secretariat; reads Portuguese"),
        _("Asks for evaluations of public policies, and looks through a deck of researchers for each."),
    ),
    "renata": Part(
        _("Office for evaluations in a Brazilian secretariat; reads Portuguese"),
        _("Composes panels for several demands at once, and decides about cards that were reported."),
    ),
    "aline": Part(
        _("Researcher who evaluates health programmes; reads Portuguese"),
        _("Looks through a deck of demands. Says “bora!” to one, and meets whoever said it to her."),
    ),
    "caio": Part(
        _("Researcher who evaluates education; reads Portuguese"),
        _("Follows what is new by a saved search, and has reported a card to the office."),
    ),
    "dandara": Part(
        _("Researcher who interviews those who use a service; reads Portuguese"),
        _("Sees why a card stands where it does in her deck, and what would bring more points."),
    ),
    "edson": Part(
        _("Researcher who maps access to water, housing and transport; reads Portuguese"),
        _("Stands first for an evaluation of bus lanes, waits to be asked onto a panel."),
    ),
    "flavia": Part(
        _("Researcher with an evaluation behind her; reads Portuguese"),
        _("Holds the credential of it, which ranks her higher in the next deck."),
    ),
    "hana": Part(
        _("Clerk of an examination office in Korea; reads Korean"),
        _("Calibrates the questions of October, looks at those that want a look, has the reports made."),
    ),
    "doyun": Part(
        _("Head of the examination office; reads Korean"),
        _("Reads reports that somebody else had made before any candidate is shown one."),
    ),
    "jiwoo": Part(
        _("Candidate who failed twice; reads Korean"),
        _("Learns why, what to study first, what the chance is next time, and which courses help."),
    ),
    "seoyeon": Part(
        _("Candidate who passed the second time; reads Korean"),
        _("Puts the pass into her wallet, and finds jobs that fit what she can do."),
    ),
    "emin": Part(
        _("Resident without any role"),
        _("Has an account and nothing else: shows which doors stay closed."),
    ),
}
UNTOLD = Part(_("Lives in the demo town"), "")


def people_of_demo_town() -> QuerySet[Person]:
    """Those who may be tried, in the order in which the town was built."""
    return Person.objects.filter(is_of_demo_town=True, is_active=True, email__isnull=False).order_by("pk")


def players() -> list[Player]:
    return [Player(person, PARTS.get(_key(person), UNTOLD)) for person in people_of_demo_town()]


def _key(person: Person) -> str:
    """``milica`` of milica@demo.example: how the builders of the town call their people."""
    return (person.email or "").partition("@")[0]


def mail_folder() -> str:
    """Where the mail of the town is written, seen from where it was started; nothing where mail is really sent."""
    return os.path.relpath(settings.EMAIL_FILE_PATH) if settings.MUNERA_DEMO and not settings.EMAIL_HOST else ""
