"""The demo town is the same every time, and its numbers and roles are true ones."""

import pytest
from django.utils import timezone

from munera.kernel.access.rules import ADMINISTRATOR, AUDITOR, PRIVACY_OFFICER
from munera.kernel.audit.models import Event
from munera.kernel.credentials.rules import ISSUER
from munera.kernel.organisations import demo
from munera.kernel.organisations.queries import organisations_acted_for, roles_of, site_organisation
from munera.kernel.people.models import Person
from munera.kernel.people.queries import name_in_script
from munera.kernel.skills.rules import ASSESSOR
from munera.services.seasonal.rules import CLERK, EMPLOYER, INSPECTOR, TAX_OFFICE

pytestmark = pytest.mark.django_db


def test_building_twice_changes_nothing() -> None:
    town = demo.build_town()
    events = Event.objects.count()
    assert demo.build_town() == town
    assert Event.objects.count() == events


def test_everybody_holds_the_role_the_plan_names() -> None:
    town, today = demo.build_town(), timezone.localdate()
    roles = {key: set(roles_of(person, on=today)) for key, person in town.people.items()}
    assert roles == {
        "milica": {ADMINISTRATOR.code, EMPLOYER.code},
        "dragan": {EMPLOYER.code},
        "jelena": {EMPLOYER.code},
        "zoran": {INSPECTOR.code},
        "vera": {TAX_OFFICE.code},
        "stevan": {CLERK.code, ISSUER.code},
        "ana": set(),
        "leila": {PRIVACY_OFFICER.code},
        "joana": {ADMINISTRATOR.code, ASSESSOR.code, ISSUER.code},
        "petros": {AUDITOR.code},
        "emin": set(),
    }
    acted_for = organisations_acted_for(town.people["jelena"], role=EMPLOYER.code, on=today)
    assert set(acted_for) == {town.organisations["suncani_vrt"], town.organisations["voce_sumadije"]}
    assert site_organisation() == town.organisations["town"]


def test_names_stand_in_the_scripts_of_their_bearers() -> None:
    town = demo.build_town()
    written = [
        name_in_script(town.people["leila"], "Arab"),
        name_in_script(town.people["milica"], "Cyrl"),
        name_in_script(town.people["petros"], "Grek"),
        name_in_script(town.workers["ani"], "Armn"),
        name_in_script(town.workers["minjun"], "Kore"),
    ]
    assert written == ["ليلى حداد", "Милица Јовановић", "Πέτρος Παππάς", "Անի Գրիգորյան", "김민준"]


def test_only_made_up_people_can_be_tried() -> None:
    town = demo.build_town()
    assert set(Person.objects.filter(is_of_demo_town=True)) == set(town.people.values())
