"""What the case library tells of the mentor. Every figure was reported by the source named beside it."""

from django.utils.translation import gettext_lazy as _

from munera.kernel.cases import Audience, Capability, Case, Region, Result, Step

CASE = Case(
    slug="mentor",
    title=_("Why did I fail? A mentor after the examination"),
    summary=_(
        "Whoever sat a national examination learns why it was enough or not, how sure that is, what helps most next "
        "time, and which courses and jobs of public bodies fit."
    ),
    for_whom=_("Candidates of national examinations, and the bodies that hold them."),
    original="Digital Mentor Service (DMS)",
    country=_("Republic of Korea"),
    institution=_("HRDK, the Human Resources Development Service of Korea"),
    problem=_(
        "Millions sit national qualification tests each year and are told one word, with a mark for each subject. "
        "Where they were weak they had to guess, and after the certificate nobody told them what came next."
    ),
    changed=_(
        "From October 2021 on, first for three trades, candidates found on their own page where they had lost marks, "
        "with the units of competence behind it, the outlook of occupations, and jobs and training of public agencies."
    ),
    holds_data_because=_(
        "To mark examinations and to show that they are fair, a task in the public interest: article 6(1)(e) of the "
        "GDPR. To tell a candidate about their own answers: the consent of the candidate, article 6(1)(a)."
    ),
    entry="mentor:show_start",
    region=Region.EASTERN_ASIA,
    audiences=(Audience.CANDIDATES, Audience.PUBLIC_BODIES),
    capabilities=(Capability.REASONS, Capability.EXAMINATIONS, Capability.CREDENTIALS),
    languages=("en", "ko"),
    steps=(
        Step(
            _("The office says what the examination asks"),
            _(
                "Subjects, topics, questions, and the units of competence that each question shows. The rule of "
                "passing is dated."
            ),
        ),
        Step(
            _("Answers are taken in and weighed"),
            _(
                "Each row of a file is answered by itself. The engine says how hard each question is, which keys look "
                "wrong, and whether groups of the same ability have the same chance."
            ),
        ),
        Step(
            _("A second person reads the reports"),
            _("Whoever has reports made does not release them. Some are read word for word, without whose they are."),
        ),
        Step(
            _("The candidate asks, and nobody else can"),
            _(
                "With the candidate number and the date of birth, once they have agreed. Every statement says how sure "
                "it is, and what is too unsure is not said."
            ),
        ),
        Step(
            _("From there to what comes next"),
            _(
                "What to study first by what it adds to the chance, courses that teach it, and after a pass a "
                "credential that makes its skills verified."
            ),
        ),
    ),
    results=(
        Result(
            _("3.5 million"),
            _("people take national technical qualification tests a year"),
            "OECD OPSI, Personalized Feedback Service for National Qualification Test",
        ),
        Result(
            _("700,000"),
            _("of them are certified"),
            "OECD OPSI, Personalized Feedback Service for National Qualification Test",
        ),
    ),
    care=_(
        "Whether the original raised the share of those who pass, we have not found published; so no figure stands "
        "here. What is told here was tried on simulated examinations; no public body has used it yet."
    ),
)
