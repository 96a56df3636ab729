"""The pages of this room."""

from django.urls import path

from munera.kernel.access import views

app_name = "access"
urlpatterns = [
    path("", views.list_keys, name="list_keys"),
    path("issue/", views.issue_key, name="issue_key"),
    path("<int:pk>/revoke/", views.revoke_key, name="revoke_key"),
]
