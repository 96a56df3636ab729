"""The pages about one's own data, and those of the privacy officer."""

from django.urls import path

from munera.site.people import being_forgotten, copies, my_data

app_name = "people"
urlpatterns = [
    path("", my_data.my_data, name="my_data"),
    path("contact/", my_data.edit_contact, name="edit_contact"),
    path("names/add/", my_data.add_name, name="add_name"),
    path("names/<int:pk>/remove/", my_data.remove_name, name="remove_name"),
    path("consents/<slug:purpose>/give/", my_data.give_consent, name="give_consent"),
    path("consents/<int:pk>/withdraw/", my_data.withdraw_consent, name="withdraw_consent"),
    path("events/", my_data.list_my_events, name="list_my_events"),
    path("copies/", copies.list_exports, name="list_exports"),
    path("copies/request/", copies.request_export, name="request_export"),
    path("copies/<int:pk>/", copies.download_export, name="download_export"),
    path("forget/", being_forgotten.show_my_erasure, name="show_my_erasure"),
    path("forget/request/", being_forgotten.request_erasure, name="request_erasure"),
    path("forget/take-back/", being_forgotten.take_back_erasure, name="take_back_erasure"),
    path("requests/", being_forgotten.list_erasures, name="list_erasures"),
    path("requests/<int:pk>/", being_forgotten.show_erasure, name="show_erasure"),
    path("requests/<int:pk>/carry-out/", being_forgotten.carry_out_erasure, name="carry_out_erasure"),
]
