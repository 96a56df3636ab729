"""A credential as something to take along: a file, a picture, a paper. Each holds the signed credential itself, but for
the one for Europass, which takes nothing but its own words and its own seal."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from munera.engines.attestation import baking
from munera.engines.attestation.elm import to_elm
from munera.kernel.credentials.models import Credential
from munera.kernel.credentials.queries.issued import bundle_of, shared_body
from munera.ui.pdf import pdf, picture

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates" / "credentials"
BADGE, PAPER = TEMPLATES / "download_badge.typ", TEMPLATES / "download_paper.typ"


def paper(credential: Credential, kind: str) -> tuple[bytes, str]:
    """The file of this kind, and its media type."""
    make, media_type = PAPERS[kind]
    return make(credential), media_type


def qr_of(address: str, *, title: str) -> str:
    """The address as a QR code in SVG."""
    code = segno.make(address, error="m", micro=False)
    drawn: str = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", title=title, omitsize=True)
    return drawn


def _png(credential: Credential) -> bytes:
    return baking.bake_png(picture(BADGE, _badge(credential), kind="png"), shared_body(credential))


def _svg(credential: Credential) -> bytes:
    return baking.bake_svg(picture(BADGE, _badge(credential), kind="svg"), shared_body(credential))


def _pdf(credential: Credential) -> bytes:
    printed = pdf(PAPER, _sheet(credential), made_at=credential.issued_at)
    return baking.bake_pdf(printed, shared_body(credential))


def _elm(credential: Credential) -> bytes:
    """In the words of Europass; what its seal asks for, a provider of trust services adds."""
    shown = picture(BADGE, _badge(credential), kind="png")
    said = to_elm(json.loads(credential.body), picture=shown, full_name=credential.holder.full_name)
    return json.dumps(said, ensure_ascii=False).encode()


PAPERS: Final[Mapping[str, tuple[Callable[[Credential], bytes], str]]] = {
    "json": (bundle_of, "application/json"),
    "png": (_png, "image/png"),
    "svg": (_svg, "image/svg+xml"),
    "pdf": (_pdf, "application/pdf"),
    "jsonld": (_elm, "application/ld+json"),
}


def _badge(credential: Credential) -> dict[str, Any]:
    return {
        "language": _language(),
        "name": credential.achievement.name,
        "kind": credential.achievement.get_kind_display(),
        "issuer": credential.issuer.organisation.name,
        "day": _day(credential.issued_at),
    }


def _sheet(credential: Credential) -> dict[str, Any]:
    achievement = credential.achievement
    address = settings.MUNERA_ADDRESS + reverse("credentials:check_paper", args=[credential.number])
    facts = [
        (_("Issued by"), credential.issuer.organisation.name),
        (_("Number in the register"), credential.issuer.register_number or _("none")),
        (_("Issued on"), _day(credential.issued_at)),
        (_("Valid until"), _day(credential.valid_until) if credential.valid_until else _("without end")),
    ]
    if achievement.eqf_level:
        facts.append((_("Level (EQF)"), str(achievement.eqf_level)))
    return {
        **_badge(credential),
        "title": _("%(name)s: credential") % {"name": achievement.name},
        "holder": credential.holder.full_name,
        "sentence": _("has achieved this, and the issuer has signed for it."),
        "description": achievement.description,
        "criterion_title": _("What had to be done"),
        "criterion": achievement.criterion,
        "facts": facts,
        "skills_title": _("Skills this proves"),
        "skills": [skill.label for skill in achievement.skills.all()],
        "check": _(
            "This paper holds the signed credential as an attachment. Whoever is handed it can check it at the address "
            "in the code, or by giving the file to the page “Check a credential” of any site like this one."
        ),
        "address": address,
        "qr": qr_of(address, title=_("Way to the page that checks this paper")),
        "qr_title": _("Way to the page that checks this paper"),
        "page": _("Page"),
    }


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _language() -> str:
    return (translation.get_language() or "en").partition("-")[0]
