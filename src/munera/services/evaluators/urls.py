"""The table of pages."""

from django.urls import path

from munera.services.evaluators import views

app_name = "evaluators"

urlpatterns = [
    path("", views.show_start, name="show_start"),
    path("ranking/", views.show_ranking, name="show_ranking"),
    path("profile/", views.show_own_card, name="show_own_card"),
    path("profile/change/", views.edit_profile, name="edit_profile"),
    path("profile/open/", views.open_profile, name="open_profile"),
    path("profile/close/", views.close_profile, name="close_profile"),
    path("profile/evaluations/new/", views.add_experience, name="add_experience"),
    path("profile/evaluations/<int:pk>/remove/", views.remove_experience, name="remove_experience"),
    path("deck/", views.show_deck, name="show_deck"),
    path("deck/<int:pk>/answer/", views.answer_demand, name="answer_demand"),
    path("deck/<int:pk>/concern/", views.object_to_demand, name="object_to_demand"),
    path("answers/", views.list_answers, name="list_answers"),
    path("answers/<int:pk>/undo/", views.undo_answer, name="undo_answer"),
    path("answers/<int:pk>/withdraw/", views.withdraw_interest, name="withdraw_interest"),
    path("blocks/<int:pk>/lift/", views.lift_block, name="lift_block"),
    path("bodies/<int:pk>/", views.show_body, name="show_body"),
    path("bodies/<int:pk>/demands/new/", views.write_demand, name="write_demand"),
    path("demands/<int:pk>/", views.show_demand, name="show_demand"),
    path("demands/<int:pk>/change/", views.change_demand, name="change_demand"),
    path("demands/<int:pk>/open/", views.open_demand, name="open_demand"),
    path("demands/<int:pk>/close/", views.close_demand, name="close_demand"),
    path("demands/<int:pk>/take-over/", views.take_over_demand, name="take_over_demand"),
    path("demands/<int:pk>/skills/", views.find_required_skill, name="find_required_skill"),
    path("demands/<int:pk>/skills/<int:skill>/", views.ask_for_skill, name="ask_for_skill"),
    path("requirements/<int:pk>/drop/", views.drop_requirement, name="drop_requirement"),
    path("demands/<int:pk>/deck/", views.show_demand_deck, name="show_demand_deck"),
    path("demands/<int:pk>/deck/<int:profile>/answer/", views.answer_profile, name="answer_profile"),
    path("demands/<int:pk>/deck/<int:profile>/concern/", views.object_to_profile, name="object_to_profile"),
    path("demands/<int:pk>/answers/", views.list_demand_answers, name="list_demand_answers"),
    path("matches/", views.list_matches, name="list_matches"),
    path("matches/<int:pk>/", views.show_match, name="show_match"),
    path("matches/<int:pk>/end/", views.end_match, name="end_match"),
    path("matches/<int:pk>/propose/", views.propose_project, name="propose_project"),
    path("projects/<int:pk>/agree/", views.agree_project, name="agree_project"),
    path("projects/<int:pk>/start/", views.start_project, name="start_project"),
    path("projects/<int:pk>/abandon/", views.abandon_project, name="abandon_project"),
    path("projects/<int:pk>/finish/", views.finish_project, name="finish_project"),
    path("projects/<int:pk>/feedback/", views.give_feedback, name="give_feedback"),
]
