"""My documents: handed in, listed, fetched, deleted by their owner."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, notes_who_looked, open_to_signed_in
from munera.kernel.documents import actions, queries
from munera.kernel.documents.doors import as_attachment
from munera.kernel.documents.forms import DocumentForm
from munera.kernel.documents.models import Document


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def list_documents(request: SignedInRequest) -> HttpResponse:
    """What I handed in, and a form for more."""
    form = DocumentForm()
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES)
        if form.is_valid():
            file, purpose = form.cleaned_data["file"], form.cleaned_data["purpose"]
            actions.store_document(file, owner=request.user, purpose=purpose, by=request.user)
            messages.success(request, _("The document is stored, encrypted."))
            return redirect("documents:list_documents")
    page = {"form": form, "documents": queries.documents_of(request.user)}
    return render(request, "documents/list_documents.html", page)


@require_safe
@never_cache
@notes_who_looked("documents.document.viewed", Document)
@open_to_signed_in
def download_document(request: SignedInRequest, pk: int) -> HttpResponse:
    return as_attachment(get_object_or_404(queries.documents_of(request.user), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def erase_document(request: SignedInRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(queries.documents_of(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "documents/erase_document.html", {"document": document})
    actions.erase_document(document, by=request.user)
    messages.success(request, _("The document is deleted."))
    return redirect("documents:list_documents")
