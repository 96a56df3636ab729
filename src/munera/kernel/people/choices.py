"""Kinds of identifiers, sexes, scripts of names, purposes of consent, and what erasure does to a row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentifierKind(models.TextChoices):
    """The number's issuer and name; ``rules.py`` says how each is checked."""

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


class Sex(models.TextChoices):
    """As a register or a national number states it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Script(models.TextChoices):
    """ISO 15924 codes of the scripts that the site's typefaces cover."""

    LATIN = "Latn", _("Latin")
    CYRILLIC = "Cyrl", _("Cyrillic")
    GREEK = "Grek", _("Greek")
    ARMENIAN = "Armn", _("Armenian")
    ARABIC = "Arab", _("Arabic")
    KOREAN = "Kore", _("Korean")


class ConsentPurpose(models.TextChoices):
    """What a person may agree to, or not: nothing on the site depends on it."""

    STATISTICS = "statistics", _("Public statistics")
    SURVEY = "survey", _("Questions about a service")


class Erasure(models.TextChoices):
    """What happens to a row when the person it speaks of asks to be forgotten."""

    DELETE = "delete", _("deleted")
    KEEP = "keep", _("kept as the law asks, without the name")
