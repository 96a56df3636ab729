"""The demo town in templates: its people, for the sign-in page, whose view is allauth's, and where its mail lies."""

from django import template

from munera.site.sign_in import demo

register = template.Library()


@register.simple_tag
def demo_players() -> list[demo.Player]:
    return demo.players()


@register.simple_tag
def demo_mail_folder() -> str:
    return demo.mail_folder()
