"""Every kind of letter that this site writes: what people choose from, and what is not theirs to refuse."""

from django.utils.translation import gettext_lazy as _

from munera.kernel.messages.choices import LetterKind

LETTER_KINDS: tuple[LetterKind, ...] = (
    LetterKind("access.account", _("Your account and how you sign in"), mandatory=True),
    LetterKind("people.data", _("What you asked about your personal data"), mandatory=True),
    LetterKind("organisations.delegation", _("Who may act for whom")),
    LetterKind("credentials.ending", _("When a credential of yours ends soon")),
    LetterKind("jobs.failed", _("Work in the background that could not be finished")),
    LetterKind("skills.check", _("Checks of your skills")),
    LetterKind("evaluators.invitation", _("Invitations to look at a demand for evaluation")),
    LetterKind("evaluators.match", _("When a public body and you are both interested, and what comes of it")),
    LetterKind("evaluators.moderation", _("Decisions about your card, and about what you reported")),
    LetterKind("evaluators.news", _("What is new in your saved searches for evaluations")),
    LetterKind("evaluators.panel", _("Seats in panels of evaluators")),
    LetterKind("mentor.reports", _("Reports about examinations")),
    LetterKind("seasonal.engagement", _("Your days of seasonal work")),
)
