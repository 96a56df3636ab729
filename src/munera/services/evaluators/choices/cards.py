"""The words by which profiles and demands are described."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from munera.kernel.skills.choices import Standing


class Theme(models.TextChoices):
    """Functions of government as Brazil's budget sorts them (Portaria MOG 42 of 14 April 1999, annex).

    The codes are those of the annex, so that a card can be laid beside the budget. Function 28, special charges, is
    no field of policy and is left out.
    """

    LEGISLATIVE = "01", _("Legislature")
    JUDICIARY = "02", _("Courts")
    ESSENTIAL_TO_JUSTICE = "03", _("Public prosecution and legal aid")
    ADMINISTRATION = "04", _("Public administration")
    DEFENCE = "05", _("National defence")
    SECURITY = "06", _("Public security")
    FOREIGN_RELATIONS = "07", _("Foreign relations")
    SOCIAL_ASSISTANCE = "08", _("Social assistance")
    SOCIAL_SECURITY = "09", _("Social security and pensions")
    HEALTH = "10", _("Health")
    LABOUR = "11", _("Labour and employment")
    EDUCATION = "12", _("Education")
    CULTURE = "13", _("Culture")
    CITIZENS_RIGHTS = "14", _("Citizens’ rights")
    URBAN = "15", _("Towns and cities")
    HOUSING = "16", _("Housing")
    SANITATION = "17", _("Water and sanitation")
    ENVIRONMENT = "18", _("Environment")
    SCIENCE = "19", _("Science and technology")
    AGRICULTURE = "20", _("Agriculture")
    LAND = "21", _("Land reform")
    INDUSTRY = "22", _("Industry")
    TRADE = "23", _("Trade and services")
    COMMUNICATIONS = "24", _("Communications")
    ENERGY = "25", _("Energy")
    TRANSPORT = "26", _("Transport")
    SPORT = "27", _("Sport and leisure")


class Method(models.TextChoices):
    """How one finds out whether a policy works."""

    RANDOMISED = "randomised", _("Randomised trial")
    DIFFERENCES = "differences", _("Difference in differences")
    DISCONTINUITY = "discontinuity", _("Regression discontinuity")
    INSTRUMENTS = "instruments", _("Instrumental variables")
    COMPARABLE = "comparable", _("Matching of comparable groups")
    SYNTHETIC_CONTROL = "synthetic-control", _("Synthetic control")
    TIME_SERIES = "time-series", _("Time series")
    COST_BENEFIT = "cost-benefit", _("Costs and benefits")
    COST_EFFECT = "cost-effect", _("Costs and effects")
    SIMULATION = "simulation", _("Simulation before the start")
    LOGIC_MODEL = "logic-model", _("Theory of change")
    SURVEY = "survey", _("Survey")
    REGISTERS = "registers", _("Administrative records")
    INTERVIEWS = "interviews", _("Interviews and focus groups")
    CASE_STUDY = "case-study", _("Case study")
    PROCESS_TRACING = "process-tracing", _("Process tracing")
    REVIEW = "review", _("Systematic review")
    MAPS = "maps", _("Spatial analysis")


class EvaluationKind(models.TextChoices):
    """What is asked of the policy, by when it is asked."""

    EX_ANTE = "ex-ante", _("Before it starts")
    PROCESS = "process", _("How it is carried out")
    OUTCOME = "outcome", _("What it achieves")
    IMPACT = "impact", _("What it alone has changed")
    ECONOMIC = "economic", _("Whether it is worth its cost")


class Degree(models.TextChoices):
    BACHELOR = "bachelor", _("Bachelor")
    SPECIALIST = "specialist", _("Postgraduate specialist")
    MASTER = "master", _("Master")
    DOCTOR = "doctor", _("Doctor")


class Sphere(models.TextChoices):
    """At which level of the state a body works."""

    FEDERAL = "federal", _("Federal")
    STATE = "state", _("State")
    MUNICIPAL = "municipal", _("Municipal")


class InstitutionStanding(models.TextChoices):
    DECLARED = "declared", _("Declared")
    CHECKED = "checked", _("Checked")


class DemandStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class MinimumEvidence(models.TextChoices):
    """The least that must be known of a skill; the kernel's two kinds of verification count alike."""

    DECLARED = Standing.DECLARED.value, _("The person says so")
    CHECKED = Standing.CHECKED.value, _("Somebody has checked it")
    VERIFIED = Standing.ISSUER_VERIFIED.value, _("A credential or a register says so")
