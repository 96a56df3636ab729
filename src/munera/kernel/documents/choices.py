"""What a document is for, and of which kind its content is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Why somebody hands it in; an office asks for nothing that it has no purpose for."""

    CV = "cv", _("Curriculum vitae")
    QUALIFICATION = "qualification", _("Diploma or certificate")
    WORK = "work", _("Proof of work")
    LANGUAGE = "language", _("Language certificate")
    OTHER = "other", _("Something else")


class Kind(models.TextChoices):
    """What the content was found to be, whatever the file was called."""

    PDF = "pdf", _("PDF")
    PNG = "png", _("PNG")
    JPEG = "jpeg", _("JPEG")
    WEBP = "webp", _("WebP")
    TEXT = "text", _("Text")
    CSV = "csv", _("Table (CSV)")
    DOCX = "docx", _("Text document (DOCX)")
    XLSX = "xlsx", _("Workbook (XLSX)")
