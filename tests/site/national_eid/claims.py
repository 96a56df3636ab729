"""What this eID says of a person: the national number as subject, and once more as a claim."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.contrib.auth.models import User


class Claims(DefaultOIDCAdapter):
    def get_user_sub(self, _client: Any, user: User) -> str:
        return user.username

    def get_user_by_sub(self, _client: Any, sub: str) -> User | None:
        return User.objects.filter(username=sub).first()

    def get_claims(self, purpose: Any, user: User, client: Any, scopes: Any, **details: Any) -> dict[str, Any]:
        said: dict[str, Any] = super().get_claims(purpose, user, client, scopes, **details)
        return said | {"jmbg": user.username}
