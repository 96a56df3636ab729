"""The text of the NBS IPS QR code, by which a Serbian banking app fills in a payment order.

Read at the central bank: the tags and their order, that an optional tag is left out rather than empty, that nothing
stands before the first or after the last tag, UTF-8, the decimal comma, and which special characters a text may hold.
**Not read in the specification itself**: that N and P hold 70 characters and S holds 35, and that a reference without
a model is led by two zeros. Of the two upper limits that are told of an amount, ours is the lower.
"""

import re
from decimal import Decimal

from munera.engines.levies.outputs.checks import (
    must_carry,
    must_fit,
    must_match,
    must_say,
    one_line,
    to_be_paid,
    written,
)
from munera.engines.levies.outputs.errors import BadCurrency, BadReference
from munera.engines.levies.outputs.order import Party, PaymentOrder
from munera.engines.levies.outputs.references import account18, is_reference97

LONGEST_PARTY, LONGEST_PURPOSE = 70, 35
MOST = Decimal("999999999999.99")
# The central bank's own table. The upright stroke, which parts the tags, is not in it.
SPECIAL = frozenset("!(/@}):[~#*;]$+<^%,=_\"&->`.?{' ")
PAYMENT_CODE = re.compile(r"[0-9]{3}")
MODEL = re.compile(r"[0-9]{2}")
REFERENCE = re.compile(r"[0-9A-Z-]{1,23}")
NO_MODEL = "00"


def ips_qr_text(order: PaymentOrder) -> str:
    """What the code says: ``K:PR|V:01|C:1|R:…``."""
    if order.currency != "RSD":
        raise BadCurrency("currency", f"this code carries dinars alone, not {order.currency!r}")
    payee = _party(order.payee, field="payee")
    must_say(order.payee.name, field="payee.name")
    amount = to_be_paid(order.amount, at_most=MOST)
    code = must_match(order.code, field="code", pattern=PAYMENT_CODE, form="a payment code of three digits")
    tags = [
        ("K", "PR"),
        ("V", "01"),
        ("C", "1"),
        ("R", account18(order.account)),
        ("N", payee),
        ("I", "RSD" + written(amount, point=",")),
        ("P", _party(order.payer, field="payer")),
        ("SF", code),
        ("S", must_fit(_line(order.purpose, field="purpose"), field="purpose", at_most=LONGEST_PURPOSE)),
        ("RO", _reference(order)),
    ]
    return "|".join(f"{tag}:{content}" for tag, content in tags if content)


def _party(party: Party, *, field: str) -> str:
    """Its lines, as the tags N and P carry them."""
    lines = (
        _line(party.name, field=f"{field}.name"),
        _line(party.street, field=f"{field}.street"),
        _line(party.place, field=f"{field}.place"),
    )
    return must_fit("\r\n".join(line for line in lines if line), field=field, at_most=LONGEST_PARTY)


def _line(text: str, *, field: str) -> str:
    return must_carry(one_line(text, field=field), field=field, carries=_carries, what="the NBS IPS QR code")


def _carries(character: str) -> bool:
    return character.isalnum() or character in SPECIAL


def _reference(order: PaymentOrder) -> str:
    if not order.reference:
        if order.model:
            raise BadReference("reference", f"model {order.model} controls a reference, and there is none")
        return ""
    if order.model == "97" and not is_reference97(order.reference):
        raise BadReference("reference", f"the control digits of {order.reference!r} are not those of model 97")
    if not REFERENCE.fullmatch(order.reference):
        raise BadReference("reference", f"may hold up to 23 digits, letters A to Z and dashes, not {order.reference!r}")
    model = must_match(order.model or NO_MODEL, field="model", pattern=MODEL, form="a model of two digits")
    return model + order.reference
