"""Seasonal work: employers register day workers and know the levy to the para.

Serves employers of the field, those who act for them, and the workers; asks the engine ``levies``; rests on the kernel
rooms people, organisations, access and audit. The words of this room:

crew        the workers an employer has put on its list
engagement  one worker on one day, registered or cancelled
receipt     the answer to one registration of a crew, with its number
assessment  what the engine reckoned for a day, with its reasons; engagements of the same day share one
"""
