"""The pages of this room."""

from django.urls import path

from munera.kernel.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.list_documents, name="list_documents"),
    path("<int:pk>/", views.download_document, name="download_document"),
    path("<int:pk>/delete/", views.erase_document, name="erase_document"),
]
