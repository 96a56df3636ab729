"""Seasonal work: employers register day workers and know the levy to the para.

Serves employers of the field, those who act for them, and the workers; asks the engine ``levies``; rests on the kernel
rooms people, organisations, access, credentials and audit. The words of this room:

crew        the workers an employer has put on its list
engagement  one worker on one day, registered or cancelled
receipt     the answer to one registration of a crew, with its number
certificate what a register certified of a worker's days of a year, as it stood when they took it into their wallet
assessment  what the engine reckoned for a day, with its reasons; engagements of the same day share one
"""
