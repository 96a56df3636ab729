"""What a closed month brings: the payment order with its code, the return as XML, and its rows as a list.

Some facts of law have not been read at their source: the code of income (SVP), the number the Tax Administration
gives a return (BOP, JIPD), its lists of municipalities and of kinds of payers. None of them is guessed. Where a form
must hold one it holds zeros, and the file says so in a remark.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from munera.engines import levies
from munera.engines.levies import outputs
from munera.kernel.people.choices import IdentifierKind
from munera.services.seasonal.models import MonthlyReturn
from munera.services.seasonal.queries.levy import in_reader_language, rulebook_of
from munera.services.seasonal.queries.versions import Declared, declared_in
from munera.ui.money import money

CENT = Decimal("0.01")
# Told in several places of the citizen's number alone.
KINDS_OF_NUMBER: dict[str, str] = {IdentifierKind.RS_JMBG: "1"}
UNKNOWN_DIGIT, UNKNOWN_MUNICIPALITY, UNKNOWN_INCOME = "0", "000", "000000000"
COUNTRY_OF_RETURN = "RS"
REMARKS = (
    "Made by Munera from the register of seasonal work. The XSD of the Tax Administration was not obtained.",
    "Not verified, zeros alone stand for it: the code of income (SVP), codes of municipalities, the kind of payer.",
    "Not verified, zeros alone stand for it: the kind of number of workers who have no JMBG.",
    "Not verified: each day is rounded by itself to 0.01; the law of rounding has not been read.",
    "Not verified: names are parted at the last blank into given name and surname.",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid, to whom, until when, and the code by which a banking app fills it in.

    ``codes`` are drawings and what they hold; none where the form of the code cannot carry something, which
    ``refused`` then says.
    """

    order: outputs.PaymentOrder
    amount: str
    lines: tuple[tuple[str, str], ...]
    codes: tuple[outputs.SlipCode, ...]
    drawings: tuple[str, ...]
    refused: str
    source: str
    verified: bool


def has_return(version: MonthlyReturn) -> bool:
    """Whether the return has a form of its own in the employer's country."""
    return version.employer.country == COUNTRY_OF_RETURN


def order_of(version: MonthlyReturn) -> Order | None:
    """None where nothing is to be paid, or where the rules do not know how."""
    payment = levies.payment(rulebook_of(version.employer), month=version.month)
    if payment is None or version.to_pay <= 0:
        return None
    employer = version.employer
    order = outputs.PaymentOrder(
        payer=outputs.Party(employer.name, place=employer.municipality),
        payee=outputs.Party(_in_law_s_language(payment.payee_names)),
        account=payment.account,
        amount=version.to_pay,
        currency=version.currency,
        code=payment.code,
        purpose=_in_law_s_language(payment.purposes),
        model=payment.model,
        reference=version.reference,
        due_on=payment.due_on,
    )
    amount = money(order.amount, order.currency)
    codes, refused = _codes_of(order, title=_("Payment of %(amount)s") % {"amount": amount})
    return Order(
        order=order,
        amount=amount,
        lines=(
            (_("Payer"), ", ".join(part for part in (order.payer.name, order.payer.place) if part)),
            (_("Payee"), in_reader_language(payment.payee_names)),
            (_("Account"), order.account),
            (_("Amount"), amount),
            (_("Payment code"), order.code),
            (_("Model and reference"), f"{order.model} {order.reference}".strip()),
            (_("Purpose"), in_reader_language(payment.purposes)),
        ),
        codes=codes,
        drawings=tuple(_drawn(code) for code in codes),
        refused=refused,
        source=in_reader_language(payment.sources),
        verified=payment.verified,
    )


def return_xml(version: MonthlyReturn) -> bytes:
    """The return in the form of the Tax Administration, the remarks about what is not known before it."""
    document = outputs.monthly_return_xml(_return_of(version))
    head, _mark, rest = document.partition(b"?>")
    remarks = "".join(f"\n<!-- {escape(remark)} -->" for remark in remarks_of(version))
    return head + b"?>" + remarks.encode() + rest


