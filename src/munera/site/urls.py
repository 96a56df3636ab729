"""The map of addresses: the site's own pages, then the kernel's, then a line per service."""

from django.urls import URLPattern, URLResolver, include, path

from munera.site import appearance, design, home, language, statements, status

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("cases/<slug:slug>/", home.show_case, name="show_case"),
    path("language", language.set_language, name="set_language"),
    path("accessibility", statements.accessibility, name="accessibility"),
    path("licences", statements.licences, name="licences"),
    path("status", status.status, name="status"),
    path("genuine", statements.how_to_check, name="how_to_check"),
    path(".well-known/munera.json", statements.munera_json, name="munera_json"),
    path(".well-known/munera.pem", statements.munera_pem, name="munera_pem"),
    path(".well-known/security.txt", statements.security_txt, name="security_txt"),
    path("robots.txt", statements.robots_txt, name="robots_txt"),
    path("account/", include("allauth.urls")),
    path("colours", appearance.choose_colour_scheme, name="choose_colour_scheme"),
    path("design", design.design, name="design"),
    path("jobs/", include("munera.kernel.jobs.urls")),
    path("messages/", include("munera.kernel.messages.urls")),
]
