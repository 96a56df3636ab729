"""Start the eID's site: a new database with Petar and with one client, then serve until stopped."""

import os
import socketserver
import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from tests.site import national_eid as eid


class ManyAtOnce(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def fill(callback: str) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    first, last = eid.NAME.split()
    petar = User.objects.create_user(eid.NUMBER, eid.EMAIL, eid.PASSWORD, first_name=first, last_name=last)
    EmailAddress.objects.create(user=petar, email=eid.EMAIL, verified=True, primary=True)
    client = Client(id=eid.CLIENT_ID, name="Office of Work", skip_consent=True, redirect_uris=callback)
    client.set_scopes(["openid", "profile", "email"])
    client.set_secret(eid.CLIENT_SECRET)
    client.save()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.site.national_eid.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    fill("\n".join(sys.argv[2:]))
    with make_server(
        "127.0.0.1", int(sys.argv[1]), get_wsgi_application(), server_class=ManyAtOnce, handler_class=Quiet
    ) as server:
        print("ready", flush=True)  # noqa: T201  # the test waits for it
        server.serve_forever()
