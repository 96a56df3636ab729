"""The pages of the inbox."""

from django.urls import path

from munera.kernel.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.list_letters, name="list_letters"),
    path("read/", views.mark_all_letters_read, name="mark_all_letters_read"),
    path("preferences/", views.edit_preferences, name="edit_preferences"),
    path("<int:pk>/", views.show_letter, name="show_letter"),
    path("<int:pk>/read/", views.mark_letter_read, name="mark_letter_read"),
]
