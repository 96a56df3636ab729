"""A payment order, whatever it is drawn as; each way of paying checks for itself what it can carry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Party:
    """Who pays or is paid, in the lines of a payment slip."""

    name: str
    street: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What somebody is asked to pay, to whom and until when.

    ``account`` is a Serbian account or an IBAN; ``code`` the payment code of the country (``254`` in Serbia, four
    letters elsewhere); ``model`` how the reference is controlled (``97``, ``HR68``), empty where it is not.

    The Serbian Tax Administration gives the number of approval (BOP) when it accepts a return. How that number is
    built is not published where we could read it, so it comes in from outside and only its control digits are checked.
    """

    payer: Party
    payee: Party
    account: str
    amount: Decimal
    currency: str
    code: str
    purpose: str
    model: str
    reference: str
    due_on: date
    place: str = ""
