"""The addresses that installed packages bring: signing in, second factor, other providers, sessions."""

from tests.factories.access import person
from tests.house.matrix import Scene, get, post, public


def scene() -> Scene:
    """Nobody's rows are at stake here: three people who have signed in."""
    return Scene(signed_in=person(), near_miss=person(), owner=person(), rows={"provider_id": "none"})


# No eID of this name is set up.
EID = {"provider_id": "provider_id"}
ROWS = [
    #                                             nobody     signed in  near miss  owner
    get("account_login",                          200,       "done",    "done",    "done"),
    post("account_login",                         200,       "done",    "done",    "done"),
    get("account_logout",                         "done",    200,       200,       200),
    post("account_logout",                        "done",    "done",    "done",    "done"),
    public("account_inactive"),
    get("account_signup",                         200,       "done",    "done",    "done"),
    post("account_signup",                        200,       "done",    "done",    "done"),
    # Whoever has neither password nor second factor cannot be asked for it again.
    get("account_reauthenticate",                 "sign in", 403,       403,       403),
    post("account_reauthenticate",                "sign in", 403,       403,       403),
    get("account_email",                          "sign in", 200,       200,       200),
    post("account_email",                         "sign in", "done",    "done",    "done"),
    get("account_email_verification_sent",        "sign in", "done",    "done",    "done"),
    get("account_change_password",                "sign in", "done",    "done",    "done"),
    post("account_change_password",               "sign in", "done",    "done",    "done"),
    get("account_set_password",                   "sign in", 200,       200,       200),
    post("account_set_password",                  "sign in", 200,       200,       200),
    public("account_reset_password"),
    post("account_reset_password",                200,       200,       200,       200),
    get("account_confirm_login_code",             "sign in", "done",    "done",    "done"),
    post("account_confirm_login_code",            "sign in", "done",    "done",    "done"),
    # Without a code on its way there is nothing to confirm: all go back to the beginning.
    get("account_confirm_password_reset_code",    "sign in", "sign in", "sign in", "sign in"),
    post("account_confirm_password_reset_code",   "sign in", "sign in", "sign in", "sign in"),
    get("account_complete_password_reset",        "done",    "done",    "done",    "done"),
    post("account_complete_password_reset",       "done",    "done",    "done",    "done"),
    public("account_password_reset_completed"),
    get("account_request_login_code",             200,       "done",    "done",    "done"),
    post("account_request_login_code",            200,       "done",    "done",    "done"),
    get("mfa_index",                              "sign in", 200,       200,       200),
    get("mfa_authenticate",                       "sign in", "done",    "done",    "done"),
    post("mfa_authenticate",                      "sign in", "done",    "done",    "done"),
    get("mfa_reauthenticate",                     "sign in", 403,       403,       403),
    post("mfa_reauthenticate",                    "sign in", 403,       403,       403),
    get("mfa_activate_totp",                      "sign in", 200,       200,       200),
    post("mfa_activate_totp",                     "sign in", 200,       200,       200),
    get("mfa_deactivate_totp",                    "sign in", 404,       404,       404),
    post("mfa_deactivate_totp",                   "sign in", 404,       404,       404),
    get("mfa_view_recovery_codes",                "sign in", 404,       404,       404),
    get("mfa_generate_recovery_codes",            "sign in", 200,       200,       200),
    post("mfa_generate_recovery_codes",           "sign in", 200,       200,       200),
    get("mfa_download_recovery_codes",            "sign in", 404,       404,       404),
    get("mfa_list_webauthn",                      "sign in", 200,       200,       200),
    get("mfa_add_webauthn",                       "sign in", 200,       200,       200),
    post("mfa_add_webauthn",                      "sign in", 200,       200,       200),
    get("mfa_reauthenticate_webauthn",            "sign in", 403,       403,       403),
    post("mfa_reauthenticate_webauthn",           "sign in", 403,       403,       403),
    get("mfa_login_webauthn",                     "sign in", "done",    "done",    "done"),
    post("mfa_login_webauthn",                    "sign in", "done",    "done",    "done"),
    public("socialaccount_login_cancelled"),
    get("socialaccount_login_error",              "sign in", 401,       401,       401),
    get("socialaccount_signup",                   "sign in", "sign in", "sign in", "sign in"),
    post("socialaccount_signup",                  "sign in", "sign in", "sign in", "sign in"),
    get("socialaccount_connections",              "sign in", 200,       200,       200),
    post("socialaccount_connections",             "sign in", 200,       200,       200),
    # The older addresses of the same four, kept by allauth; they lead on for good.
    get("account/social/login/cancelled/",        "sign in", 301,       301,       301),
    get("account/social/login/error/",            "sign in", 301,       301,       301),
    get("account/social/signup/",                 "sign in", 301,       301,       301),
    get("account/social/connections/",            "sign in", 301,       301,       301),
    get("openid_connect_login",                   404,       404,       404,       404,    at=EID),
    post("openid_connect_login",                  404,       404,       404,       404,    at=EID),
    get("openid_connect_callback",                404,       404,       404,       404,    at=EID),
    get("usersessions_list",                      "sign in", 200,       200,       200),
    post("usersessions_list",                     "sign in", "done",    "done",    "done"),
]  # fmt: skip
