from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "munera.site"
    label = "site"

    def ready(self) -> None:
        import munera.site.sign_in.notes  # noqa: F401, PLC0415  # listens; models exist from here on
