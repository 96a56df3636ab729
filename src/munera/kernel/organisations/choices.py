"""Kinds of organisations, and of the numbers under which they are registered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    PUBLIC_BODY = "public-body", _("Public body")
    EMPLOYER = "employer", _("Employer")
    SCHOOL = "school", _("School or university")
    ASSOCIATION = "association", _("Association")


class RegistrationKind(models.TextChoices):
    """The number's issuer and name; ``rules.py`` says how each is checked."""

    RS_PIB = "rs-pib", _("Tax number (PIB), Serbia")
    HR_OIB = "hr-oib", _("Personal identification number (OIB), Croatia")
    HU_ANUM = "hu-anum", _("Tax number (adószám), Hungary")
    TR_VKN = "tr-vkn", _("Tax number (VKN), Türkiye")
    PT_NIPC = "pt-nipc", _("Tax number (NIPC), Portugal")
    GR_AFM = "gr-afm", _("Tax number (AFM), Greece")
    IT_IVA = "it-iva", _("Tax number (partita IVA), Italy")
    BR_CNPJ = "br-cnpj", _("Company number (CNPJ), Brazil")
    KR_BRN = "kr-brn", _("Business registration number, Korea")
