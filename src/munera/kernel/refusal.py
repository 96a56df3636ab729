"""The one family of errors that a person may cause and must understand.

Refusal                 a sentence for the reader, a status for the protocol
└── every room's own    ``class CourseFull(Refusal)`` in that room's ``actions.py``

A refusal is not a fault of the program: it is shown as one kind page, or as a problem document
(RFC 9457) where a program asked. Nothing was changed when it is raised.
"""

import re
from typing import ClassVar, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence: TypeAlias = str | Promise


class Refusal(Exception):
    """The request was understood and cannot be done; ``sentence`` says why and what to do instead.

    Each kind sets ``title`` and ``sentence`` (and ``status`` where it is no conflict); the page that explains the
    kind shows both. ``sentence`` may be given to the constructor where it names a value.
    """

    # A template that explains a kind is given the class, and must not make one.
    do_not_call_in_templates: ClassVar[bool] = True
    # The class name as an address part: ``CourseFull`` is ``course-full``.
    kind: ClassVar[str] = "refusal"
    status: ClassVar[int] = 409
    title: ClassVar[Sentence] = _("This cannot be done now")
    sentence: Sentence = _("What you asked for cannot be done now.")

    def __init__(self, sentence: Sentence | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.kind)

    def __init_subclass__(cls) -> None:
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        super().__init_subclass__()
