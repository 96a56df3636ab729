"""The table of pages: the office's, then the candidate's."""

from django.urls import URLPattern, path

from munera.services.mentor import views

app_name = "mentor"

office: list[URLPattern] = [
    path("", views.show_start, name="show_start"),
    path("office/", views.start_office, name="start_office"),
    path("offices/<int:pk>/", views.show_office, name="show_office"),
    path("offices/<int:pk>/examinations/new/", views.add_examination, name="add_examination"),
    path("offices/<int:pk>/offers/", views.list_offers, name="list_offers"),
    path("offices/<int:pk>/offers/new/", views.add_offer, name="add_offer"),
    path("offers/<int:pk>/change/", views.change_offer, name="change_offer"),
    path("offers/<int:pk>/withdraw/", views.withdraw_offer, name="withdraw_offer"),
    path("units/", views.list_units, name="list_units"),
    path("units/new/", views.add_unit, name="add_unit"),
    path("examinations/<int:pk>/", views.show_examination, name="show_examination"),
    path("examinations/<int:pk>/change/", views.change_examination, name="change_examination"),
    path("examinations/<int:pk>/editions/begin/", views.begin_edition, name="begin_edition"),
    path("examinations/<int:pk>/sittings/new/", views.add_sitting, name="add_sitting"),
    path("blueprints/<int:pk>/", views.show_blueprint, name="show_blueprint"),
    path("blueprints/<int:pk>/publish/", views.publish_blueprint, name="publish_blueprint"),
    path("blueprints/<int:pk>/fill/", views.fill_blueprint, name="fill_blueprint"),
    path(
        "blueprints/<int:pk>/template.<slug:kind>",
        views.download_blueprint_template,
        name="download_blueprint_template",
    ),
    path("blueprints/<int:pk>/subjects/new/", views.add_subject, name="add_subject"),
    path("subjects/<int:pk>/change/", views.change_subject, name="change_subject"),
    path("subjects/<int:pk>/remove/", views.remove_subject, name="remove_subject"),
    path("subjects/<int:pk>/topics/new/", views.add_topic, name="add_topic"),
    path("topics/<int:pk>/change/", views.change_topic, name="change_topic"),
    path("topics/<int:pk>/remove/", views.remove_topic, name="remove_topic"),
    path("topics/<int:pk>/questions/new/", views.add_question, name="add_question"),
    path("questions/<int:pk>/change/", views.change_question, name="change_question"),
    path("questions/<int:pk>/remove/", views.remove_question, name="remove_question"),
    path("questions/<int:pk>/key/", views.correct_key, name="correct_key"),
    path("sittings/<int:pk>/", views.show_sitting, name="show_sitting"),
    path("sittings/<int:pk>/forms/new/", views.add_form, name="add_form"),
    path("forms/<int:pk>/remove/", views.remove_form, name="remove_form"),
    path("forms/<int:pk>/results/", views.upload_results, name="upload_results"),
    path("forms/<int:pk>/template.<slug:kind>", views.download_results_template, name="download_results_template"),
    path("sittings/<int:pk>/calibrate/", views.calibrate_sitting, name="calibrate_sitting"),
    path("calibrations/<int:pk>/", views.show_calibration, name="show_calibration"),
    path("statistics/<int:pk>/", views.show_question, name="show_question"),
    path("sittings/<int:pk>/numbers/", views.show_numbers, name="show_numbers"),
    path("sittings/<int:pk>/fairness/", views.show_fairness, name="show_fairness"),
    path("sittings/<int:pk>/reports/", views.ask_for_reports, name="ask_for_reports"),
    path("releases/", views.list_releases, name="list_releases"),
    path("releases/<int:pk>/", views.show_release, name="show_release"),
    path("releases/<int:pk>/release/", views.release_reports, name="release_reports"),
    path("releases/<int:pk>/send-back/", views.send_back_reports, name="send_back_reports"),
    path("results/<int:pk>/", views.show_results, name="show_results"),
    path("results/<int:pk>/report.csv", views.download_results_report, name="download_results_report"),
]
candidate: list[URLPattern] = [
    path("own/", views.list_attempts, name="list_attempts"),
    path("own/agree/", views.opt_in, name="opt_in"),
    path("own/take-back/", views.withdraw_opt_in, name="withdraw_opt_in"),
    path("own/find/", views.claim_attempt, name="claim_attempt"),
    path("own/jobs/", views.list_jobs, name="list_jobs"),
    path("own/<int:pk>/", views.show_report, name="show_report"),
    path("own/<int:pk>/radar/", views.show_radar, name="show_radar"),
    path("own/<int:pk>/plan/", views.show_plan, name="show_plan"),
    path("own/<int:pk>/courses/", views.list_courses, name="list_courses"),
    path("own/<int:pk>/credential/", views.take_credential, name="take_credential"),
    path("own/<int:pk>/report.pdf", views.download_report, name="download_report"),
    path("own/<int:pk>/report.json", views.export_report, name="export_report"),
]
urlpatterns = [*office, *candidate]
