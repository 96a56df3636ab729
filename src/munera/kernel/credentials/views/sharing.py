"""What is public may be read by pages of other sites too: verifiers that run in a browser."""

from django.http import HttpResponse


def for_everybody(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
