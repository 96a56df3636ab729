"""Control digits: the published check values, those that circulate and are wrong, and what must hold for any number."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as some

from munera.engines.levies import outputs

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# The National Bank's examples and the reference on the sample slip of the electricity company (behind its 97).
PUBLISHED_REFERENCES = (
    "4313A456",
    "02A12Z34",
    "63345678912345678912345",
    "54567812154820012",
    "14123412",
    "163220000111111111000",
)

PUBLISHED_ACCOUNTS = {
    "840-955845-10": "840000000095584510",
    "165-55-74": "165000000000005574",
    "310-1234567891211-86": "310123456789121186",
    "840-4848-37": "840000000000484837",  # withholding taxes
    "845000000040484987": "845000000040484987",  # the sample slip
}


def remainder(text: str) -> int:
    """By 97, a character at a time as on paper, with letters as two digits: nothing of ours is used."""
    digits = "".join(str(ALPHABET.index(character)) for character in text)
    return reduce(lambda rest, digit: (rest * 10 + int(digit)) % 97, digits, 0)


@pytest.mark.parametrize("reference", PUBLISHED_REFERENCES)
def test_a_published_reference_is_right_and_its_control_is_found_again(reference: str) -> None:
    assert outputs.is_reference97(reference)
    assert outputs.reference97(reference[2:]) == reference


@pytest.mark.parametrize("reference", ["841234567", "97841234567", "123456789012345", "97123456789012345"])
def test_a_reference_that_circulates_with_wrong_digits_is_not_one(reference: str) -> None:
    assert not outputs.is_reference97(reference)


@pytest.mark.parametrize(("account", "digits"), PUBLISHED_ACCOUNTS.items())
def test_a_published_account_becomes_its_eighteen_digits(account: str, digits: str) -> None:
    assert outputs.account18(account) == digits


@pytest.mark.parametrize("account", ["160000000123456778", "265000000009164816", "111-1234567890123-11"])
def test_an_account_that_circulates_with_wrong_digits_is_refused(account: str) -> None:
    with pytest.raises(outputs.BadAccount, match=r"the control digits of .* should be"):
        outputs.account18(account)


@pytest.mark.parametrize(
    "account",
    ["", "840", "840-48-48-37", "840-12345678901234-37", "84-4848-37", "RS36840000000000484837", "８４０-4848-37"],
)
def test_what_has_not_the_form_of_an_account_is_refused(account: str) -> None:
    with pytest.raises(outputs.BadAccount, match="must be written"):
        outputs.account18(account)


def test_blanks_in_an_account_are_how_people_write() -> None:
    assert outputs.account18(" 840 - 4848 - 37 ") == outputs.account18("RS35 8400 0000 0000 4848 37")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "nothing to control"),
        ("12-34", "digits and the letters"),
        ("12 34", "digits and the letters"),
        ("abc", "digits and the letters"),
        ("Š1", "digits and the letters"),
        ("٣", "digits and the letters"),
        ("1" * 22, "has room for 21 characters"),
    ],
)
def test_what_no_reference_can_be_made_of_is_refused_with_the_reason(body: str, reason: str) -> None:
    with pytest.raises(outputs.BadReference, match=reason):
        outputs.reference97(body)


@pytest.mark.parametrize("text", ["", "9", "97", "00" + "1" * 22, "٠٢A12Z34", "02a12z34", " 02A12Z34"])
def test_what_has_not_the_form_of_a_reference_is_none(text: str) -> None:
    assert not outputs.is_reference97(text)


@given(some.text(ALPHABET, min_size=1, max_size=21))
def test_every_reference_leaves_the_remainder_of_one_when_its_control_comes_last(body: str) -> None:
    reference = outputs.reference97(body)

    assert outputs.is_reference97(reference)
    assert reference[2:] == body
    assert remainder(body + reference[:2]) == 1
    assert 2 <= int(reference[:2]) <= 98


@given(some.text(ALPHABET[:10], min_size=2, max_size=21), some.data())
def test_one_wrong_digit_or_two_exchanged_are_found(body: str, data: some.DataObject) -> None:
    reference = outputs.reference97(body)
    place = data.draw(some.integers(0, len(reference) - 2))
    other = data.draw(some.sampled_from(ALPHABET[:10]))
    wrong = reference[:place] + other + reference[place + 1 :]
    exchanged = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]

    # Between the control in front and the body behind, neighbours are far apart in the number that is divided.
    assert outputs.is_reference97(wrong) is (wrong == reference)
    if place != 1:
        assert outputs.is_reference97(exchanged) is (exchanged == reference)


@given(some.integers(0, 10**16 - 1))
def test_every_account_is_a_sound_iban_with_the_same_control(number: int) -> None:
    digits = f"{number:016d}"
    account = f"{digits[:3]}-{int(digits[3:])}-{98 - number * 100 % 97:02d}"

    iban = outputs.serbian_iban(account)

    assert iban == "RS35" + outputs.account18(account)
    assert remainder(iban[4:] + iban[:4]) == 1
