"""Every read of this room."""

from munera.services.mentor.queries.records import personal_records

__all__ = ["personal_records"]
