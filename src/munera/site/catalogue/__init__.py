"""The catalogue of messages: ``gathering`` every sentence, ``writing`` each language's file, ``checking`` it is whole.

Does without the gettext programs: Babel reads Python, Django's own ``templatize`` turns templates into what Babel
reads. Only ``make_messages``, ``check_messages`` and the tests come here, since Babel is not installed on a site.
"""
