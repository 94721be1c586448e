"""Fix what WeasyPrint 70 leaves out of a tagged PDF, before it is written."""

from collections.abc import Iterable, Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]

PRINTED = 4
"""The annotation flag without which a reader does not print it."""


_ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""PDF/UA-1 in the metadata of a PDF/A, which must declare every term from elsewhere."""


def claim_accessible(metadata: Any) -> None:
    """Declare a PDF/A document as PDF/UA-1 too: WeasyPrint declares only a single standard."""
    described = metadata.generate_rdf_metadata

    def both(*how: object) -> bytes:
        rdf: bytes = described(*how)
        return rdf.replace(b"</rdf:RDF>", _ACCESSIBLE + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = both


def outermost(links: Iterable[Any]) -> list[Any]:
    """Return the links of a page without nested links: WeasyPrint makes a link of each box in a link."""
    kept: list[Any] = []
    for link in links:
        if not (kept and link[:2] == kept[-1][:2] and _in_middle(link[2], kept[-1][2])):
            kept.append(link)
    return kept


def _in_middle(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    """Return whether the centre of a rectangle (left, top, right, bottom) lies in another."""
    across, down = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= across <= outer[2] and outer[1] <= down <= outer[3]


def complete(pdf: Any) -> None:
    """Complete the tags before writing: scopes of header cells, printed links, artifacts in margins."""
    elements = {item.reference: item for item in _dictionaries(pdf) if item.get("Type") == "/StructElem"}
    references = {item.reference: item for item in _dictionaries(pdf) if item.get("Type") == "/OBJR"}
    for element in elements.values():
        if element["S"] == "/TH":
            group = elements[elements[element["P"]]["P"]]
            element["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
        elif element["S"] in {"/Span", "/NonStruct"} and any(_is(kid, references) for kid in element["K"]):
            element["S"] = "/Link"
    for annotation in _dictionaries(pdf):
        if annotation.get("Subtype") == "/Link":
            annotation["F"] = PRINTED
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # each is listed twice
    _fill_list_bodies(pdf, elements)
    _name_footnotes(elements)
    _free_margins(pdf, elements)


def _fill_list_bodies(pdf: Any, elements: dict[Any, Any]) -> None:
    """Put the paragraphs and other blocks of a list item in an LBody: an LI may hold only an Lbl and an LBody."""
    for reference, item in list(elements.items()):
        if item["S"] != "/LI":
            continue
        labels = [kid for kid in item["K"] if elements[kid]["S"] == "/Lbl"]
        blocks = [kid for kid in item["K"] if kid not in labels]
        if len(blocks) == 1 and elements[blocks[0]]["S"] == "/LBody":
            continue
        if blocks:
            body = pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(blocks), "Pg": item["Pg"], "P": reference}
            )
            pdf.add_object(body)
            elements[body.reference] = body
            item["K"] = pydyf.Array([*labels, body.reference])
            for kid in blocks:
                elements[kid]["P"] = body.reference
                if elements[kid]["S"] == "/LBody":
                    elements[kid]["S"] = "/NonStruct"


def _name_footnotes(elements: dict[Any, Any]) -> None:
    """Tag footnotes as notes. Their area at the foot of a page is a NonStruct directly in the document."""
    for reference, area in elements.items():
        if area["S"] != "/NonStruct" or elements.get(area["P"], {}).get("S") != "/Document":
            continue
        for note in (elements[kid] for kid in area["K"] if kid in elements):
            if note["S"] == "/Span" and not any(isinstance(kid, int) for kid in note["K"]):
                note["S"] = "/Note"
                note["ID"] = pydyf.String(f"note-{reference.split()[0].decode()}-{area['K'].index(note.reference)}")


def _is(kid: object, references: dict[Any, Any]) -> bool:
    return not isinstance(kid, int) and kid in references


def _free_margins(pdf: Any, elements: dict[Any, Any]) -> None:
    """Turn running heads and page numbers into artifacts, which are not read aloud: their tags are outside the tree."""
    objects = {item.reference: item for item in pdf.objects}
    tree = objects[pdf.catalog["StructTreeRoot"]]
    reached = set(_below(tree["K"], elements))
    loose: dict[Any, set[int]] = {}
    for reference, element in elements.items():
        if reference not in reached:
            loose.setdefault(element["Pg"], set()).update(kid for kid in element["K"] if isinstance(kid, int))
    numbers = objects[tree["ParentTree"]]["Nums"]
    for index, page in enumerate(pdf.page_references):
        marks = loose.get(page, set())
        _as_artifacts(objects[objects[page]["Contents"]].stream, marks)
        parents = numbers[2 * index + 1]
        for mark in marks:
            parents[mark] = "null"


def _as_artifacts(stream: list[Any], marks: set[int]) -> None:
    for place, item in enumerate(stream):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in marks:
            stream[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]


def _below(kids: Any, elements: dict[Any, Any]) -> Iterator[Any]:
    waiting = list(kids)
    while waiting:
        kid = waiting.pop()
        if not isinstance(kid, int) and kid in elements:
            yield kid
            waiting.extend(elements[kid]["K"])


def _dictionaries(pdf: Any) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, dict)]
