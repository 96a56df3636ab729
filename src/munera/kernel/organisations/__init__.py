"""Public bodies, employers and schools: who belongs to them, in which role, and who acts for another."""
