"""The table of pages: the office's, then the candidate's."""

from django.urls import URLPattern

app_name = "mentor"

office: list[URLPattern] = []
candidate: list[URLPattern] = []
urlpatterns = [*office, *candidate]
