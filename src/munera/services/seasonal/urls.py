"""The table of pages."""

from django.urls import path

from munera.services.seasonal import views

app_name = "seasonal"

urlpatterns = [
    path("", views.show_start, name="show_start"),
    path("own-days/", views.show_own_days, name="show_own_days"),
    path("employers/<int:pk>/day/", views.show_day, name="show_day"),
    path("employers/<int:pk>/day/register/", views.register_crew, name="register_crew"),
    path("employers/<int:pk>/workers/new/", views.enrol_worker, name="enrol_worker"),
    path("employers/<int:pk>/months/<int:year>/<int:month>/", views.show_month, name="show_month"),
    path("employers/<int:pk>/months/<int:year>/<int:month>/slip.pdf", views.download_slip, name="download_slip"),
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
    path("inspection/", views.show_inspection, name="show_inspection"),
    path("inspection/employers/<int:pk>/", views.inspect_employer, name="inspect_employer"),
    path("inspection/workers/", views.find_worker, name="find_worker"),
    path("inspection/workers/<int:pk>/", views.inspect_person, name="inspect_person"),
    path("inspection/receipts/", views.find_receipt, name="find_receipt"),
    path("inspection/receipts/<int:pk>/", views.inspect_receipt, name="inspect_receipt"),
    path("statistics/", views.start_statistics, name="start_statistics"),
    path("statistics/<int:pk>/", views.show_statistics, name="show_statistics"),
    path("statistics/<int:pk>/table.csv", views.download_statistics, name="download_statistics"),
    path("statistics/<int:pk>/returns/", views.list_returns, name="list_returns"),
    path("desk/", views.start_accounts, name="start_accounts"),
    path("desk/<int:pk>/", views.list_accounts, name="list_accounts"),
    path("desk/<int:pk>/new/", views.open_account, name="open_account"),
    path("desk/<int:pk>/code/", views.issue_code_at_desk, name="issue_code_at_desk"),
    path("desk/accounts/<int:pk>/", views.show_account, name="show_account"),
    path("field/", views.show_field_start, name="show_field_start"),
    path("field/<int:pk>/", views.show_field, name="show_field"),
    path("field/leaving/", views.show_leaving, name="show_leaving"),
    path("field/without-network/", views.show_without_network, name="show_without_network"),
    path("field/worker.js", views.field_worker_script, name="field_worker_script"),
    path("field/manifest.webmanifest", views.field_webmanifest, name="field_webmanifest"),
]
