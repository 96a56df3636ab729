"""The texts of the three codes: the samples of those who made them, what they say of any order, what they refuse."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from munera.engines.levies import outputs
from munera.engines.levies.outputs import Party, PaymentOrder
from tests.engines.levies.outputs.samples import EPS, EURO, HUB, random_dinar_orders, random_euro_orders

# --- NBS IPS ---------------------------------------------------------------------------------------------------------


def test_the_central_bank_s_sample_slip_is_written_to_the_byte() -> None:
    text = outputs.ips_qr_text(EPS)

    assert text == (
        "K:PR|V:01|C:1|R:845000000040484987|N:JP EPS BEOGRAD\r\nBALKANSKA 13|I:RSD3596,13"
        "|P:MRĐO MAČKATOVIĆ\r\nŽUPSKA 13\r\nBEOGRAD 6|SF:189|S:UPLATA PO RAČUNU ZA EL. ENERGIJU"
        "|RO:97163220000111111111000"
    )
    assert len(text.encode()) == 192


def test_what_an_order_does_not_say_is_left_out_rather_than_empty() -> None:
    order = replace(EPS, payer=Party(""), purpose=" ", model="", reference="", account="840-4848-37")

    assert outputs.ips_qr_text(order) == (
        "K:PR|V:01|C:1|R:840000000000484837|N:JP EPS BEOGRAD\r\nBALKANSKA 13|I:RSD3596,13|SF:189"
    )


def test_a_reference_without_a_model_is_led_by_two_zeros() -> None:
    assert outputs.ips_qr_text(replace(EPS, model="", reference="17-2026")).endswith("|RO:0017-2026")


def test_whole_dinars_have_their_para_too() -> None:
    assert "|I:RSD1000,00|" in outputs.ips_qr_text(replace(EPS, amount=Decimal("1E+3")))


def test_every_order_can_be_taken_out_of_its_text_again() -> None:
    for order in random_dinar_orders(300):
        text = outputs.ips_qr_text(order)
        tags = dict(tag.split(":", 1) for tag in text.split("|"))

        assert list(tags) == [tag for tag in ("K", "V", "C", "R", "N", "I", "P", "SF", "S", "RO") if tag in tags]
        assert outputs.account18(order.account) == tags["R"]
        assert lines_of(order.payee) == tags["N"].split("\r\n")
        assert lines_of(order.payer) == (tags["P"].split("\r\n") if "P" in tags else [])
        assert order.amount == Decimal(tags["I"].removeprefix("RSD").replace(",", "."))
        assert order.code == tags["SF"]
        assert order.purpose.strip() == tags.get("S", "")
        assert "97" + order.reference == tags["RO"]
        assert "" not in tags.values()


def lines_of(party: Party) -> list[str]:
    return [line.strip() for line in (party.name, party.street, party.place) if line.strip()]


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"currency": "EUR"}, outputs.BadCurrency, "currency"),
        ({"amount": Decimal(0)}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("-0.01")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("0.005")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("NaN")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("Infinity")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("1000000000000.00")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("1.0000000000000000000000000000000000000001")}, outputs.BadAmount, "amount"),
        ({"account": "160000000123456778"}, outputs.BadAccount, "account"),
        ({"account": "HR1210010051863000160"}, outputs.BadAccount, "account"),
        ({"code": "25"}, outputs.BadForm, "code"),
        ({"code": "COST"}, outputs.BadForm, "code"),
        ({"code": "٢٥٤"}, outputs.BadForm, "code"),
        ({"payee": Party("", "Glavna 1")}, outputs.Missing, "payee.name"),
        ({"payee": Party("N" * 71)}, outputs.TooLong, "payee"),
        ({"payee": Party("N" * 40, "S" * 29)}, outputs.TooLong, "payee"),
        ({"payee": Party("Vrt|I:RSD1,00")}, outputs.BadCharacter, "payee.name"),
        ({"payee": Party("Vrt", "Glavna 1\r\nRuma")}, outputs.BadCharacter, "payee.street"),
        ({"payer": Party("Vrt", place="Ruma\\Irig")}, outputs.BadCharacter, "payer.place"),
        ({"payer": Party("N" * 71)}, outputs.TooLong, "payer"),
        ({"purpose": "S" * 36}, outputs.TooLong, "purpose"),
        ({"purpose": "jul\n2026"}, outputs.BadCharacter, "purpose"),
        ({"purpose": "jul – avgust"}, outputs.BadCharacter, "purpose"),
        ({"reference": "841234567"}, outputs.BadReference, "reference"),
        ({"reference": ""}, outputs.BadReference, "reference"),
        ({"model": "", "reference": "12 34"}, outputs.BadReference, "reference"),
        ({"model": "11", "reference": "1" * 24}, outputs.BadReference, "reference"),
        ({"model": "HR68", "reference": "1"}, outputs.BadForm, "model"),
    ],
)
def test_what_the_ips_code_cannot_carry_is_refused_by_name(
    change: dict[str, Any], error: type[outputs.OutputRefused], field: str
) -> None:
    with pytest.raises(error) as refused:
        outputs.ips_qr_text(replace(EPS, **change))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal("0.01")},
        {"amount": Decimal("999999999999.99")},
        {"payee": Party("N" * 70)},
        {"payee": Party("N" * 40, "S" * 28)},
        {"purpose": "S" * 35},
        {"purpose": "!(/@}):[~#*;]$+<^%,=_\"&->`.?{'"},
        {"purpose": "Сезонски рад у Ђердапу"},
        {"reference": "63345678912345678912345"},
    ],
    ids=str,
)
def test_the_ips_code_carries_what_just_fits(change: dict[str, Any]) -> None:
    assert outputs.ips_qr_text(replace(EPS, **change)).startswith("K:PR|")


# --- EPC -------------------------------------------------------------------------------------------------------------


def test_an_order_in_euro_fills_the_lines_of_the_guideline() -> None:
    assert outputs.epc_qr_text(EURO, bic="ZABAHR2X") == (
        "BCD\n002\n1\nSCT\nZABAHR2X\n2DBK d.d.\nHR1210010051863000160\nEUR123.55\nCOST\n\n"
        "HR017269-68949637676-00019 Troskovi za 1. mjesec"
    )


def test_a_creditor_s_reference_has_its_own_line_and_the_purpose_becomes_information() -> None:
    order = replace(EURO, model="", reference="RF18539007547034", code="")

    assert outputs.epc_qr_text(order).split("\n")[8:] == ["", "RF18539007547034", "", "Troskovi za 1. mjesec"]


def test_nothing_follows_the_last_line_that_says_something() -> None:
    order = replace(EURO, model="", reference="", purpose="", code="")

    assert outputs.epc_qr_text(order) == "BCD\n002\n1\nSCT\n\n2DBK d.d.\nHR1210010051863000160\nEUR123.55"


def test_every_euro_order_can_be_taken_out_of_its_text_again() -> None:
    for order in random_euro_orders(200):
        lines = outputs.epc_qr_text(order).split("\n")

        assert lines[5] == order.payee.name.strip()
        assert lines[6] == order.account
        assert Decimal(lines[7].removeprefix("EUR")) == order.amount
        assert lines[8] == order.code
        assert lines[10] == f"HR01{order.reference} {order.purpose.strip()}".strip()


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"currency": "RSD"}, outputs.BadCurrency, "currency"),
        ({"amount": Decimal("0.00")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("1000000000.00")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("0.001")}, outputs.BadAmount, "amount"),
        ({"account": "HR1210010051863000161"}, outputs.BadAccount, "account"),
        ({"account": "840-4848-37"}, outputs.BadAccount, "account"),
        ({"code": "254"}, outputs.BadForm, "code"),
        ({"payee": Party("")}, outputs.Missing, "payee.name"),
        ({"payee": Party("N" * 71)}, outputs.TooLong, "payee.name"),
        ({"payee": Party("A\nHR12")}, outputs.BadCharacter, "payee.name"),
        ({"purpose": "S" * 140}, outputs.TooLong, "purpose"),
        ({"purpose": "S" * 71, "model": "", "reference": "RF18539007547034"}, outputs.TooLong, "purpose"),
        ({"payee": Party("Ђ" * 70), "purpose": "Ш" * 110}, outputs.TooLong, "order"),
    ],
)
def test_what_the_epc_code_cannot_carry_is_refused_by_name(
    change: dict[str, Any], error: type[outputs.OutputRefused], field: str
) -> None:
    with pytest.raises(error) as refused:
        outputs.epc_qr_text(replace(EURO, **change))
    assert refused.value.field == field


def test_an_epc_code_holds_331_bytes_and_not_one_more() -> None:
    order = replace(EURO, payee=Party("Ђ" * 70), model="", reference="", purpose="Ш" * 60)
    left = 331 - len(outputs.epc_qr_text(order).encode())

    assert len(outputs.epc_qr_text(replace(order, purpose=order.purpose + "S" * left)).encode()) == 331
    with pytest.raises(outputs.TooLong, match="has room for 331, not for 332"):
        outputs.epc_qr_text(replace(order, purpose=order.purpose + "S" * (left + 1)))


def test_a_bic_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(outputs.BadForm, match=r"^bic: must be a BIC of 8 or 11 characters"):
        outputs.epc_qr_text(EURO, bic="ZABA")


def test_a_creditor_s_reference_with_wrong_digits_is_free_text() -> None:
    lines = outputs.epc_qr_text(replace(EURO, model="", reference="RF19539007547034")).split("\n")

    assert lines[9:] == ["", "RF19539007547034 Troskovi za 1. mjesec"]


# --- HUB 3 -----------------------------------------------------------------------------------------------------------


def test_the_bankers_sample_is_written_to_the_byte() -> None:
    assert outputs.hub3_text(HUB) == (
        "HRVHUB30\nHRK\n000000000012355\n"
        "ZELJKO SENEKOVIC\nIVANECKA ULICA 125\n42000 VARAZDIN\n"
        "2DBK d.d.\nALKARSKI PROLAZ 13B\n21230 SINJ\n"
        "HR1210010051863000160\nHR01\n7269-68949637676-00019\nCOST\nTroskovi za 1. mjesec\n"
    )


def test_every_order_takes_fourteen_lines_whatever_it_leaves_open() -> None:
    for order in random_euro_orders(200):
        lines = outputs.hub3_text(order).split("\n")

        assert lines[-1] == ""
        assert len(lines) == 15
        assert lines[1] == "EUR"
        assert Decimal(lines[2]).scaleb(-2) == order.amount
        assert lines[3:9] == [
            part.strip() for party in (order.payer, order.payee) for part in (party.name, party.street, party.place)
        ]
        assert lines[9:14] == [order.account, "HR01", order.reference, order.code, order.purpose.strip()]


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"currency": "HRK"}, outputs.BadCurrency, "currency"),
        ({"due_on": date(2022, 12, 31)}, outputs.BadCurrency, "currency"),
        ({"currency": "RSD"}, outputs.BadCurrency, "currency"),
        ({"amount": Decimal(0)}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("10000000000000.00")}, outputs.BadAmount, "amount"),
        ({"amount": Decimal("1.234")}, outputs.BadAmount, "amount"),
        ({"account": "HR1210010051863000161"}, outputs.BadAccount, "account"),
        ({"account": "RS35840000000000484837"}, outputs.BadAccount, "account"),
        ({"model": "97"}, outputs.BadForm, "model"),
        ({"reference": "1" * 23}, outputs.BadForm, "reference"),
        ({"reference": "12/34"}, outputs.BadForm, "reference"),
        ({"code": "254"}, outputs.BadForm, "code"),
        ({"payer": Party("N" * 31)}, outputs.TooLong, "payer.name"),
        ({"payer": Party("N", "S" * 28)}, outputs.TooLong, "payer.street"),
        ({"payer": Party("N", place="P" * 28)}, outputs.TooLong, "payer.place"),
        ({"payee": Party(" ")}, outputs.Missing, "payee.name"),
        ({"payee": Party("N" * 26)}, outputs.TooLong, "payee.name"),
        ({"payee": Party("Č" * 13)}, outputs.TooLong, "payee.name"),
        ({"payee": Party("N", "S" * 26)}, outputs.TooLong, "payee.street"),
        ({"payee": Party("N", place="P" * 28)}, outputs.TooLong, "payee.place"),
        ({"purpose": "S" * 36}, outputs.TooLong, "purpose"),
        ({"purpose": "jul\nHR12"}, outputs.BadCharacter, "purpose"),
        ({"payer": Party("Милица")}, outputs.BadCharacter, "payer.name"),
        ({"payer": Party("Vrt & polje")}, outputs.BadCharacter, "payer.name"),
    ],
)
def test_what_the_code_of_hub_3_cannot_carry_is_refused_by_name(
    change: dict[str, Any], error: type[outputs.OutputRefused], field: str
) -> None:
    with pytest.raises(error) as refused:
        outputs.hub3_text(replace(EURO, **change))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "order",
    [
        replace(EURO, due_on=date(2023, 1, 1)),
        replace(HUB, due_on=date(2022, 12, 31)),
        replace(EURO, amount=Decimal("9999999999999.99")),
        replace(EURO, payer=Party("", "", ""), model="", reference="", code="", purpose=""),
        replace(EURO, payee=Party("Č" * 12 + "N")),
    ],
)
def test_the_code_of_hub_3_carries_what_just_fits(order: PaymentOrder) -> None:
    assert outputs.hub3_text(order).count("\n") == 14


def test_a_refusal_names_the_field_and_the_reason() -> None:
    with pytest.raises(outputs.TooLong) as refused:
        outputs.hub3_text(replace(EURO, payee=Party("N" * 26)))

    assert str(refused.value) == "payee.name: has room for 25, not for 26"
    assert (refused.value.field, refused.value.reason) == ("payee.name", "has room for 25, not for 26")
