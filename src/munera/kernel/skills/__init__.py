"""What people can do, in the words of a classification, and how it is known: declared, checked or verified.

``record_evidence`` and ``void_evidence`` are for the rooms above. The standing of a skill is computed from the
evidence that stands on the day, so what is voided or has run out is gone everywhere at once.
"""
