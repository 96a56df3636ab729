"""Have our checkpoints cosigned by other bodies, and cosign theirs."""

from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.log.checkpoints import Checkpoint as Head
from munera.engines.attestation.log.checkpoints import CosignatureVerifier, Cosigner
from munera.engines.attestation.log.notes import NoteVerifier, open_note, read_note
from munera.engines.attestation.log.witness import Answer, Request, Seen, cosigned
from munera.engines.attestation.log.witness import Witness as Protocol
from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials import queries
from munera.kernel.credentials.actions.calling import Answered, NotReached, post
from munera.kernel.credentials.actions.log import make_key_of_site
from munera.kernel.credentials.models import Checkpoint, Cosignature, WatchedLog, Witness
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence

PLAIN = "text/plain; charset=utf-8"


class VerifierKeyUnreadable(Refusal):
    status: ClassVar[int] = 422
    title = _("This is no verifier key")
    sentence: Sentence = _("Copy the whole line: a name, a plus sign, eight letters and digits, a plus sign, the key.")


@transaction.atomic
def add_witness(name: str, *, address: str, verifier_key: str, by: Person | None) -> Witness:
    """Ask another body to watch our log; both sides have exchanged their lines by then."""
    try:
        CosignatureVerifier.from_vkey(verifier_key)
    except AttestationError:
        raise VerifierKeyUnreadable from None
    witness = Witness.objects.create(name=name, address=address.rstrip("/"), verifier_key=verifier_key)
    record_audit("credentials.witness.added", witness, by=by)
    return witness


@transaction.atomic
def watch_log(verifier_key: str, *, by: Person | None) -> WatchedLog:
    """Cosign the checkpoints of another body's log from now on, as long as each continues the one before."""
    try:
        verifier = NoteVerifier.from_vkey(verifier_key)
    except AttestationError:
        raise VerifierKeyUnreadable from None
    make_key_of_site(queries.WITNESS_KEY)
    log = WatchedLog.objects.create(origin=verifier.name, verifier_key=verifier_key)
    record_audit("credentials.log.watched", log, by=by)
    return log


@transaction.atomic
def cosign_checkpoint(body: bytes) -> Answer:
    """Answer the log of another body (C2SP tlog-witness); what it has shown us is kept before it gets our word."""
    log = _log_that_asks(body)
    if log is None:
        return _answer_to_strangers(body)
    state = {log.origin: Seen(log.size, bytes(log.root), bytes(log.note))} if log.seen_at else {}
    verifier = NoteVerifier.from_vkey(log.verifier_key)
    answer = Protocol(_cosigner(), {log.origin: (verifier,)}).add_checkpoint(body, state, now=timezone.now())
    if answer.status == 200:
        seen = answer.state[log.origin]
        log.size, log.root, log.note, log.seen_at = seen.size, seen.root, seen.note, timezone.now()
        log.save(update_fields=["size", "root", "note", "seen_at"])
    return answer


def ask_witnesses() -> dict[str, str]:
    """Have the newest checkpoint cosigned by those that have not; for each witness, how it went in a word."""
    newest = queries.newest_checkpoint()
    if newest is None:
        return {}
    return {witness.name: _ask(witness, newest) for witness in queries.witnesses_to_ask()}


def _ask(witness: Witness, checkpoint: Checkpoint) -> str:
    try:
        said = _request(witness, checkpoint)
        if said.status == 409:
            # It has seen more, or less, than we remember: it says how much, and we begin there.
            witness.size = min(int(said.body), checkpoint.size)
            said = _request(witness, checkpoint)
    except NotReached:
        return _note_failure(witness, "not reached")
    except ValueError:
        return _note_failure(witness, "answered nonsense")
    if said.status != 200:
        return _note_failure(witness, f"refused with {said.status}")
    try:
        line = _line_of(witness, checkpoint, said.body)
    except AttestationError as refused:
        return _note_failure(witness, refused.code)
    with transaction.atomic():
        Cosignature.objects.get_or_create(checkpoint=checkpoint, witness=witness, defaults={"line": line})
        Witness.objects.filter(pk=witness.pk).update(size=checkpoint.size, failed_at=None, failure="")
    return "cosigned"


def _request(witness: Witness, checkpoint: Checkpoint) -> Answered:
    proof = queries.consistency_proof(witness.size, checkpoint.size)
    request = Request(witness.size, tuple(proof), checkpoint.note.encode())
    return post(f"{witness.address}/add-checkpoint", request.to_bytes(), content_type=PLAIN)


def _line_of(witness: Witness, checkpoint: Checkpoint, answer: bytes) -> str:
    """Its signature line, checked: what does not fit spoils every receipt that would carry it."""
    verifier = CosignatureVerifier.from_vkey(witness.verifier_key)
    [signature] = open_note(cosigned(checkpoint.note.encode(), answer), [verifier]).verified
    return signature.line()


def _note_failure(witness: Witness, failure: str) -> str:
    Witness.objects.filter(pk=witness.pk).update(failed_at=timezone.now(), failure=failure[:80])
    return failure


def _cosigner() -> Cosigner:
    return Cosigner(settings.MUNERA_WITNESS_NAME, queries.key_of_site(queries.WITNESS_KEY))


def _log_that_asks(body: bytes) -> WatchedLog | None:
    """Held, so that of two checkpoints at once each is compared with the one before it."""
    try:
        origin = Head.from_text(read_note(Request.from_bytes(body).note).text).origin
    except AttestationError:
        return None
    return WatchedLog.objects.select_for_update().filter(origin=origin).first()


def _answer_to_strangers(body: bytes) -> Answer:
    """What the protocol says of a log that is not known, or of what is no request at all; a site that watches none
    has no key to say it with.
    """
    if not queries.witness_vkey():
        return Answer(404, b"This witness does not know the log.\n", {})
    return Protocol(_cosigner()).add_checkpoint(body, {}, now=timezone.now())
