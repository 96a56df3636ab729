"""Input to clean values; never saves."""

from munera.services.mentor.forms.candidates import ClaimForm, HoursForm, OptInForm

__all__ = ["ClaimForm", "HoursForm", "OptInForm"]
