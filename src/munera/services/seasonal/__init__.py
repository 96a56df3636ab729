"""Seasonal work: employers register day workers and know the levy to the para.

Serves employers of the field and those who act for them; asks the engine ``levies``; rests on the kernel rooms
people, organisations, access and audit.
"""
