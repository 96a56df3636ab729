"""What goes wrong between a site and its visitors, put into the site's real processes; a file in its home says when."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
OPERATIONS = "/api/v1/seasonal/operations"
BUSY = "busy"
DIES = "dies"


def on_operations(get_response: Answer) -> Answer:
    """While ``busy`` lies there, nothing is taken in; where ``dies`` lies there, one answer is kept but never sent."""
    home = Path(settings.HOME)

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path != OPERATIONS:
            return get_response(request)
        if (home / BUSY).exists():
            return HttpResponse(status=503)
        response = get_response(request)
        if (home / DIES).exists():
            (home / DIES).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return response

    return answer
