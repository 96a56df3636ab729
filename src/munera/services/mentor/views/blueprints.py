"""A blueprint as a tree; its subjects, topics and questions, one by one or from a table; publishing it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.tables import Unreadable
from munera.services.mentor import actions, forms, queries, rules
from munera.services.mentor.models import Blueprint
from munera.services.mentor.views.asking import Asking, ask
from munera.services.mentor.views.handing import attached_table


@require_safe
@open_to_role(rules.CLERK)
def show_blueprint(request: SignedInRequest, pk: int) -> HttpResponse:
    blueprint = get_object_or_404(queries.blueprints_run_by(request.user), pk=pk)
    page = {
        "blueprint": blueprint,
        "examination": blueprint.examination,
        "tree": queries.tree_of(blueprint),
    }
    return render(request, "mentor/show_blueprint.html", page)


@require_POST
@open_to_role(rules.CLERK)
def publish_blueprint(request: SignedInRequest, pk: int) -> HttpResponse:
    blueprint = get_object_or_404(queries.blueprints_run_by(request.user), pk=pk)
    actions.publish_blueprint(blueprint, by=request.user)
    messages.success(request, _("The edition is published. Sittings can now rest on it."))
    return redirect("mentor:show_examination", blueprint.examination_id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def fill_blueprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """From a spreadsheet: all of it, or what is wrong, line by line."""
    blueprint = get_object_or_404(queries.blueprints_run_by(request.user), pk=pk)
    form = forms.BlueprintFileForm(request.POST or None, request.FILES or None)
    faults: tuple[actions.RowFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.fill_blueprint(blueprint, content=form.cleaned_data["file"].read(), by=request.user)
        except Unreadable as unreadable:
            form.add_error("file", queries.sentence_of_file(unreadable.fault, unreadable.said))
        except actions.FaultyBlueprint as faulty:
            faults = faulty.faults
            form.add_error("file", _("Nothing was taken in. Mend the rows named below and upload the file again."))
        else:
            said = ngettext("%(count)s question was taken in.", "%(count)s questions were taken in.", count)
            messages.success(request, said % {"count": count})
            return redirect("mentor:show_blueprint", blueprint.pk)
    page = {
        "blueprint": blueprint,
        "form": form,
        "faults": faults,
        "headings": list(actions.BLUEPRINT_HEADINGS.values()),
    }
    return render(request, "mentor/fill_blueprint.html", page)


@require_safe
@open_to_role(rules.CLERK)
def download_blueprint_template(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """An empty table with our headings, in the language of the reader; whatever the language, it is understood."""
    get_object_or_404(queries.blueprints_run_by(request.user), pk=pk)
    return attached_table(
        [[str(each) for each in actions.BLUEPRINT_HEADINGS.values()]], kind=kind, name="munera-blueprint"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_subject(request: SignedInRequest, pk: int) -> HttpResponse:
    blueprint = get_object_or_404(queries.blueprints_run_by(request.user), pk=pk)
    form = forms.PartForm(request.POST or None, language=blueprint.examination.language)
    if request.method == "POST" and form.is_valid():
        actions.add_subject(blueprint, code=form.cleaned_data["code"], names=form.names, by=request.user)
        return redirect("mentor:show_blueprint", blueprint.pk)
    return ask(request, form, _asking(blueprint, _("Add a subject"), _("Add it")))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def change_subject(request: SignedInRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(queries.subjects_run_by(request.user), pk=pk)
    language = subject.blueprint.examination.language
    form = forms.PartForm(request.POST or None, language=language, names=subject.names)
    if request.method == "POST" and form.is_valid():
        actions.change_subject(subject, names=form.names, by=request.user)
        return redirect("mentor:show_blueprint", subject.blueprint_id)
    return ask(request, form, _asking(subject.blueprint, _("Change the subject"), _("Keep the changes")))


@require_POST
@open_to_role(rules.CLERK)
def remove_subject(request: SignedInRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(queries.subjects_run_by(request.user), pk=pk)
    actions.remove_subject(subject, by=request.user)
    return redirect("mentor:show_blueprint", subject.blueprint_id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_topic(request: SignedInRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(queries.subjects_run_by(request.user), pk=pk)
    form = forms.PartForm(request.POST or None, language=subject.blueprint.examination.language)
    if request.method == "POST" and form.is_valid():
        actions.add_topic(subject, code=form.cleaned_data["code"], names=form.names, by=request.user)
        return redirect("mentor:show_blueprint", subject.blueprint_id)
    title = _("Add a topic to %(subject)s") % {"subject": subject.name}
    return ask(request, form, _asking(subject.blueprint, title, _("Add it")))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def change_topic(request: SignedInRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(queries.topics_run_by(request.user), pk=pk)
    blueprint = topic.subject.blueprint
    form = forms.PartForm(request.POST or None, language=blueprint.examination.language, names=topic.names)
    if request.method == "POST" and form.is_valid():
        actions.change_topic(topic, names=form.names, by=request.user)
        return redirect("mentor:show_blueprint", blueprint.pk)
    return ask(request, form, _asking(blueprint, _("Change the topic"), _("Keep the changes")))


@require_POST
@open_to_role(rules.CLERK)
def remove_topic(request: SignedInRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(queries.topics_run_by(request.user), pk=pk)
    actions.remove_topic(topic, by=request.user)
    return redirect("mentor:show_blueprint", topic.subject.blueprint_id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_question(request: SignedInRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(queries.topics_run_by(request.user), pk=pk)
    blueprint = topic.subject.blueprint
    form = forms.QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_question(topic, actions.QuestionText(**form.text), by=request.user)
        return redirect("mentor:show_blueprint", blueprint.pk)
    title = _("Add a question to %(topic)s") % {"topic": topic.name}
    return ask(request, form, _asking(blueprint, title, _("Add it")))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def change_question(request: SignedInRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(queries.questions_run_by(request.user), pk=pk)
    form = forms.QuestionForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        actions.change_question(question, actions.QuestionText(**form.text), by=request.user)
        return redirect("mentor:show_blueprint", question.blueprint_id)
    return ask(request, form, _asking(question.blueprint, _("Change the question"), _("Keep the changes")))


@require_POST
@open_to_role(rules.CLERK)
def remove_question(request: SignedInRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(queries.questions_run_by(request.user), pk=pk)
    actions.remove_question(question, by=request.user)
    return redirect("mentor:show_blueprint", question.blueprint_id)


def _asking(blueprint: Blueprint, title: str, submit: str) -> Asking:
    """A published edition is shown, not changed: what would change it is not found."""
    if blueprint.is_published:
        raise Http404
    back = reverse("mentor:show_blueprint", args=[blueprint.pk])
    return Asking(title=title, over=blueprint.examination.name, submit=submit, back=back)
