"""Every address of this room; the well-known ones stand where the standards look for them."""

from django.urls import path

from munera.kernel.credentials import views

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", views.show_site_did, name="show_site_did"),
    path("issuers/<slug:slug>/did.json", views.show_did, name="show_did"),
    path("status/<int:pk>", views.show_status_list, name="show_status_list"),
    path("log/", views.show_log, name="show_log"),
    path("log/checkpoint", views.show_checkpoint, name="show_checkpoint"),
    path("log/tile/<path:path>", views.show_tile, name="show_tile"),
    path("log/proof/<str:name>", views.show_proof, name="show_proof"),
    path("log/add-checkpoint", views.add_checkpoint, name="add_checkpoint"),
]
