"""The pages of this room."""

from django.urls import path

from munera.kernel.skills import views

app_name = "skills"
urlpatterns = [
    path("", views.list_skills, name="list_skills"),
    path("add/", views.find_skill, name="find_skill"),
    path("add/<int:pk>/", views.declare_skill, name="declare_skill"),
    path("<int:pk>/take-back/", views.withdraw_skill, name="withdraw_skill"),
]
