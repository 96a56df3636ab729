"""The pages of this room."""

from django.urls import path

from munera.kernel.skills import views

app_name = "skills"
urlpatterns = [
    path("", views.list_skills, name="list_skills"),
    path("add/", views.find_skill, name="find_skill"),
    path("add/<int:pk>/", views.declare_skill, name="declare_skill"),
    path("<int:pk>/ask/", views.ask_for_check, name="ask_for_check"),
    path("asked/<int:pk>/take-back/", views.take_back_request, name="take_back_request"),
    path("checks/", views.list_checks, name="list_checks"),
    path("checks/<int:pk>/", views.show_check, name="show_check"),
    path("checks/<int:pk>/decline/", views.decline_check, name="decline_check"),
    path("<int:pk>/take-back/", views.withdraw_skill, name="withdraw_skill"),
]
