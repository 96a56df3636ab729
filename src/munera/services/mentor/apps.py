from django.apps import AppConfig


class MentorConfig(AppConfig):
    name = "munera.services.mentor"
    label = "mentor"
    default_auto_field = "django.db.models.BigAutoField"
