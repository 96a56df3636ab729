"""Kinds of identifiers and states of a request about one's own data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentifierKind(models.TextChoices):
    """The number's issuer and name; checked with ``python-stdnum`` in ``rules.py``."""

    RS_JMBG = "rs-jmbg", _("Unique citizen number (JMBG), Serbia")
    RS_EBS = "rs-ebs", _("Registration number for foreigners (EBS), Serbia")
    RS_PIB = "rs-pib", _("Tax number (PIB), Serbia")
    HR_OIB = "hr-oib", _("Personal identification number (OIB), Croatia")
    HU_TAX = "hu-tax", _("Tax identification number, Hungary")
    TR_TCKN = "tr-tckn", _("Identity number (T.C. Kimlik No), Türkiye")
    PT_NIF = "pt-nif", _("Tax number (NIF), Portugal")
    GR_AMKA = "gr-amka", _("Social security number (AMKA), Greece")
    IT_CF = "it-cf", _("Tax code (codice fiscale), Italy")
    BR_CPF = "br-cpf", _("Taxpayer number (CPF), Brazil")
    KR_RRN = "kr-rrn", _("Resident registration number, Korea")
    ORCID = "orcid", _("ORCID iD")


class Erasure(models.TextChoices):
    """What happens to a row when the person it speaks of asks to be forgotten."""

    DELETE = "delete", _("deleted")
    KEEP = "keep", _("kept as the law asks, without the name")
