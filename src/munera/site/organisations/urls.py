"""The pages about organisations and acting for them."""

from django.urls import path

from munera.site.organisations import acting, members

app_name = "organisations"
urlpatterns = [
    path("", acting.list_roles, name="list_roles"),
    path("<int:pk>/people/", members.list_members, name="list_members"),
    path("<int:pk>/people/appoint/", members.appoint_member, name="appoint_member"),
    path("people/<int:pk>/end/", members.end_membership, name="end_membership"),
    path("<int:pk>/delegate/", acting.delegate, name="delegate"),
    path("delegations/<int:pk>/end/", acting.end_delegation, name="end_delegation"),
]
