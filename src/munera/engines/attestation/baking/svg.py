"""Credentials in an ``openbadges:credential`` element of an SVG (Open Badges 3.0, 5.3.2), and SVGs that would act.

What is refused here protects the reader. A page that shows a drawing of others does so with ``img``, where nothing
runs and nothing is fetched.
"""

import re
from itertools import chain
from typing import Any

from lxml import etree

from munera.engines.attestation.baking.held import check_credential, is_token, small_enough
from munera.engines.attestation.errors import Unreadable

OPEN_BADGES = "https://purl.imsglobal.org/ob/v3p0"
SVG = "http://www.w3.org/2000/svg"
# A drawing and the largest credential; and tags, opening and closing, of which a rich drawing has two thousand.
MAX_SVG, MAX_TAGS = 2**20, 10_000
# libxml2 compares each attribute of an element with each other one: 60,000 of them take it ten seconds.
MAX_ATTRIBUTES = 1_000

# What declares something before the drawing: entities, the tool of every XML bomb and of reading files of a server,
# and attributes that elements have without saying so.
_DECLARATION = re.compile(rb"<!(ENTITY|ATTLIST|ELEMENT|NOTATION)")
_ATTRIBUTE = re.compile(rb"=\s*[\"']")
# Elements that run or bring in foreign content, and attributes that name an address or write one into another.
_ACTIVE = {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"}
_ADDRESSES = {"href", "src", "action", "formaction", "to", "from", "by", "values"}
_HARMFUL = ("javascript:", "data:text/html", "data:image/svg")


def bake_svg(image: bytes, data: bytes) -> bytes:
    """``image`` with ``data`` in an ``openbadges:credential`` element, a token in its attribute ``verify``.

    Raises ``Unreadable``: ``too-large``, ``not-svg``, ``entities``, ``active``, ``not-a-credential``,
    ``already-baked``.
    """
    check_credential(data)
    root = _drawing(image)
    if _baked(root):
        raise Unreadable("already-baked", "The picture holds a credential already.")
    element = etree.Element(f"{{{OPEN_BADGES}}}credential", nsmap={"openbadges": OPEN_BADGES})
    text = data.decode("utf-8")
    try:
        if is_token(data):
            element.set("verify", text)
        else:
            element.text = text
    except ValueError as error:
        raise Unreadable("not-a-credential", "The credential has a character that XML cannot hold.") from error
    root.insert(0, element)
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)


def from_svg(image: bytes) -> list[bytes]:
    """The credential in ``image``, or none; raises ``Unreadable`` as ``unbake`` says."""
    elements = _baked(_drawing(image))
    if len(elements) > 1:
        raise Unreadable("several-credentials", "The picture holds several credentials; it is not clear which counts.")
    return [small_enough(_text_in(element)) for element in elements]


def _baked(root: Any) -> list[Any]:
    return list(root.iter(f"{{{OPEN_BADGES}}}credential"))


def _text_in(element: Any) -> bytes:
    token, text = element.get("verify"), (element.text or "").strip()
    if len(element) or bool(token) == bool(text):
        raise Unreadable("bad-chunk", "The element for the credential holds none, or more than one.")
    return str(token or text).encode("utf-8")


def _drawing(image: bytes) -> Any:
    """The root of a drawing that has no way to act."""
    _check_text(image)
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(image, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("not-svg", "The picture is not well-formed XML.") from error
    if root.tag != f"{{{SVG}}}svg":
        raise Unreadable("not-svg", "The file is XML, but no SVG picture.")
    # Instructions before the root, such as a style sheet to be fetched, are no part of its tree.
    if any(_acts(node) for node in chain(root.itersiblings(preceding=True), root.iter(), root.itersiblings())):
        raise Unreadable("active", "The picture holds a script, or something else that acts when it is opened.")
    return root


def _check_text(image: bytes) -> None:
    """What can be said before any parser sees it."""
    if len(image) > MAX_SVG or image.count(b"<") > MAX_TAGS:
        raise Unreadable("too-large", f"The picture has more than {MAX_SVG} bytes or {MAX_TAGS} tags.")
    if any(len(_ATTRIBUTE.findall(tag)) > MAX_ATTRIBUTES for tag in image.split(b"<")):
        raise Unreadable("too-large", f"An element of the picture has more than {MAX_ATTRIBUTES} attributes.")
    if _DECLARATION.search(image) or b"\0" in image[:4]:
        raise Unreadable("entities", "The picture declares entities or attributes, or is not written in UTF-8.")


def _acts(node: Any) -> bool:
    if not isinstance(node.tag, str):
        return node.tag is etree.ProcessingInstruction or node.tag is etree.Entity
    if etree.QName(node).localname.lower() in _ACTIVE:
        return True
    return any(_attribute_acts(etree.QName(name).localname.lower(), str(value)) for name, value in node.attrib.items())


def _attribute_acts(name: str, value: str) -> bool:
    if name.startswith("on"):
        return True
    if name == "attributename":
        return value.lower().startswith("on") or value.lower().rpartition(":")[2].strip() == "href"
    # Readers of addresses skip spaces and control characters, as in "java script:".
    return name in _ADDRESSES and any(harm in re.sub(r"[\x00-\x20]", "", value).lower() for harm in _HARMFUL)
