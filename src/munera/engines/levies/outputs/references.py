"""Control digits by ISO 7064 MOD 97-10: references of model 97, Serbian accounts, IBANs, RF references of creditors.

>>> reference97("A12Z34")
'02A12Z34'
>>> is_reference97("02A12Z34"), is_reference97("03A12Z34")
(True, False)
>>> account18("840-4848-37")
'840000000000484837'
>>> serbian_iban("840-4848-37")
'RS35840000000000484837'
"""

import re

from munera.engines.levies.outputs.errors import BadAccount, BadReference

# 23 characters with the control digits: the longest check value of the National Bank, and what is left of the
# 25 characters of the tag RO in its code when the two of the model are taken off.
LONGEST_BODY = 21
BODY = re.compile(r"[0-9A-Z]+")
CONTROLLED = re.compile(rf"([0-9]{{2}})([0-9A-Z]{{1,{LONGEST_BODY}}})")
ACCOUNT_IN_PARTS = re.compile(r"([0-9]{3})-([0-9]{1,13})-([0-9]{2})")
ACCOUNT_IN_DIGITS = re.compile(r"[0-9]{18}")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
CREDITOR_REFERENCE = re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}")


def reference97(body: str) -> str:
    """``body`` with its two control digits in front."""
    if not body:
        raise BadReference("reference", "there is nothing to control")
    if not BODY.fullmatch(body):
        raise BadReference("reference", f"may hold digits and the letters A to Z alone, not {body!r}")
    if len(body) > LONGEST_BODY:
        raise BadReference("reference", f"has room for {LONGEST_BODY} characters beside its control, not {len(body)}")
    return _control(body) + body


def is_reference97(text: str) -> bool:
    """Whether ``text``, without the number of the model before it, carries the right control digits."""
    found = CONTROLLED.fullmatch(text)
    return found is not None and _control(found[2]) == found[1]


def account18(text: str) -> str:
    """A Serbian account as its 18 digits, from ``BBB-C…C-KK``, from the digits themselves or from its IBAN."""
    compact = text.replace(" ", "")
    parts = ACCOUNT_IN_PARTS.fullmatch(compact)
    digits = parts[1] + parts[2].rjust(13, "0") + parts[3] if parts else compact.removeprefix("RS35")
    if not ACCOUNT_IN_DIGITS.fullmatch(digits):
        raise BadAccount("account", f"must be written BBB-C…C-KK or as 18 digits, not {text!r}")
    if _control(digits[:16]) != digits[16:]:
        raise BadAccount("account", f"the control digits of {text!r} should be {_control(digits[:16])}")
    return digits


def serbian_iban(account: str) -> str:
    """Always ``RS35`` before the 18 digits: they control themselves, so the control digits of the IBAN never change."""
    return "RS35" + account18(account)


def iban(text: str) -> str:
    """An IBAN of any country without its blanks, control digits checked."""
    compact = text.replace(" ", "").upper()
    if not IBAN.fullmatch(compact):
        raise BadAccount("account", f"must be an IBAN, not {text!r}")
    if not _controls_itself(compact):
        raise BadAccount("account", f"the control digits of {text!r} are wrong")
    return compact


def is_creditor_reference(text: str) -> bool:
    """Whether ``text`` is a reference by ISO 11649, such as ``RF18539007547034``."""
    return CREDITOR_REFERENCE.fullmatch(text) is not None and _controls_itself(text)


def _control(body: str) -> str:
    return f"{98 - _number(body + '00') % 97:02d}"


def _controls_itself(text: str) -> bool:
    """As IBANs do: the first four characters come last, and the remainder is one."""
    return _number(text[4:] + text[:4]) % 97 == 1


def _number(text: str) -> int:
    """Digits stay, letters become 10 to 35."""
    return int("".join(str(int(character, 36)) for character in text))
