"""What the case library tells of seasonal work. Every figure was reported by the source named beside it."""

from django.utils.translation import gettext_lazy as _

from munera.kernel.cases import Audience, Capability, Case, Criticism, PublicPage, Region, Result, Step

CASE = Case(
    slug="seasonal-work",
    title=_("Seasonal work"),
    summary=_(
        "Register a crew for tomorrow’s harvest at one press, see the levy for each day and why it is that sum, take "
        "the crew off when it rains, and close the month with its return and payment order."
    ),
    for_whom=_("Farms and firms that hire by the day, and the people they hire."),
    original="Sezonski radnici (sezonskiradnici.gov.rs)",
    country=_("Serbia"),
    institution=_("Tax Administration of the Republic of Serbia, built by NALED with German cooperation (GIZ)"),
    problem=_(
        "Between 65,000 and 80,000 people did seasonal work in Serbia each year, and at least nine in ten of them were "
        "not registered. Each needed a contract on paper, the paperwork took hours, rain upset every plan, and a day "
        "that nobody registered counted towards no pension."
    ),
    changed=_(
        "A law in force since 8 January 2019 replaced the paper contract for seasonal work in agriculture, forestry "
        "and fisheries by one electronic registration. The employer pays a fixed sum for each day, whatever the pay "
        "and the hours. Each registered day counts towards the worker’s pension and is covered against injury at work."
    ),
    holds_data_because=_(
        "To register days of seasonal work and reckon the levy on them, as the law of Serbia on seasonal work "
        "(Official Gazette 50/2018) asks of employers: a legal obligation, article 6(1)(c) of the GDPR."
    ),
    entry="seasonal:show_start",
    region=Region.SOUTHERN_EUROPE,
    audiences=(Audience.EMPLOYERS, Audience.WORKERS),
    capabilities=(
        Capability.REGISTER,
        Capability.LEVIES,
        Capability.REASONS,
        Capability.DELEGATION,
    ),
    languages=("en", "sr-latn"),
    steps=(
        Step(_("Sign in for your farm or firm"), _("Or for one that has asked you to act for it, as accountants do.")),
        Step(
            _("Register the crew"),
            _(
                "Yesterday’s crew at one press, a named crew at one tap, or a whole week in the calendar. Before you "
                "send, each worker shows the days left this year and what the law says of them."
            ),
        ),
        Step(
            _("Keep the receipt"),
            _(
                "It says for each worker whether they are registered. Who came too late is kept with both times, and "
                "is never shown as registered."
            ),
        ),
        Step(
            _("See the levy for each day"),
            _("Tax, pension and health, each on its own line with its base, its rate and the article it comes from."),
        ),
        Step(
            _("Take the crew off when it rains"),
            _("Until the hour of the law, which is counted down. The record says who took them off, and why."),
        ),
        Step(
            _("Close the month"),
            _(
                "The return, the slip and the payment order with a code for the banking app are made by themselves. "
                "What was wrong is put right by a new version, and the difference is shown first."
            ),
        ),
        Step(_("Workers see their own days"), _("Who signs in as a worker sees each day that counts, and for whom.")),
        Step(
            _("Workers take their days along"),
            _("The register certifies the days of a year: one press, and a signed credential lies in their wallet."),
        ),
    ),
    results=(
        Result(
            _("from 5 hours to under 10 minutes"),
            _("to do the paperwork of an engagement, as the makers report"),
            "NALED, January 2019",
        ),
        Result(
            _("from about 3,500 to over 27,000"),
            _("workers registered in a year: before the change, and in 2019"),
            "NALED 2023; PP Media; German Cooperation in Serbia",
        ),
        Result(_("about 850,000"), _("days of work registered in 2019"), "PP Media; German Cooperation in Serbia"),
        Result(
            _("37,597"),
            _("workers registered in all by the middle of 2020, by 413 employers, 127 of them farms"),
            "NALED, 2020",
        ),
        Result(
            _("almost 100,000"),
            _("workers registered in all by the end of 2024, by almost 900 employers, who paid 1.9 billion dinars"),
            "German Cooperation in Serbia",
        ),
    ),
    care=_(
        "Sources disagree about single years: for 2022 one gives 49,000 workers, another about 60,000 counted from the "
        "start. We show the totals that more than one source bears out, or that name their date."
    ),
    criticisms=(
        Criticism(
            _("Workers often did not know what they would be paid, and had no pay slip and no record of their hours."),
            "radnik.rs, March 2021",
        ),
        Criticism(
            _("The rights of an employment contract are missing, and people may be pushed into the cheaper regime."),
            "Peščanik",
        ),
    ),
    public_pages=(
        PublicPage(_("Am I registered?"), "seasonal:self_check"),
        PublicPage(_("Check a confirmation"), "seasonal:check_confirmation"),
    ),
)
