"""What the desk of questions draws: flags in words, tables of questions, options, groups and earlier sittings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.people.choices import Sex
from munera.kernel.refusal import Sentence
from munera.services.mentor import queries
from munera.services.mentor.choices import AuditedTrait
from munera.services.mentor.models import QuestionStatistic
from munera.services.mentor.views.tables import round_name
from munera.ui.tables import Column, Link, Mark, Table, build

# Classes of the Educational Testing Service: nothing to see, a little, much.
CLASSES: Final[dict[str, tuple[Sentence, str]]] = {
    "A": (gettext_lazy("None or negligible"), "success"),
    "B": (gettext_lazy("Slight"), "warning"),
    "C": (gettext_lazy("Large"), "danger"),
}


# More than that, and the whole list is the better one to read.
MOST_FLAGGED: Final = 100


@dataclass(frozen=True, slots=True)
class Flag:
    """What wants a look, in words."""

    name: Sentence
    advice: str
    tone: str


def told(flag: str) -> Flag:
    return Flag(queries.NAMES[flag], queries.advice_on(flag), queries.TONES.get(flag, "info"))


def decimal(value: float | None, places: int = 2) -> str | None:
    """In the reader's way of writing numbers; None stays none."""
    return None if value is None else number_format(round(value, places) + 0.0, decimal_pos=places)


def group_name(code: str) -> str:
    """As the file of results calls a group; a sex is named in the reader's language."""
    return str(Sex(code).label) if code in Sex.values else code


def percent(share: float) -> str:
    return _("%(number)s %%") % {"number": number_format(round(100 * share))}


def share(telling: str, share: float | None) -> str | None:
    """As it may be told; None where it may not."""
    if share is None:
        return None
    words = {
        "exact": _("%(share)s"),
        "coarse": _("about %(share)s"),
        "at most": _("fewer than %(share)s"),
        "at least": _("more than %(share)s"),
    }
    return words[telling] % {"share": percent(share)}


def passed(standing: queries.Standing) -> str:
    """How many passed, or about which share where a number would tell about a few."""
    told = standing.passes
    if told.telling == "exact":
        return str(number_format(standing.passed, use_l10n=True))
    return share(told.telling, told.share) or _("Too few to show")


def gravest(statistic: QuestionStatistic) -> Mark | None:
    """Of its flags; the page of the question has them all."""
    first = next((flag for flag in queries.NAMES if flag in statistic.flags), None)
    return Mark(queries.NAMES[first], queries.TONES.get(first, "info")) if first else None


def flagged_table(statistics: QuerySet[QuestionStatistic]) -> Table:
    """Those that want a look, the gravest first: what a clerk comes for."""
    order = {flag: place for place, flag in enumerate(queries.NAMES)}
    flagged = [each for each in statistics if each.flags]
    return build(
        QueryDict(),
        sorted(flagged, key=lambda each: min(order[flag] for flag in each.flags)),
        caption=gettext_lazy("Questions that want a look, the most urgent first"),
        columns=(
            Column(gettext_lazy("Question")),
            Column(gettext_lazy("Wants a look")),
            Column(gettext_lazy("Topic")),
            Column(gettext_lazy("Right"), numeric=True),
        ),
        cells=lambda one: (
            Link(one.question.key, reverse("mentor:show_question", args=[one.pk])),
            gravest(one),
            one.question.topic.name,
            percent(one.easiness),
        ),
        per_page=MOST_FLAGGED,
    )


def questions_table(query: QueryDict, statistics: QuerySet[QuestionStatistic]) -> Table:
    return build(
        query,
        statistics,
        caption=gettext_lazy("All questions"),
        columns=(
            Column(gettext_lazy("Question"), sort="question__key"),
            Column(gettext_lazy("Topic")),
            Column(gettext_lazy("Right"), sort="easiness", numeric=True),
            Column(gettext_lazy("Tells apart"), sort="discrimination", numeric=True),
            Column(gettext_lazy("Difficulty"), sort="difficulty", numeric=True),
            Column(gettext_lazy("Sharpness"), sort="slope", numeric=True),
            Column(gettext_lazy("Wants a look")),
        ),
        cells=lambda one: (
            Link(one.question.key, reverse("mentor:show_question", args=[one.pk])),
            one.question.topic.name,
            percent(one.easiness),
            decimal(one.discrimination),
            decimal(one.difficulty),
            decimal(one.slope),
            gravest(one),
        ),
    )


