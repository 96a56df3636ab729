"""What templates ask of Python: ``{% load ui %}``."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

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


@register.simple_tag
def remembered(name: str, **facts: Hashable) -> SafeString:
    """A part of the frame that is the same on every page: drawn once for each language and each set of facts.

    It is told nothing but the facts, so it cannot speak of the reader or of the request.
    """
    return _drawn_once(name, get_language() or "", tuple(sorted(facts.items())))


@lru_cache(maxsize=64)
def _drawn_once(name: str, language: str, facts: tuple[tuple[str, Hashable], ...]) -> SafeString:  # noqa: ARG001  # the language is part of what is remembered
    return mark_safe(render_to_string(name, dict(facts)))  # noqa: S308  # a template, which escapes what it is told
