from django.apps import AppConfig


class SeasonalConfig(AppConfig):
    name = "munera.services.seasonal"
    label = "seasonal"
    default_auto_field = "django.db.models.BigAutoField"
