"""Kinds of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    PUBLIC_BODY = "public-body", _("Public body")
    EMPLOYER = "employer", _("Employer")
    SCHOOL = "school", _("School or university")
    ASSOCIATION = "association", _("Association")
