"""The people of the demo town, for the sign-in page, whose view is allauth's."""

from django import template

from munera.site.sign_in import demo

register = template.Library()


@register.simple_tag
def demo_players() -> list[demo.Player]:
    return demo.players()
