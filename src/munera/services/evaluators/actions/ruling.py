"""The moderation decides about a card that was reported: it stays, it is taken out of every deck, it is put back."""

from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.messages.actions import send_letter
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.evaluators import queries
from munera.services.evaluators.choices import Verdict
from munera.services.evaluators.models import Demand, Profile, Ruling

LETTER = "evaluators.moderation"
SUBJECT: Sentence = _("A decision of the moderation")
TO_OWNER: dict[Verdict, Sentence] = {
    Verdict.HIDDEN: _(
        "Your card was taken out of every deck. The reason: {because}\n\nIf you think this is wrong, or have changed "
        "the card, write to the address at the foot of this site: somebody looks again."
    ),
    Verdict.RESTORED: _("Your card is back in the decks. The reason: {because}"),
}
TO_REPORTER: dict[Verdict, Sentence] = {
    Verdict.HIDDEN: _("A card that you reported was taken out of every deck. Thank you."),
    Verdict.LEFT: _("A card that you reported was looked at and stays. The reason: {because}"),
}


class AlreadyRuled(Refusal):
    title = _("This was decided already")
    sentence: Sentence = _("Somebody else has decided about this card meanwhile. Look again.")


class OwnCard(Refusal):
    status: ClassVar[int] = 403
    title = _("This is your own card")
    sentence: Sentence = _("Nobody decides about their own card, or about what they reported themselves.")


@transaction.atomic
def rule_on_card(card: Demand | Profile, *, verdict: Verdict, because: str, office: Organisation, by: Person) -> Ruling:
    """Answer every open report about the card with one decision, whose reason its owner reads."""
    held = type(card).objects.select_for_update(of=("self",)).get(pk=card.pk)
    reports = list(queries.open_reports_about(held))
    if _owner_of(held).pk == by.pk or any(report.reported_by_id == by.pk for report in reports):
        raise OwnCard
    is_hidden = held.hidden_at is not None
    if is_hidden != (verdict is Verdict.RESTORED) or not (reports or verdict is Verdict.RESTORED):
        raise AlreadyRuled
    if verdict is not Verdict.LEFT:
        hidden_at = timezone.now() if verdict is Verdict.HIDDEN else None
        type(card).objects.filter(pk=held.pk).update(hidden_at=hidden_at)
    about = {"demand": held} if isinstance(held, Demand) else {"profile": held}
    ruling = Ruling.objects.create(**about, verdict=verdict, because=because, ruled_by=by)
    ruling.reports.set(reports)
    details = {"verdict": verdict.value, "reports": len(reports)}
    record_audit("evaluators.card.ruled", ruling, by=by, on_behalf_of=office, details=details)
    if verdict in TO_OWNER:
        _tell(_owner_of(held), TO_OWNER[verdict], ruling)
    for reporter in {report.reported_by_id: report.reported_by for report in reports}.values():
        _tell(reporter, TO_REPORTER[verdict], ruling)
    return ruling


def _owner_of(card: Demand | Profile) -> Person:
    return card.manager if isinstance(card, Demand) else card.person


def _tell(person: Person, words: Sentence, ruling: Ruling) -> None:
    said = lazy(lambda: str(words).format(because=ruling.because), str)()
    send_letter(person, kind=LETTER, subject=SUBJECT, body=said, about=ruling)
