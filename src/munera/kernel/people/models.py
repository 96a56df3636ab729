"""A person, the names they bear, the numbers they are known by, and their consents."""

from datetime import date, timedelta
from typing import ClassVar, Final

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import ConsentPurpose, IdentifierKind, Script
from munera.kernel.sealing import unseal

ANSWER_WITHIN: Final = timedelta(days=30)


class PersonManager(BaseUserManager["Person"]):
    """How Django's own commands and allauth make a person."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=self.normalize_email(email) if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Person":
        return self.create_user(email, password, **(fields | {"is_staff": True, "is_superuser": True}))


class Person(AbstractBaseUser, PermissionsMixin):
    """A human being. May exist without being able to sign in: then ``email`` is empty."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=15, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_of_demo_town = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.CheckConstraint(condition=~models.Q(email=""), name="person_email_null_or_text")]

    def __str__(self) -> str:
        # A number, not a name: what is printed by accident must not identify.
        return f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def shown_name(self) -> str:
        """The name for a page; a person without one, or erased, is shown by number."""
        return self.full_name or _("Person %(number)s") % {"number": self.pk}


class PersonName(models.Model):
    """One name in one script (ISO 15924), as its bearer or a document writes it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    script = models.CharField(_("script"), max_length=4, choices=Script)
    full_name = models.CharField(_("full name"), max_length=200)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)

    class Meta:
        ordering = ["script"]
        constraints = [models.UniqueConstraint(fields=["person", "script"], name="one_name_per_script")]

    def __str__(self) -> str:
        return f"name {self.pk} of person {self.person_id}"


class Identifier(models.Model):
    """A number that an authority gave a person: sealed, found by its keyed digest, shown masked."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=16, choices=IdentifierKind)
    sealed = models.TextField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "pk"]
        # The digest comes first: numbers are also looked up where nobody says of which kind they are.
        constraints = [models.UniqueConstraint(fields=["digest", "kind"], name="identifier_names_one_person")]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}"

    @property
    def number(self) -> str:
        """In the clear: for its bearer, and for those whom the law lets read it."""
        return unseal(self.sealed)


class Consent(models.Model):
    """What a person agreed to, in which words, when, and when they took it back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=80, choices=ConsentPurpose)
    text_version = models.CharField(max_length=40)
    # SHA-256 of the words as they were shown, in that language: what was agreed to can be proved later.
    text_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=15, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_consent_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} by person {self.person_id}"


class Export(models.Model):
    """Everything held about one person, packed at their request; sealed, and gone after some days.

    It lies in the database rather than on a disk, so that whichever machine packed it, each can hand it out.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exports")
    asked_at = models.DateTimeField(default=timezone.now)
    packed_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField(default=bytes)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"export {self.pk} of person {self.person_id}"


class ErasureRequest(models.Model):
    """A person asks to be forgotten; a privacy officer agrees; a flow carries it out.

    The row stays, without a name, as the proof that the request was answered in time (GDPR art. 5(2), 12(3)).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasure_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(taken_back_at=None, carried_out_at=None),
                name="one_open_erasure_request",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at=None) | models.Q(approved_by__isnull=False),
                name="somebody_approves_an_erasure",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure request {self.pk} of person {self.person_id}"

    @property
    def answer_by(self) -> date:
        """The last day to answer: a month after it was asked (GDPR art. 12(3))."""
        return (self.asked_at + ANSWER_WITHIN).date()