def return_csv(version: MonthlyReturn) -> bytes:
    return outputs.return_csv(_return_of(version))


def remarks_of(version: MonthlyReturn) -> list[str]:
    """What is not known of the form, said in English to whoever opens the file."""
    said = list(REMARKS)
    if version.version > 1:
        said.append(
            f"This is version {version.version}: it declares the month anew. The number (JIPD) of the return it amends"
            " is given by the Tax Administration and is not known here."
        )
    return said


def _return_of(version: MonthlyReturn) -> outputs.MonthlyReturn:
    employer = version.employer
    return outputs.MonthlyReturn(
        employer=outputs.Declarant(
            kind=UNKNOWN_DIGIT,
            tax_number=employer.registration_number or UNKNOWN_INCOME,
            name=employer.name,
            municipality_code=UNKNOWN_MUNICIPALITY,
            email=employer.email,
        ),
        month=version.month,
        version=version.version,
        amends=None,
        kind_of_change=None,
        paid_on=version.due_on or version.closed_at.date(),
        rows=tuple(_rows_of(declared_in(version))),
        client_mark=f"{employer.pk}-{version.month:%Y%m}-{version.version}",
    )


def _rows_of(declared: list[Declared]) -> Iterator[outputs.ReturnRow]:
    """The numbers of the workers stand here in plain: a return without them declares nobody."""
    for one in declared:
        given, _blank, surname = one.worker.shown_name.rpartition(" ")
        number = next(iter(one.worker.person.identifiers.all()), None)
        yield outputs.ReturnRow(
            identifier_kind=KINDS_OF_NUMBER.get(number.kind, UNKNOWN_DIGIT) if number else UNKNOWN_DIGIT,
            identifier=number.number if number else f"{UNKNOWN_DIGIT}{one.worker.pk}",
            surname=surname,
            given_name=given or surname,
            municipality_code=UNKNOWN_MUNICIPALITY,
            income_code=UNKNOWN_INCOME,
            base=levies.round_half_up(one.base, unit=CENT),
            days=one.days,
            amounts=dict(one.month.amounts),
        )


def _codes_of(order: outputs.PaymentOrder, *, title: str) -> tuple[tuple[outputs.SlipCode, ...], str]:
    """The codes of the currency, or why there are none."""
    try:
        match order.currency:
            case "RSD":
                return (outputs.SlipCode(outputs.Symbology.QR, _ips_text(order), _("NBS IPS QR: %s") % title),), ""
            case "EUR" if order.account.startswith("HR"):
                text = outputs.hub3_text(order)
                return (outputs.SlipCode(outputs.Symbology.PDF417, text, _("HUB3 code: %s") % title),), ""
            case "EUR":
                return (
                    outputs.SlipCode(outputs.Symbology.QR, outputs.epc_qr_text(order), _("EPC QR: %s") % title),
                ), ""
            case _:
                return (), _("This currency has no code that we can draw.")
    except outputs.OutputRefused as refused:
        return (), _("No code can be drawn: %(why)s") % {"why": str(refused)}


def _ips_text(order: outputs.PaymentOrder) -> str:
    """The purpose is left out where it does not fit; the reference says what is paid, and nothing is cut off."""
    try:
        return outputs.ips_qr_text(order)
    except outputs.TooLong as refused:
        if refused.field != "purpose":
            raise
    return outputs.ips_qr_text(replace(order, purpose=""))


def _drawn(code: outputs.SlipCode) -> str:
    draw = outputs.pdf417_svg if code.symbology is outputs.Symbology.PDF417 else outputs.qr_svg
    return draw(code.text, title=code.title)


def _in_law_s_language(names: Mapping[str, str]) -> str:
    """A bank reads an order in the language of the country: the one that is not English, where there is one."""
    return next((name for language, name in names.items() if language != "en"), names["en"])
