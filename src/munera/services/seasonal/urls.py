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
    path("employers/<int:pk>/uploads/", views.upload_file, name="upload_file"),
    path("employers/<int:pk>/uploads/template.<str:kind>", views.download_template, name="download_template"),
    path("uploads/<int:pk>/", views.show_upload, name="show_upload"),
    path("uploads/<int:pk>/report.csv", views.download_report, name="download_report"),
    path("receipts/<int:pk>/", views.show_receipt, name="show_receipt"),
    path("engagements/<int:pk>/", views.show_engagement, name="show_engagement"),
    path("engagements/<int:pk>/cancel/", views.cancel_engagement, name="cancel_engagement"),
]
