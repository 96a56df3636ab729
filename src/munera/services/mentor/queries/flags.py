"""What wants a look in a question, in words: what was seen, and what to do about it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Sentence

# Fewer answers than these give no curve.
LEAST_ANSWERS: Final = 200
TOO_EASY, TOO_HARD = 0.95, 0.15
TELLS_LITTLE: Final = 0.1
DRIFTED: Final = "drift"
SUSPECTED: Final = "key"
BIASED: Final = "bias"

NAMES: Final[dict[str, Sentence]] = {
    SUSPECTED: _("Key suspected wrong"),
    BIASED: _("Unequal between groups"),
    DRIFTED: _("Has changed since last time"),
    "misfit": _("Curve does not fit"),
    "tells-little": _("Tells little"),
    "too-easy": _("Very easy"),
    "too-hard": _("Very hard"),
    "too-few": _("Too few answers"),
    "constant": _("All alike"),
}
ADVICE: Final[dict[str, Sentence]] = {
    SUSPECTED: _(
        "Those who know more choose another option than the one that counts as right. Let somebody who knows the "
        "subject read the question. If the key is wrong, correct it before reports are made."
    ),
    BIASED: _(
        "People of the same ability do not have the same chance here, depending on their group. Let two people from "
        "different groups read the question. Not every difference is unfair; say why it stays, or give everybody the "
        "points."
    ),
    DRIFTED: _(
        "For people of the same ability it was harder or easier than at the sitting before. Has it become known, or "
        "has what it asks changed? It was not used to join the two scales."
    ),
    "misfit": _(
        "The dots do not follow the curve: what this question measures is not only what the others measure. Look at it "
        "beside the questions of its topic."
    ),
    "tells-little": _(
        "Those who know more and those who know less answer it nearly alike. Look for an unclear word, or for two "
        "options that are right."
    ),
    "too-easy": _("Nearly everybody has it right. It tells the examiners little; that may be what it is for."),
    "too-hard": _("Hardly anybody has it right. Was it taught, and is the key right?"),
    "too-few": _("Fewer than {least} people answered it. There is no curve; wait for another sitting."),
    "constant": _("Everybody has the same points, so it tells nobody from anybody. There is no curve."),
}
TONES: Final[dict[str, str]] = {SUSPECTED: "danger", BIASED: "danger", DRIFTED: "warning", "misfit": "warning"}


def advice_on(flag: str) -> str:
    return str(ADVICE[flag]).format(least=LEAST_ANSWERS)
