"""Filters that the components use: ``{% load ui %}``."""

from django import template
from django.forms.boundfield import BoundField

from munera.ui.forms import DressedField, dress

register = template.Library()


@register.filter
def dressed(field: BoundField) -> DressedField:
    """The read model of one form field."""
    return dress(field)
