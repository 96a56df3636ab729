"""The pages of work in the background."""

from django.urls import path

from munera.kernel.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<int:pk>/", views.show_job, name="show_job"),
]
