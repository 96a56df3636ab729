"""The site's own pages: everyone may read them."""

from munera.site.library import installed_cases
from tests.house.matrix import Scene, post, public
from tests.house.matrix.third_party import scene as three_people


def scene() -> Scene:
    people = three_people()
    slug = installed_cases()[0].slug
    return Scene(people.signed_in, people.near_miss, people.owner, rows={"slug": slug})


ROWS = [
    public("home"),
    public("show_case", at={"slug": "slug"}),
    public("accessibility"),
    public("licences"),
    public("privacy"),
    public("status"),
    public("how_to_check"),
    public("munera_json"),
    public("munera_pem"),
    public("security_txt"),
    public("robots_txt"),
    #                     nobody  signed in  near miss  owner
    post("set_language", "done", "done", "done", "done", send={"language": "pt", "next": "/"}),
]
