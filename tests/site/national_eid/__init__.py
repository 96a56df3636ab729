"""A real OpenID Connect provider, as a country might run one: allauth's own, in a process and a database of its own.

``python -m tests.site.national_eid.serve PORT CALLBACK`` starts it. Petar can sign in there; like many eIDs it
names people by their national number.
"""

NUMBER = "0101985710040"
NAME = "Petar Nikolić"
EMAIL = "petar@mail.example"
PASSWORD = "known to Petar alone"
CLIENT_ID = "munera"
CLIENT_SECRET = "between the eID and munera"
