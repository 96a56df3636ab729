from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "munera.ui"
    label = "ui"
