"""Filters that the components use: ``{% load ui %}``."""

from django import template
from django.forms.boundfield import BoundField

from munera.ui import charts, forms

register = template.Library()


@register.filter
def dressed(field: BoundField) -> forms.DressedField:
    """The read model of one form field."""
    return forms.dress(field)


@register.filter
def drawn(chart: charts.Chart | charts.PointChart) -> charts.Drawing:
    """Where the marks of a chart stand in the language of the page."""
    return charts.draw(chart)
