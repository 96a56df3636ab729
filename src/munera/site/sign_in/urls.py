"""Our own addresses around signing in; they stand before allauth's."""

from django.urls import path

from munera.site.sign_in import views

urlpatterns = [
    path("login/password/", views.sign_in_with_password, name="sign_in_with_password"),
    path("security/", views.account_security, name="account_security"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("demo/", views.demo_people, name="demo_people"),
    path("demo/<int:pk>/", views.try_as, name="try_as"),
]
