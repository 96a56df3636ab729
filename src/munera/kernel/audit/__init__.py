"""Who did what to which record, on whose behalf, in an order that cannot be changed unseen.

Lowest of the rooms: its rows hold plain references, because a record must outlive what it speaks of.
"""
