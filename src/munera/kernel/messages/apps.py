from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "munera.kernel.messages"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"
