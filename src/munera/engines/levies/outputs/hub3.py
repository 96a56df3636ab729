"""The text of the PDF417 code on a Croatian payment slip (HUB 3A, format HRVHUB30).

Fourteen fields, each ended by a line feed, the last one too. The characters it carries, and that lengths are counted
in bytes, so that ``Č`` takes the room of two, we have from public programs and not from the bankers' paper itself.
"""

import re
from datetime import date
from decimal import Decimal

from munera.engines.levies.outputs.checks import must_carry, must_fit, must_match, must_say, one_line, to_be_paid
from munera.engines.levies.outputs.errors import BadAccount, BadCurrency
from munera.engines.levies.outputs.order import PaymentOrder
from munera.engines.levies.outputs.references import iban

FIRST_DAY_OF_THE_EURO = date(2023, 1, 1)
MOST = Decimal("9999999999999.99")
CARRIED = frozenset(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzŠĐČĆŽšđčćž ,.:-+?'/()",
)
ACCOUNT = re.compile(r"HR[0-9]{19}")
MODEL = re.compile(r"HR[0-9]{2}|")
REFERENCE = re.compile(r"[0-9A-Z-]{0,22}")
PURPOSE_CODE = re.compile(r"[A-Z]{4}|")


def hub3_text(order: PaymentOrder) -> str:
    """What the code says, a field a line."""
    currency = "EUR" if order.due_on >= FIRST_DAY_OF_THE_EURO else "HRK"
    if order.currency != currency:
        raise BadCurrency("currency", f"on {order.due_on} this code carries {currency} alone, not {order.currency!r}")
    must_say(order.payee.name, field="payee.name")
    fields = (
        "HRVHUB30",
        currency,
        f"{to_be_paid(order.amount, at_most=MOST):015d}",
        _text(order.payer.name, field="payer.name", at_most=30),
        _text(order.payer.street, field="payer.street", at_most=27),
        _text(order.payer.place, field="payer.place", at_most=27),
        _text(order.payee.name, field="payee.name", at_most=25),
        _text(order.payee.street, field="payee.street", at_most=25),
        _text(order.payee.place, field="payee.place", at_most=27),
        _account(order.account),
        must_match(order.model, field="model", pattern=MODEL, form="a model such as HR68, or none"),
        must_match(order.reference, field="reference", pattern=REFERENCE, form="up to 22 digits, capitals and dashes"),
        must_match(order.code, field="code", pattern=PURPOSE_CODE, form="a purpose of four letters, or none"),
        _text(order.purpose, field="purpose", at_most=35),
    )
    return "".join(f"{field}\n" for field in fields)


def _text(text: str, *, field: str, at_most: int) -> str:
    line = one_line(text, field=field)
    must_carry(line, field=field, carries=CARRIED.__contains__, what="the code of HUB 3A")
    return must_fit(line, field=field, at_most=at_most, length=len(line.encode()))


def _account(text: str) -> str:
    account = iban(text)
    if not ACCOUNT.fullmatch(account):
        raise BadAccount("account", f"must be a Croatian IBAN, not {text!r}")
    return account
