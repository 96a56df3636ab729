"""The text of the EPC QR code, by which a banking app of the euro area fills in a transfer (EPC069-12, version 002).

Always in UTF-8, so that a name keeps its letters. A creditor's reference by ISO 11649 goes where the guideline has a
place of its own for one; any other reference leads the free text, since the code can carry only one of the two.
"""

import re
from decimal import Decimal

from munera.engines.levies.outputs.checks import must_fit, must_match, must_say, one_line, to_be_paid, written
from munera.engines.levies.outputs.errors import BadCurrency
from munera.engines.levies.outputs.order import PaymentOrder
from munera.engines.levies.outputs.references import iban, is_creditor_reference

MOST = Decimal("999999999.99")
LONGEST_NAME, LONGEST_TEXT, LONGEST_INFORMATION = 70, 140, 70
# QR version 13 at level M, the largest that the guideline allows.
MOST_BYTES = 331
PURPOSE_CODE = re.compile(r"[A-Z]{4}|")
BIC = re.compile(r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?|")


def epc_qr_text(order: PaymentOrder, bic: str = "") -> str:
    """What the code says; ``bic`` is asked for only where the payee's bank lies outside the European Economic Area."""
    if order.currency != "EUR":
        raise BadCurrency("currency", f"this code carries euro alone, not {order.currency!r}")
    name = must_fit(must_say(order.payee.name, field="payee.name"), field="payee.name", at_most=LONGEST_NAME)
    amount = to_be_paid(order.amount, at_most=MOST)
    structured, text, information = _remittance(order)
    lines = [
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        must_match(bic, field="bic", pattern=BIC, form="a BIC of 8 or 11 characters"),
        name,
        iban(order.account),
        "EUR" + written(amount),
        must_match(order.code, field="code", pattern=PURPOSE_CODE, form="a purpose of four letters, or none"),
        structured,
        text,
        information,
    ]
    # The last line that says something ends the code: no empty line, and no line break, may follow it.
    content = "\n".join(lines).rstrip("\n")
    return must_fit(content, field="order", at_most=MOST_BYTES, length=len(content.encode()))


def _remittance(order: PaymentOrder) -> tuple[str, str, str]:
    """The reference in its own place, or the free text; and beside the former what the payee wants to say."""
    purpose = one_line(order.purpose, field="purpose")
    reference = one_line(order.reference, field="reference")
    if is_creditor_reference(reference):
        return reference, "", must_fit(purpose, field="purpose", at_most=LONGEST_INFORMATION)
    led = " ".join(part for part in (one_line(order.model, field="model") + reference, purpose) if part)
    return "", must_fit(led, field="purpose", at_most=LONGEST_TEXT), ""
