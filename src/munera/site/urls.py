"""The map of addresses: the site's own pages, then the kernel's, then a line per service."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from munera.site import appearance, design, health, home, language, metrics, privacy, problems, statements, status

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("cases/<slug:slug>/", home.show_case, name="show_case"),
    path("language", language.set_language, name="set_language"),
    path("accessibility", statements.accessibility, name="accessibility"),
    path("privacy", privacy.privacy, name="privacy"),
    path("licences", statements.licences, name="licences"),
    path("status", status.status, name="status"),
    path("health/live", health.health_live, name="health_live"),
    path("health/ready", health.health_ready, name="health_ready"),
    path("health/work", health.health_work, name="health_work"),
    path("metrics", metrics.metrics, name="metrics"),
    path("genuine", statements.how_to_check, name="how_to_check"),
    path(".well-known/munera.json", statements.munera_json, name="munera_json"),
    path(".well-known/munera.pem", statements.munera_pem, name="munera_pem"),
    path(".well-known/security.txt", statements.security_txt, name="security_txt"),
    path("robots.txt", statements.robots_txt, name="robots_txt"),
    path("account/", include("munera.site.sign_in.urls")),
    path("account/", include("allauth.urls")),
    path("colours", appearance.choose_colour_scheme, name="choose_colour_scheme"),
    *([path("design", design.design, name="design")] if settings.MUNERA_DEMO else []),
    path("problems/", problems.list_problems, name="list_problems"),
    path("problems/<slug:kind>/", problems.show_problem, name="show_problem"),
    path("api/v1/", include("munera.site.api")),
    path("api-keys/", include("munera.kernel.access.urls")),
    path("my/documents/", include("munera.kernel.documents.urls")),
    path("my/skills/", include("munera.kernel.skills.urls")),
    path("my/", include("munera.site.people.urls")),
    path("organisations/", include("munera.site.organisations.urls")),
    path("audit/", include("munera.site.audit.urls")),
    path("jobs/", include("munera.kernel.jobs.urls")),
    path("messages/", include("munera.kernel.messages.urls")),
    path("", include("munera.kernel.credentials.urls")),
    path("seasonal/", include("munera.services.seasonal.urls")),
    path("evaluators/", include("munera.services.evaluators.urls")),
    path("mentor/", include("munera.services.mentor.urls")),
]

handler400 = "munera.site.refusals.bad_request"
handler403 = "munera.site.refusals.permission_denied"
handler404 = "munera.site.refusals.page_not_found"
handler429 = "munera.site.refusals.too_many_requests"  # allauth's own limits end here
handler500 = "munera.site.refusals.server_error"
