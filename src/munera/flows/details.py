"""What the details of a record are called: in words on the privacy page and in the index of a copy.

The names on the left are those of the columns, which a copy keeps for programs. A house test fails when a room
declares a detail that has no words here.
"""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Sentence

WORDS: Final[dict[str, Sentence]] = {
    "added_at": _("when it was added"),
    "approved_at": _("when it was approved"),
    "asked_at": _("when it was asked for"),
    "body": _("text"),
    "cancel_reason": _("why it was cancelled"),
    "cancelled_at": _("when it was cancelled"),
    "carried_out_at": _("when it was carried out"),
    "channel": _("inbox or e-mail"),
    "created_at": _("when it was made"),
    "date_joined": _("when it was connected"),
    "email": _("e-mail address"),
    "employer": _("employer"),
    "ended_at": _("when it ended"),
    "ends_on": _("last day"),
    "enrolled_at": _("when the name was put on the list"),
    "expire_date": _("when it ends"),
    "expires_on": _("last day"),
    "extra_data": _("what the eID told this site"),
    "family_name": _("family name"),
    "full_name": _("full name"),
    "given_at": _("when it was given"),
    "given_name": _("given name"),
    "ip": _("network address"),
    "issued_at": _("when it was issued"),
    "job": _("work"),
    "joined_at": _("when the account was made"),
    "kind": _("kind"),
    "language": _("language"),
    "last_login": _("last sign-in"),
    "last_seen_at": _("when it was last seen"),
    "last_used_at": _("when it was last used"),
    "name": _("name"),
    "number": _("number"),
    "on": _("day"),
    "organisation__name": _("organisation"),
    "organisation_id": _("organisation"),
    "packed_at": _("when it was packed"),
    "phone": _("phone"),
    "primary": _("whether it is the main one"),
    "principal__name": _("organisation"),
    "provider": _("which eID"),
    "purpose": _("purpose"),
    "read_at": _("when it was read"),
    "received_at": _("when it was received"),
    "revoked_at": _("when it was revoked"),
    "role": _("role"),
    "scopes": _("what it may be used for"),
    "script": _("script"),
    "size": _("size"),
    "starts_on": _("first day"),
    "state": _("state"),
    "subject": _("subject"),
    "taken_back_at": _("when it was taken back"),
    "text_digest": _("fingerprint of the text"),
    "text_version": _("version of the text"),
    "title": _("title"),
    "type": _("kind"),
    "uid": _("number at the eID"),
    "user_agent": _("browser"),
    "verified": _("whether it is proven"),
    "wanted": _("whether it is wanted"),
    "withdrawn_at": _("when it was taken back"),
}


def in_words(fields: Iterable[str]) -> dict[str, str]:
    """Each detail under the name of its column; one that nobody has put into words keeps that name."""
    return {field: str(WORDS.get(field, field)) for field in fields}
