"""What a closed month brings, as pure functions: the return, the payment order and its codes, the slip, the list.

>>> from datetime import date
>>> from decimal import Decimal
>>> from munera.engines.levies import outputs
>>> order = outputs.PaymentOrder(
...     payer=outputs.Party("Vrt Jovanović", "Glavna 1", "Ruma"),
...     payee=outputs.Party("Poreska uprava"),
...     account="840-4848-37",
...     amount=Decimal("12311.40"),
...     currency="RSD",
...     code="254",
...     purpose="Sezonski rad, jul 2026.",
...     model="97",
...     reference=outputs.reference97("202607000123"),
...     due_on=date(2026, 8, 15),
... )
>>> for tag in outputs.ips_qr_text(order).splitlines()[0].split("|"):
...     print(tag)
K:PR
V:01
C:1
R:840000000000484837
N:Poreska uprava
I:RSD12311,40
P:Vrt Jovanović
>>> outputs.qr_svg(outputs.ips_qr_text(order), title="Payment of 12,311.40 RSD")[:38]
'<svg xmlns="http://www.w3.org/2000/svg'

Plain data goes in, text or bytes come out; the moment of printing is an argument. What a form cannot carry is refused
with the name of the field, and never cut off. ``docs/engines/levies-outputs.md`` tells the forms and their sources.
"""

from munera.engines.levies.outputs.codes import pdf417_svg, qr_svg
from munera.engines.levies.outputs.epc import epc_qr_text
from munera.engines.levies.outputs.errors import (
    BadAccount,
    BadAmount,
    BadCharacter,
    BadCurrency,
    BadForm,
    BadReference,
    Missing,
    NoRows,
    OutputRefused,
    RowTwice,
    TooLong,
)
from munera.engines.levies.outputs.hub3 import hub3_text
from munera.engines.levies.outputs.ips import ips_qr_text
from munera.engines.levies.outputs.listing import return_csv
from munera.engines.levies.outputs.order import Party, PaymentOrder
from munera.engines.levies.outputs.ppp_pd import monthly_return_xml
from munera.engines.levies.outputs.references import account18, is_reference97, reference97, serbian_iban
from munera.engines.levies.outputs.returns import Declarant, KindOfChange, MonthlyReturn, ReturnRow
from munera.engines.levies.outputs.slip import Slip, SlipCode, SlipPayment, Symbology, slip_pdf

__all__ = [
    "BadAccount",
    "BadAmount",
    "BadCharacter",
    "BadCurrency",
    "BadForm",
    "BadReference",
    "Declarant",
    "KindOfChange",
    "Missing",
    "MonthlyReturn",
    "NoRows",
    "OutputRefused",
    "Party",
    "PaymentOrder",
    "ReturnRow",
    "RowTwice",
    "Slip",
    "SlipCode",
    "SlipPayment",
    "Symbology",
    "TooLong",
    "account18",
    "epc_qr_text",
    "hub3_text",
    "ips_qr_text",
    "is_reference97",
    "monthly_return_xml",
    "pdf417_svg",
    "qr_svg",
    "reference97",
    "return_csv",
    "serbian_iban",
    "slip_pdf",
]
