"""Every address of this room; the well-known ones stand where the standards look for them."""

from django.urls import path

from munera.kernel.credentials import views

app_name = "credentials"
urlpatterns = [
    path("my/credentials/", views.list_credentials, name="list_credentials"),
    path("my/credentials/<uuid:number>/", views.show_credential, name="show_credential"),
    path("my/credentials/<uuid:number>/share/", views.share_credential, name="share_credential"),
    path("my/credentials/<uuid:number>/<slug:kind>", views.download_credential, name="download_credential"),
    path("my/credentials/links/<int:pk>/end/", views.end_share, name="end_share"),
    path("check/", views.check_credential, name="check_credential"),
    path("check/<uuid:number>", views.check_paper, name="check_paper"),
    path("check/<str:token>", views.check_shared, name="check_shared"),
    path(".well-known/did.json", views.show_site_did, name="show_site_did"),
    path("issuers/<slug:slug>/did.json", views.show_did, name="show_did"),
    path("status/<int:pk>", views.show_status_list, name="show_status_list"),
    path("log/", views.show_log, name="show_log"),
    path("log/checkpoint", views.show_checkpoint, name="show_checkpoint"),
    path("log/tile/<path:path>", views.show_tile, name="show_tile"),
    path("log/proof/<str:name>", views.show_proof, name="show_proof"),
    path("log/add-checkpoint", views.add_checkpoint, name="add_checkpoint"),
]
