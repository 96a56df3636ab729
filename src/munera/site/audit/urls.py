"""The auditor's page."""

from django.urls import path

from munera.site.audit import views

app_name = "audit"
urlpatterns = [path("", views.list_events, name="list_events")]
