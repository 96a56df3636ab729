"""The table of pages: the office's, then the candidate's."""

from django.urls import URLPattern, path

from munera.services.mentor import views

app_name = "mentor"

office: list[URLPattern] = []
candidate: list[URLPattern] = [
    path("own/", views.list_attempts, name="list_attempts"),
    path("own/agree/", views.opt_in, name="opt_in"),
    path("own/take-back/", views.withdraw_opt_in, name="withdraw_opt_in"),
    path("own/find/", views.claim_attempt, name="claim_attempt"),
    path("own/jobs/", views.list_jobs, name="list_jobs"),
    path("own/<int:pk>/", views.show_report, name="show_report"),
    path("own/<int:pk>/radar/", views.show_radar, name="show_radar"),
    path("own/<int:pk>/plan/", views.show_plan, name="show_plan"),
    path("own/<int:pk>/courses/", views.list_courses, name="list_courses"),
    path("own/<int:pk>/credential/", views.take_credential, name="take_credential"),
    path("own/<int:pk>/report.pdf", views.download_report, name="download_report"),
    path("own/<int:pk>/report.json", views.export_report, name="export_report"),
]
urlpatterns = [*office, *candidate]
