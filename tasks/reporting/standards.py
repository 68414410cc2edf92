"""What the renderer leaves open for an archival (PDF/A-3) file that is also accessible (PDF/UA-1).

`finish` is called with the finished objects just before they are written.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pydyf

# PDF/A-3 demands that a schema it does not know itself, such as PDF/UA's, describes itself (ISO 19005-3, 6.6.2.3).
_UA_METADATA = b"""\
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
"""
COMPRESSION = 6  # at 9, which the writer takes, it takes three times as long for a hundredth less
_PAGINATION = pydyf.Dictionary({"Type": "/Pagination"})


def finish(pdf: pydyf.PDF) -> None:
    """Complete *pdf* in place: PDF/UA identification, scopes, artifacts, single attachments, page labels."""
    _identify_as_accessible(pdf)
    _give_headers_their_scope(pdf)
    _list_attachments_once(pdf)
    _mark_running_heads_as_artifacts(pdf)
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
    _write_out_once(pdf)


def _identify_as_accessible(pdf: pydyf.PDF) -> None:
    metadata = _object(pdf, pdf.catalog["Metadata"])
    (packet,) = metadata.stream
    head, end, tail = packet.rpartition(b"</rdf:RDF>")
    if not end:
        raise ValueError("the renderer wrote metadata of a form not known here")
    metadata.stream = [head + _UA_METADATA + end + tail]
    metadata.compress = False  # so that a search of the file finds what it claims


def _give_headers_their_scope(pdf: pydyf.PDF) -> None:
    """Say of every header cell whether it heads a column or a row.

    The renderer lists a cell's headers at the cell, which leaves out the corner cell that heads row headers.
    """
    for element in pdf.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("S") == "/TH":
            row = _object(pdf, element["P"])
            is_in_head = _object(pdf, row["P"])["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if is_in_head else "/Row"


def _list_attachments_once(pdf: pydyf.PDF) -> None:
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _mark_running_heads_as_artifacts(pdf: pydyf.PDF) -> None:
    """Turn marked content that no structure element of the tree reaches into pagination artifacts.

    The renderer tags page margins like content, but hangs their elements outside the tree, which is neither.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    reached = _reached_elements(pdf, root["K"])
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    by_page = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page_number, page in enumerate(_pages(pdf)):
        elements = by_page[page_number]
        outside = {mcid for mcid, reference in enumerate(elements) if _number(reference) not in reached}
        if not outside:
            continue
        _retag(_object(pdf, page["Contents"]).stream, outside)
        by_page[page_number][:] = [
            "null" if mcid in outside else reference for mcid, reference in enumerate(elements)
        ]


def _reached_elements(pdf: pydyf.PDF, kids: Iterable[Any]) -> set[int]:
    reached: set[int] = set()
    waiting = [kid for kid in kids if isinstance(kid, bytes)]
    while waiting:
        number = _number(waiting.pop())
        if number in reached:
            continue
        reached.add(number)
        element = pdf.objects[number]
        if isinstance(element, dict) and element.get("Type") == "/StructElem":
            waiting.extend(kid for kid in element.get("K", ()) if isinstance(kid, bytes))
    return reached


def _retag(operators: list[Any], mcids: set[int]) -> None:
    """Replace tag and properties of the marked content with these ids; in a stream they stand before BDC."""
    for index, operator in enumerate(operators):
        if operator == b"BDC" and operators[index - 1].get("MCID") in mcids:
            operators[index - 2] = "/Artifact"
            operators[index - 1] = _PAGINATION


class _Written(pydyf.Object):  # type: ignore[misc] # the writer ships no types
    """An object whose bytes stand; the writer asks for them twice, once to write and once for the file's hash."""

    def __init__(self, made: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = made.number, made.generation, made.free
        self._data: bytes = made.data
        self._compressible: bool = made.compressible

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        """Return whether the object may stand inside another stream; a stream itself may not."""
        return self._compressible


def _write_out_once(pdf: pydyf.PDF) -> None:
    """Turn every object into its bytes, streams compressed; from here on nothing may be changed."""
    for number, made in enumerate(pdf.objects):
        if made.free == "f":
            continue
        if isinstance(made, pydyf.Stream) and made.compress:
            raw = b"\n".join(_bytes(piece) for piece in made.stream)
            made.stream, made.compress = [zlib.compress(raw, COMPRESSION)], False
            made.extra["Filter"] = "/FlateDecode"
        pdf.objects[number] = _Written(made)


def _bytes(piece: Any) -> bytes:
    """Return a piece of a stream as it is written."""
    return piece if isinstance(piece, bytes) else pydyf._to_bytes(piece)


def _pages(pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    return (pdf.objects[number] for number in pdf.pages["Kids"][::3])


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
