"""What every answer carries, what templates may not hold, and that a real site starts without a warning."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from munera.kernel.people.models import Person
from tests.processes import OwnDatabase

PACKAGE = Path(settings.PACKAGE)
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
REAL_SITE = {
    "MUNERA_DEMO": "0",
    "MUNERA_HOSTS": "work.example.org",
    "MUNERA_SECRET_KEY": "k7Qp2vX9sLr4Tz8Wm3Nc6Yb1Hd5Jf0Ga-k7Qp2vX9sLr4Tz8Wm3Nc6Yb1Hd5Jf0Ga",
    "MUNERA_LOOKUP_KEY": "Rz5Wq8Lm2Xc7Vb4Np9Td1Kf6Hs3Jg0Ya",
    "MUNERA_AUDIT_KEY": "Bn6Ct3Dv8Fx1Gz5Hq9Jw2Kr7Lp4Ms0Ty",
    "MUNERA_KEY_PASSPHRASE": "Dk4Wm8Zr2Pt6Vx1Cq9Lb3Nf7Jh5Gs0Ya",
    "MUNERA_SEALING_KEYS": "bXVuZXJhLWRlbW8tb25seS1tdW5lcmEtZGVtby1vbmw=",
    "MUNERA_BODY": "Office of Work",
    "MUNERA_ADDRESS": "https://work.example.org",
    "MUNERA_CONTACT": "office@example.org",
    "MUNERA_SECURITY_CONTACT": "security@example.org",
    "MUNERA_ACCESSIBILITY_AUTHORITY": "Commissioner for Equality, equality@example.org",
    "MUNERA_MAIL_HOST": "mail.example.org",
    "MUNERA_MAIL_FROM": "Office of Work <no-reply@example.org>",
    "MUNERA_PROXY_SCHEME_HEADER": "X-Forwarded-Proto",
    "MUNERA_PROXIES": "1",
    "MUNERA_CACHE": "database",
}
TRY_IN_REAL_SITE = """
import django; django.setup()
from django.test import Client
from django.conf import settings
# Which files there are to fetch is not asked here, and gathering them takes a minute.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client(HTTP_HOST="work.example.org")
plain = client.get("/account/login/")
print(plain.status_code, plain.get("Location"))
secure = client.get("/account/login/", HTTP_X_FORWARDED_PROTO="https")
print(secure.status_code)
for name in ("Strict-Transport-Security", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
    print(name, secure.get(name))
for name, one in secure.cookies.items():
    print(name, bool(one["secure"]), bool(one["httponly"]), one["samesite"])
print("/account/demo/" in secure.content.decode())
print("upgrade-insecure-requests" in secure["Content-Security-Policy"])
for path in ("/account/demo/", "/account/demo/1/"):
    print(path, client.get(path, HTTP_X_FORWARDED_PROTO="https").status_code)
print(Client(HTTP_HOST="elsewhere.example").get("/", HTTP_X_FORWARDED_PROTO="https").status_code)
"""


def directives(policy: str) -> dict[str, list[str]]:
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name: sources for name, *sources in parts}


def run_as_real_site(home: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    given = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MUNERA_", "DATABASE_URL", "DJANGO_"))
        },
        **REAL_SITE,
        "MUNERA_HOME": str(home),
        "PYTHONPATH": str(PACKAGE.parent),
        "DJANGO_SETTINGS_MODULE": "munera.site.settings",
        **more,
    }
    return subprocess.run(
        [sys.executable, *command], env=given, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/login/", "/account/demo/", "/nowhere", "/account/security/"])
def test_every_answer_carries_the_policy(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = directives(answer["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert all(re.fullmatch(r"'nonce-[\w/+=-]+'", source) for source in policy.get("script-src", []))
    assert policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == ["'none'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_each_page_has_a_nonce_of_its_own_and_every_script_wears_it(client: Client) -> None:
    nonces = []
    for _ in range(2):
        answer = client.get(reverse("account_login"))
        [nonce] = re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
        scripts = re.findall(r"<script[^>]*>", answer.content.decode())
        run = [script for script in scripts if "application/json" not in script]
        assert run
        assert all(f'nonce="{nonce}"' in script for script in run)
        nonces.append(nonce)
    assert nonces[0] != nonces[1]


def test_templates_exist() -> None:
    assert len(TEMPLATES) > 60


def stopped_by_the_policy(text: str) -> list[str]:
    """What a browser would not run or fetch. Handlers and styles of single elements: ``tests/ui/test_styles.py``."""
    scripts = re.findall(r"<script\b[^>]*>", text)
    return [
        *re.findall(r"<style\b|javascript:", text),
        *(script for script in scripts if "CSP_NONCE" not in script and "application/json" not in script),
        *re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]+\.(?:js|css|woff2?)", text),
    ]


def test_no_template_holds_what_the_policy_stops() -> None:
    found = {str(path.relative_to(PACKAGE)): stopped_by_the_policy(path.read_text()) for path in TEMPLATES}
    assert {name: stopped for name, stopped in found.items() if stopped} == {}


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("<style>", ["<style"]),
        ('<a href="javascript:alert(1)">', ["javascript:"]),
        ('<script src="/static/own.js">', ['<script src="/static/own.js">']),
        ('<script nonce="{{ CSP_NONCE }}" src="/static/own.js">', []),
        ('<script type="application/json">', []),
        ('<link href="https://elsewhere.example/a.css">', ['href="https://elsewhere.example/a.css']),
    ],
)
def test_what_the_policy_stops_is_seen(text: str, stopped: list[str]) -> None:
    assert stopped_by_the_policy(text) == stopped


@pytest.mark.django_db
def test_what_somebody_saw_while_signed_in_is_kept_nowhere(client: Client) -> None:
    assert "no-store" not in client.get(reverse("home")).get("Cache-Control", "")
    client.force_login(
        Person.objects.create_user("ana@demo.example"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert "no-store" in client.get(reverse("home"))["Cache-Control"]


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused() -> None:
    visitor = Client(enforce_csrf_checks=True)
    assert visitor.post(reverse("account_login"), {"login": "ana@demo.example"}).status_code == 403
    assert visitor.post(reverse("account_logout")).status_code == 403


def test_a_real_site_passes_the_deployment_check(tmp_path: Path) -> None:
    found = run_as_real_site(tmp_path, "-m", "munera.site", "check", "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_real_site_speaks_https_alone_and_shows_no_demo(own_database: OwnDatabase, tmp_path: Path) -> None:
    found = run_as_real_site(tmp_path, "-c", TRY_IN_REAL_SITE, DATABASE_URL=own_database.url)
    assert found.stdout.splitlines() == [
        "301 https://work.example.org/account/login/",
        "200",
        "Strict-Transport-Security max-age=31536000; includeSubDomains",
        "X-Frame-Options DENY",
        "X-Content-Type-Options nosniff",
        "Referrer-Policy same-origin",
        "__Host-munera_csrf True True Lax",
        "False",
        "True",
        "/account/demo/ 404",
        "/account/demo/1/ 405",
        "400",
    ], found.stderr


SECRETS = [f"MUNERA_{name}" for name in ("SECRET_KEY", "LOOKUP_KEY", "AUDIT_KEY", "SEALING_KEYS", "KEY_PASSPHRASE")]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["", "munera-demo-only"])
def test_a_real_site_does_not_start_without_its_secrets(tmp_path: Path, name: str, value: str) -> None:
    found = run_as_real_site(tmp_path, "-c", "import munera.site.settings", **{name: value})
    assert found.returncode != 0
    assert name in found.stderr


def test_every_proof_named_in_the_table_exists() -> None:
    """docs/asvs.md says which test shows what; a test that is renamed takes its line along."""
    root = PACKAGE.parents[1]
    file = ""
    proofs = re.findall(r"`((?:tests/[\w/]+\.py)?)::(test_\w+)`", (root / "docs/asvs.md").read_text())
    assert len(proofs) > 20
    for named, test in proofs:
        file = named or file
        assert f"def {test}(" in (root / file).read_text(), f"{file}::{test}"