def options_table(statistic: QuestionStatistic) -> Table | None:
    if not statistic.chosen:
        return None

    def name(option: int) -> str:
        if option == queries.OMITTED:
            return _("Nothing chosen")
        return _("Several or none marked") if option == queries.NO_OPTION else str(option)

    return build(
        QueryDict(),
        statistic.chosen,
        caption=gettext_lazy("What was chosen"),
        columns=(
            Column(gettext_lazy("Option")),
            Column(gettext_lazy("Chosen by"), numeric=True),
            Column(gettext_lazy("Their share of all other points"), numeric=True),
            Column(gettext_lazy("Goes with knowing"), numeric=True),
            Column(gettext_lazy("Right answer")),
        ),
        cells=lambda each: (
            name(each["option"]),
            each["count"],
            None if each["rest"] is None else percent(each["rest"]),
            decimal(each["correlation"]),
            Mark(_("Right"), "success") if each["is_right"] else None,
        ),
    )


def groups_table(seen: Sequence[queries.Seen]) -> Table | None:
    if not seen:
        return None
    return build(
        QueryDict(),
        list(seen),
        caption=gettext_lazy("Candidates by ability, in ten groups of one size"),
        columns=(
            Column(gettext_lazy("Ability on average"), numeric=True),
            Column(gettext_lazy("Candidates"), numeric=True),
            Column(gettext_lazy("Share of the points"), numeric=True),
            Column(gettext_lazy("Between"), numeric=True),
        ),
        cells=lambda one: (
            decimal(one.ability),
            one.people,
            percent(one.share),
            _("%(low)s and %(high)s") % {"low": percent(one.low), "high": percent(one.high)},
        ),
    )


def bias_table(statistic: QuestionStatistic) -> Table | None:
    """One row for each pair of groups that was compared."""
    rows = [(trait, row) for trait, compared in statistic.bias.items() for row in compared]
    if not rows:
        return None
    return build(
        QueryDict(),
        rows,
        caption=gettext_lazy("The same ability, another chance? By groups that are known for the audit"),
        columns=(
            Column(gettext_lazy("Compared by")),
            Column(gettext_lazy("Group")),
            Column(gettext_lazy("With")),
            Column(gettext_lazy("Difference"), numeric=True),
            Column(gettext_lazy("Its error"), numeric=True),
            Column(gettext_lazy("Class")),
        ),
        cells=lambda row: (
            AuditedTrait(row[0]).label,
            group_name(row[1]["group"]),
            group_name(row[1]["reference"]),
            decimal(row[1]["delta"]),
            decimal(row[1]["error"]),
            Mark(*CLASSES[row[1]["class"]]),
        ),
    )


def history_table(earlier: Sequence[QuestionStatistic]) -> Table | None:
    if not earlier:
        return None
    return build(
        QueryDict(),
        list(earlier),
        caption=gettext_lazy("The same question at other sittings"),
        columns=(
            Column(gettext_lazy("Sitting")),
            Column(gettext_lazy("Right"), numeric=True),
            Column(gettext_lazy("Tells apart"), numeric=True),
            Column(gettext_lazy("Difficulty"), numeric=True),
        ),
        cells=lambda one: (
            Link(round_name(one.calibration.sitting), reverse("mentor:show_question", args=[one.pk])),
            percent(one.easiness),
            decimal(one.discrimination),
            decimal(one.difficulty),
        ),
    )


def biased_table(statistics: Sequence[QuestionStatistic]) -> Table | None:
    """Every question with at least a slight difference between two groups, the largest first."""
    rows = [
        (each, trait, row)
        for each in statistics
        for trait, compared in each.bias.items()
        for row in compared
        if row["class"] != "A"
    ]
    if not rows:
        return None
    return build(
        QueryDict(),
        sorted(rows, key=lambda entry: -abs(entry[2]["delta"])),
        caption=gettext_lazy("Questions that people of the same ability do not find alike"),
        columns=(
            Column(gettext_lazy("Question")),
            Column(gettext_lazy("Compared by")),
            Column(gettext_lazy("Group")),
            Column(gettext_lazy("With")),
            Column(gettext_lazy("Difference"), numeric=True),
            Column(gettext_lazy("Class")),
        ),
        cells=lambda entry: (
            Link(entry[0].question.key, reverse("mentor:show_question", args=[entry[0].pk])),
            AuditedTrait(entry[1]).label,
            group_name(entry[2]["group"]),
            group_name(entry[2]["reference"]),
            decimal(entry[2]["delta"]),
            Mark(*CLASSES[entry[2]["class"]]),
        ),
        per_page=50,
    )
