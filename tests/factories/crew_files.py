"""EP-SR as programs write it, and the headings of a file of crews."""

HEADINGS = ("JMBG", "Ime i prezime", "Datum", "Vrsta posla")


def ep_sr(*entries: str, before: str = "") -> bytes:
    """The form as XML: the employer first, then an element for each worker."""
    workers = "".join(f"<Radnik>{entry}</Radnik>" for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f"<EPSR><Poslodavac><JMBG>0101990710008</JMBG><Naziv>Vrt</Naziv></Poslodavac>{workers}</EPSR>"
    ).encode()
