"""What is typed, chosen and handed in on the pages of proof."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.choices import AchievementKind, RevocationReason
from munera.kernel.credentials.models import Achievement
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import folded, named, search, skill_by_uri
from munera.ui.forms import DayInput

KIBIBYTE: Final = 1024
# What the engine reads of a credential, and of a picture or document that holds one.
MOST_OF_A_TEXT: Final = 256 * KIBIBYTE
MOST_OF_A_PICTURE: Final = 8 * KIBIBYTE * KIBIBYTE
PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"%PDF-")
MOST_OF_A_CHAIN: Final = 64 * KIBIBYTE
# What a camera makes of a paper.
MOST_OF_A_PHOTO: Final = 16 * KIBIBYTE * KIBIBYTE


class CheckForm(forms.Form):
    """A file, a photo of the code on a paper, or a text that was copied; of several, the first."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A credential as JSON, an image (PNG, SVG), a PDF, or a token. It is not kept."),
        widget=forms.FileInput(
            attrs={"accept": ".json,.jsonld,.jwt,.txt,.png,.svg,.pdf,application/json,image/png,application/pdf"}
        ),
        error_messages={"empty": _("The file is empty.")},
    )
    photo = forms.FileField(
        label=_("Or take a photo of the code on a paper"),
        required=False,
        help_text=_("The whole code, sharp and without shadow. The photo is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
        error_messages={"empty": _("The file is empty.")},
    )
    text = forms.CharField(
        label=_("Or paste the credential"),
        required=False,
        max_length=MOST_OF_A_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file is None:
            return b""
        head = file.read(1_024)
        is_picture = any(sign in head for sign in PICTURES)
        most = MOST_OF_A_PICTURE if is_picture else MOST_OF_A_TEXT
        if file.size > most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s kB. No credential needs as much."),
                params={"most": number_format(most // KIBIBYTE)},
            )
        return bytes(head + file.read())

    def clean_photo(self) -> bytes:
        photo = self.cleaned_data["photo"]
        if photo is None:
            return b""
        if photo.size > MOST_OF_A_PHOTO:
            raise forms.ValidationError(
                _("The photo is larger than %(most)s MB. Take a smaller one."),
                params={"most": number_format(MOST_OF_A_PHOTO // KIBIBYTE**2)},
            )
        return bytes(photo.read())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("file", "photo", "text")):
            self.add_error("file", _("Choose a file, or paste the credential."))
        return cleaned

    @property
    def is_photo(self) -> bool:
        return bool(self.cleaned_data["photo"]) and not self.cleaned_data["file"]

    @property
    def handed_in(self) -> bytes:
        """What to check, once the form is valid."""
        said = self.cleaned_data
        return said["file"] or said["photo"] or str(said["text"]).strip().encode()


class ShareForm(forms.Form):
    """For how long a link shall last."""

    days = forms.TypedChoiceField(
        label=_("How long shall the link work?"),
        coerce=int,
        initial=30,
        choices=[(1, _("One day")), (7, _("One week")), (30, _("One month")), (365, _("One year"))],
        widget=forms.RadioSelect(),
    )


BY_EMAIL: Final = "email"


class AchievementField(forms.ModelChoiceField):  # type: ignore[type-arg]  # its class takes no argument when it runs
    """One of an issuer's achievements, by name in the reader's language."""

    def label_from_instance(self, obj: Achievement) -> str:
        return obj.name


class AwardForm(forms.Form):
    """Whom to certify, and of what. A name that does not fit the number stops it: a digit may be wrong."""

    achievement = AchievementField(
        label=_("What was achieved"), queryset=Achievement.objects.none(), empty_label=None, to_field_name="code"
    )
    kind = forms.ChoiceField(
        label=_("How the person is found"),
        choices=[(BY_EMAIL, _("By the e-mail address of their account")), *IdentifierKind.choices],
    )
    number = forms.CharField(
        label=_("Number or e-mail address"),
        max_length=254,
        help_text=_("It is stored encrypted and shown masked."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As on the identity card. It must fit the number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: as long as the achievement says."),
    )
    result = forms.CharField(
        label=_("Result"), required=False, max_length=100, help_text=_("A mark or points, as they shall be read.")
    )

    def __init__(self, *args: Any, offered: QuerySet[Achievement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("AchievementField", self.fields["achievement"]).queryset = offered

    def clean_valid_until(self) -> date | None:
        until: date | None = self.cleaned_data["valid_until"]
        if until is not None and until <= timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        return until

    @property
    def named(self) -> dict[str, str]:
        """Whom the form names, once it is valid."""
        said = self.cleaned_data
        if said["kind"] == BY_EMAIL:
            return {"email": said["number"].strip(), "full_name": said["full_name"]}
        return {"kind": said["kind"], "number": said["number"], "full_name": said["full_name"]}

    @property
    def until(self) -> datetime | None:
        on = self.cleaned_data["valid_until"]
        return datetime.combine(on, time(23, 59, 59), UTC) if on else None


class UploadForm(forms.Form):
    """A file of people to certify."""

    achievement = AchievementField(
        label=_("What was achieved"), queryset=Achievement.objects.none(), empty_label=None, to_field_name="code"
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=100,
        help_text=_("What this batch is called. In one batch nobody is certified twice, whichever file names them."),
    )
    kind = forms.ChoiceField(label=_("Kind of number in the file"), choices=IdentifierKind.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (XLSX) or a text table (CSV) with a row for each person."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, offered: QuerySet[Achievement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("AchievementField", self.fields["achievement"]).queryset = offered

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MUNERA_UPLOAD_MOST_BYTES:
            raise forms.ValidationError(_("The file is too large. Divide it, and give each part the same reference."))
        return file


class WithdrawForm(forms.Form):
    because = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=1_000,
        help_text=_("Its holder will read this. The public log tells only that it was withdrawn, and when."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FilterForm(forms.Form):
    """Which of the issued credentials to list."""

    achievement = forms.ChoiceField(label=_("Achievement"), required=False)
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[("", _("All")), ("valid", _("Valid")), ("expired", _("Expired")), ("withdrawn", _("Withdrawn"))],
    )

    def __init__(self, *args: Any, achievements: Iterable[Achievement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["achievement"])
        field.choices = [("", _("All")), *((one.code, one.name) for one in achievements)]

    def wanted(self, name: str) -> str:
        return str(self.cleaned_data.get(name, "")) if self.is_valid() else ""


class AchievementForm(forms.Form):
    """What can be achieved, in the language of the reader; other languages keep what they have."""

    code = forms.SlugField(
        label=_("Short name"),
        max_length=80,
        help_text=_("Small letters, digits and strokes. It is part of its address and never changes."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=AchievementKind.choices)
    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(label=_("Description"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    criterion = forms.CharField(
        label=_("What has to be done for it"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    skills = forms.CharField(
        label=_("Skills it proves"),
        required=False,
        help_text=_(
            "One a line: its name or its address in the classification, and after a comma the level, as a number."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    eqf_level = forms.IntegerField(label=_("Level (EQF)"), required=False, min_value=1, max_value=8)
    valid_for_days = forms.IntegerField(label=_("Valid for days"), required=False, min_value=1, max_value=36_500)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"], self.fields["kind"]

    def clean_skills(self) -> list[tuple[str, str, int | None]]:
        """Address, printed name and level of each; a word that names no skill is answered with the nearest ones."""
        lines = [line.strip() for line in self.cleaned_data["skills"].splitlines() if line.strip()]
        skills: dict[str, tuple[str, str, int | None]] = {}
        for line in lines:
            words, level = cast("re.Match[str]", SKILL_LINE.fullmatch(line)).groups()
            concept = skill_by_uri(words) or _skill_called(words)
            if level and int(level) not in concept.levels.values:
                missing = {"skill": words, "level": level}
                raise forms.ValidationError(_("“%(skill)s” has no level %(level)s."), params=missing)
            printed = named([concept], language="en")[concept.pk].label
            skills[concept.uri] = (concept.uri, printed, int(level) if level else None)
        return list(skills.values())

    def texts(self, name: str, known: Mapping[str, str]) -> dict[str, str]:
        """What is known in other languages, and what was written in this one."""
        return {**known, get_language() or "en": self.cleaned_data[name]}


# The name of a skill or its address, and perhaps a level.
SKILL_LINE: Final = re.compile(r"(.+?)(?:[\s,;]+([1-6]))?")
MOST_NEAR: Final = 4


def _skill_called(words: str) -> Concept:
    """The one skill of this name, in the reader's language or in English."""
    found = search(words, language=get_language() or "", most=MOST_NEAR)
    called = [each for each in found if folded(words) in (folded(each.label), folded(each.found_as))]
    if len(called) == 1:
        return called[0].concept
    if not found:
        raise forms.ValidationError(
            _("The classification has no skill called “%(skill)s”. Try one word less, or another word."),
            params={"skill": words},
        )
    raise forms.ValidationError(
        _("Which skill is “%(skill)s”? Write one of these: %(names)s"),
        params={"skill": words, "names": "; ".join(each.label for each in found)},
    )


class RevokeForm(forms.Form):
    because = forms.ChoiceField(
        label=_("Why the key is revoked"), choices=RevocationReason.choices, widget=forms.RadioSelect()
    )


class ChainForm(forms.Form):
    chain = forms.FileField(
        label=_("Certificates (PEM)"),
        help_text=_(
            "What the authority sent: the certificate of this key first, then those between it and the authority."
        ),
        widget=forms.FileInput(attrs={"accept": ".pem,.crt,.cer,application/x-pem-file"}),
    )

    def clean_chain(self) -> bytes:
        file = self.cleaned_data["chain"]
        if file.size > MOST_OF_A_CHAIN:
            raise forms.ValidationError(_("The file is too large to be a few certificates."))
        return bytes(file.read())


class VoteForm(forms.Form):
    because = forms.CharField(
        label=_("Reason"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )
