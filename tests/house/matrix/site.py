"""The site's own pages: everyone may read them."""

from munera.site.library import installed_cases
from tests.factories.access import member, organisation, person
from tests.house.matrix import Scene, post, public


def scene() -> Scene:
    rows = {"kind": "nothing-here", "slug": installed_cases()[0].slug}
    return Scene(signed_in=person(), near_miss=member(organisation()), owner=member(organisation()), rows=rows)


ROWS = [
    public("home"),
    public("show_case", at={"slug": "slug"}),
    public("accessibility"),
    public("privacy"),
    public("licences"),
    public("status"),
    public("how_to_check"),
    public("munera_json"),
    public("munera_pem"),
    public("security_txt"),
    public("robots_txt"),
    public("list_problems"),
    public("show_problem", at={"kind": "kind"}),
    public("api_description"),
    public("api_docs"),
    #                     nobody  signed in  near miss  owner
    post("set_language", "done", "done", "done", "done", send={"language": "pt", "next": "/"}),
]
