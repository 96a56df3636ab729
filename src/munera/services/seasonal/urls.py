"""The table of pages."""

from django.urls import path

from munera.services.seasonal import views

app_name = "seasonal"

urlpatterns = [
    path("", views.show_start, name="show_start"),
    path("own-days/", views.show_own_days, name="show_own_days"),
    path("employers/<int:pk>/day/", views.show_day, name="show_day"),
    path("employers/<int:pk>/day/register/", views.register_crew, name="register_crew"),
    path("employers/<int:pk>/day/cancel/", views.cancel_crew, name="cancel_crew"),
    path("receipts/", views.show_receipts, name="show_receipts"),
    path("receipts/<int:pk>/", views.show_receipt, name="show_receipt"),
    path("engagements/<int:pk>/", views.show_engagement, name="show_engagement"),
    path("engagements/<int:pk>/cancel/", views.cancel_engagement, name="cancel_engagement"),
    path("employers/<int:pk>/codes/", views.list_codes, name="list_codes"),
    path("employers/<int:pk>/codes/<int:worker>/", views.issue_worker_code, name="issue_worker_code"),
    path("codes/<int:pk>/withdraw/", views.withdraw_worker_code, name="withdraw_worker_code"),
    path("own-days/confirmation.pdf", views.download_own_confirmation, name="download_own_confirmation"),
    path("own-days/code/", views.make_own_code, name="make_own_code"),
    path("own-days/code/withdraw/", views.withdraw_own_code, name="withdraw_own_code"),
    path("check/", views.self_check, name="self_check"),
    path("check/confirmation.pdf", views.download_confirmation, name="download_confirmation"),
    path("confirmations/", views.check_confirmation, name="check_confirmation"),
    path("field/", views.show_field_start, name="show_field_start"),
    path("field/<int:pk>/", views.show_field, name="show_field"),
    path("field/leaving/", views.show_leaving, name="show_leaving"),
    path("field/without-network/", views.show_without_network, name="show_without_network"),
    path("field/worker.js", views.field_worker_script, name="field_worker_script"),
    path("field/manifest.webmanifest", views.field_webmanifest, name="field_webmanifest"),
    path("employers/<int:pk>/calendar/<int:year>/<int:month>/", views.show_calendar, name="show_calendar"),
    path("employers/<int:pk>/calendar/<int:year>/<int:month>/register/", views.register_days, name="register_days"),
    path("employers/<int:pk>/workers/", views.show_workers, name="show_workers"),
    path("employers/<int:pk>/workers/new/", views.enrol_worker, name="enrol_worker"),
    path("workers/<int:pk>/", views.show_worker, name="show_worker"),
    path("workers/<int:pk>/papers/", views.note_papers, name="note_papers"),
    path("employers/<int:pk>/crews/", views.show_crews, name="show_crews"),
    path("employers/<int:pk>/crews/new/", views.name_crew, name="name_crew"),
    path("crews/<int:pk>/", views.change_crew, name="change_crew"),
    path("crews/<int:pk>/remove/", views.remove_crew, name="remove_crew"),
    path("employers/<int:pk>/months/<int:year>/<int:month>/", views.show_month, name="show_month"),
    path("employers/<int:pk>/months/<int:year>/<int:month>/slip.pdf", views.download_slip, name="download_slip"),
    path("employers/<int:pk>/months/<int:year>/<int:month>/close/", views.close_month, name="close_month"),
    path("returns/<int:pk>/correct/", views.correct_month, name="correct_month"),
    path("returns/<int:pk>/return.xml", views.download_return, name="download_return"),
    path("returns/<int:pk>/list.csv", views.download_listing, name="download_listing"),
    path("returns/<int:pk>/order.svg", views.download_order_code, name="download_order_code"),
]
