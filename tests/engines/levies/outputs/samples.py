"""Sound data of each kind, for tests that change one point of it; and many random orders."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from munera.engines.levies import outputs

MOMENT = datetime(2026, 8, 1, 0, 12, tzinfo=UTC)
# The fonts of the house, found as a folder: an engine is tested where the house is not installed.
FONTS = Path(__file__).resolve().parents[4] / "src" / "munera" / "ui" / "print_fonts"

# The central bank's sample of a slip: an electricity bill.
EPS = outputs.PaymentOrder(
    payer=outputs.Party("MRĐO MAČKATOVIĆ", "ŽUPSKA 13", "BEOGRAD 6"),
    payee=outputs.Party("JP EPS BEOGRAD", "BALKANSKA 13"),
    account="845000000040484987",
    amount=Decimal("3596.13"),
    currency="RSD",
    code="189",
    purpose="UPLATA PO RAČUNU ZA EL. ENERGIJU",
    model="97",
    reference="163220000111111111000",
    due_on=date(2026, 8, 15),
)

# The sample that the Croatian bankers print with their description of the code.
HUB = outputs.PaymentOrder(
    payer=outputs.Party("ZELJKO SENEKOVIC", "IVANECKA ULICA 125", "42000 VARAZDIN"),
    payee=outputs.Party("2DBK d.d.", "ALKARSKI PROLAZ 13B", "21230 SINJ"),
    account="HR1210010051863000160",
    amount=Decimal("123.55"),
    currency="HRK",
    code="COST",
    purpose="Troskovi za 1. mjesec",
    model="HR01",
    reference="7269-68949637676-00019",
    due_on=date(2012, 10, 31),
)

EURO = replace(HUB, currency="EUR", due_on=date(2026, 8, 15))

# No code of income for seasonal work was found; a test may not look as if it knew one.
ROW = outputs.ReturnRow(
    identifier_kind="1",
    identifier="0101990710008",
    surname="Јовановић",
    given_name="Милица",
    municipality_code="217",
    income_code="999999999",
    base=Decimal("34198.00"),
    days=20,
    amounts={"tax": Decimal("3419.80"), "pension": Decimal("8207.60"), "health": Decimal("684.00")},
)

RETURN = outputs.MonthlyReturn(
    employer=outputs.Declarant(kind="1", tax_number="101134702", name="Vrt Jovanović", municipality_code="217"),
    month=date(2026, 7, 1),
    version=1,
    amends=None,
    kind_of_change=None,
    paid_on=date(2026, 8, 15),
    rows=(ROW,),
    client_mark="2026-07/1",
)

SLIP = outputs.Slip(
    language="en",
    title="Seasonal work: slip for July 2026",
    facts=(("Employer", "Vrt Jovanović"), ("Registration number", "12345678")),
    caption="What is owed for each worker, in RSD",
    headings=("Worker", "Number", "Days", "Income tax", "Pension", "Health", "Levy"),
    rows=(("Милица Јовановић", "•••••••••0008", "20", "3,419.80", "8,207.60", "684.00", "12,311.40"),),
    sums=("Together", "", "20", "3,419.80", "8,207.60", "684.00", "12,311.40"),
    total=("Levy for the month", "12,311.40 RSD"),
    empty="Nobody was registered in this month.",
    notes=("This slip informs the employer.",),
    page="Page",
)

LATIN = ("Đurđa", "Šćepanović", "Žarko", "Čučković", "Ćirić", "Ana", "Marko", "Jovan", "Njegoš")
CYRILLIC = ("Ђурђа", "Шћепановић", "Жарко", "Чучковић", "Ћирић", "Ана", "Љиљана", "Његош", "Џемал")


def random_dinar_orders(count: int) -> Iterator[outputs.PaymentOrder]:
    chance = Random(2018)
    for _ in range(count):
        words = chance.choice((LATIN, CYRILLIC))
        digits = f"{chance.randrange(10**16):016d}"
        yield outputs.PaymentOrder(
            payer=_party(chance, words) if chance.random() < 0.8 else outputs.Party(""),
            payee=_party(chance, words),
            account=f"{digits[:3]}-{digits[3:]}-{98 - int(digits) * 100 % 97:02d}",
            amount=_amount(chance, digits=14),
            currency="RSD",
            code=f"{chance.randrange(1000):03d}",
            purpose=" ".join(chance.choices(words, k=chance.randint(0, 3)))[:35],
            model="97",
            reference=outputs.reference97("".join(chance.choices("0123456789AZ", k=chance.randint(1, 21)))),
            due_on=date(2026, 8, 15),
        )


def random_euro_orders(count: int) -> Iterator[outputs.PaymentOrder]:
    chance = Random(2023)
    for _ in range(count):
        yield replace(
            EURO,
            payer=_party(chance, LATIN),
            payee=_party(chance, LATIN),
            amount=_amount(chance, digits=11),
            purpose=" ".join(chance.choices(LATIN, k=chance.randint(0, 3)))[:25],
            reference="-".join(str(chance.randrange(10**6)) for _ in range(3)),
            code=chance.choice(("COST", "TAXS", "")),
        )


def _party(chance: Random, words: tuple[str, ...]) -> outputs.Party:
    """Short enough for each of the three codes."""
    return outputs.Party(
        name=" ".join(chance.choices(words, k=2))[:16],
        street=f"{chance.choice(words)} {chance.randint(1, 99)}" if chance.random() < 0.7 else "",
        place=chance.choice(words) if chance.random() < 0.7 else "",
    )


def _amount(chance: Random, *, digits: int) -> Decimal:
    return Decimal(chance.randint(1, 10 ** chance.randint(1, digits) - 1)).scaleb(-2)
