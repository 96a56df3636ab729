"""What the case library tells of evaluators. Every figure was reported by the source named beside it."""

from django.utils.translation import gettext_lazy as _

from munera.kernel.cases import Audience, Capability, Case, PublicPage, Region, Step

CASE = Case(
    slug="evaluators",
    title=_("Evaluators of public policy"),
    summary=_(
        "Researchers and managers of public policies find each other, card by card, best first with the reason on the "
        "card. Only when both say “bora!”, let’s go, does each see how to reach the other."
    ),
    for_whom=_("Researchers who evaluate, and managers of public policies at every level of the state."),
    original="BORA, Base Online de Relacionamento para Avaliação",
    country=_("Brazil"),
    institution=_("ENAP, the National School of Public Administration, built with the University of Brasília"),
    problem=_(
        "Researchers do not see which policies wait for an evaluation, and managers do not know who could make one. "
        "Contacts go through small networks, slowly, and nobody sees how."
    ),
    changed=_(
        "A free app showed each side the cards of the other, and told them of each other only when both were "
        "interested. It was shown first at ENAP’s innovation week in August 2022; the OECD took it up as an example in "
        "March 2023."
    ),
    holds_data_because=_(
        "To bring researchers and public bodies together for the evaluation of policies: the consent of the "
        "researcher, article 6(1)(a) of the GDPR, and for the body a task in the public interest, article 6(1)(e)."
    ),
    entry="evaluators:show_start",
    region=Region.SOUTH_AMERICA,
    audiences=(Audience.RESEARCHERS, Audience.PUBLIC_BODIES),
    capabilities=(Capability.MATCHING, Capability.REASONS, Capability.CREDENTIALS),
    languages=("en", "pt"),
    steps=(
        Step(
            _("Say who you are, or what you want to know"),
            _(
                "A researcher writes a profile: themes, methods, skills and how they are known. A manager writes a "
                "demand: the policy, one question, and the skills it takes."
            ),
        ),
        Step(
            _("Look through your deck"),
            _(
                "The best card lies on top and says why: what is met, what is near, what is missing, and how each "
                "skill is known. New cards are seen, and nobody is left at the bottom."
            ),
        ),
        Step(
            _("Pass, or bora!"),
            _("Nobody learns of your answer. Conflicts of interest are kept apart before anybody sees a card."),
        ),
        Step(
            _("Meet if both are interested"),
            _("Now, and not before, both are told and each sees how to reach the other. What comes then is theirs."),
        ),
        Step(
            _("Finish, and let it count"),
            _(
                "The body names the published evaluation and the skills the work has shown. They are certified, and "
                "rank higher in the next deck."
            ),
        ),
    ),
    care=_(
        "How many people use the original, and how many of them met, we have not found published; so no figure stands "
        "here."
    ),
    public_pages=(PublicPage(_("How cards are ranked"), "evaluators:show_ranking"),),
)
