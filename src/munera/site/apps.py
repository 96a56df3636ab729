from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "munera.site"
    label = "site"
