from django.apps import AppConfig


class EvaluatorsConfig(AppConfig):
    name = "munera.services.evaluators"
    label = "evaluators"
    default_auto_field = "django.db.models.BigAutoField"
