"""Programme documents, uploaded and published through the site."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest
from fpdf import FPDF

from tests.review.site import Site, hidden

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org"
TEXT = "La convocatoria de verano abre el 3 de junio. Pide tu ficha en el plantel con tu certificado de secundaria."


def pdf(text: str, password: str = "") -> bytes:
    """A real PDF."""
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=12)
    if text:
        made.multi_cell(0, 8, text)
    if password:
        made.set_encryption(owner_password="owner", user_password=password)
    return bytes(made.output())


def docx() -> bytes:
    """The least that is a Word document: a heading, a paragraph and a table."""
    cells = "".join(f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>' for text in row)}</w:tr>"
                    for row in (("Plantel", "Lugares"), ("Tepito", "40")))
    body = (f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Convocatoria</w:t></w:r></w:p>'
            f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p><w:tbl>{cells}</w:tbl>")
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
                      'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/'
                      'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
        made.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument/'
                      '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
        made.writestr("word/document.xml", f'<w:document xmlns:w="{OFFICE}/wordprocessingml/2006/main"><w:body>{body}</w:body>'
                      "</w:document>")
    return kept.getvalue()


def pptx() -> bytes:
    from pptx import Presentation

    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Convocatoria", TEXT
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


HTML = f"<h1>Convocatoria</h1><p>{TEXT}</p><script>alert(1)</script><p onclick='x()'><a href='javascript:alert(1)'>aquí</a></p>".encode()
DOCUMENTS = {"a.pdf": pdf(TEXT), "a.docx": docx(), "a.pptx": pptx(), "a.html": HTML, "a.md": f"# Convocatoria\n\n{TEXT}".encode()}
REFUSED = {"escaneado.pdf": (pdf(""), "imagen escaneada"), "cerrado.pdf": (pdf(TEXT, "secreto"), "protegido con contraseña"),
           "roto.docx": (b"PK\x03\x04 nada", "dañado"), "programa.exe": (b"MZ", "no se puede leer"),
           "disfrazado.pdf": (b"<html>", "no se puede leer"), "vacio.md": (b"", "no tiene texto")}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_and_shown_for_checking(site: Site, name: str) -> None:
    answer = site.client("eva").post("/contenido/documentos", files={"archivo": (name, DOCUMENTS[name], "application/octet-stream")})

    shown = " ".join(html.unescape(answer.text).split())
    assert answer.status_code == 200
    assert "abre el 3 de junio" in shown
    assert "<script>alert" not in answer.text and 'href="javascript:' not in answer.text


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_that_cannot_be_read_gets_a_clear_message(site: Site, name: str) -> None:
    content, said = REFUSED[name]

    answer = site.client("eva").post("/contenido/documentos", files={"archivo": (name, content, "application/pdf")})

    assert answer.status_code == 422
    assert said in html.unescape(answer.text)


def test_a_file_of_200_megabytes_is_refused_with_a_message(site: Site) -> None:
    eva = site.client("eva")

    answer = eva.post("/contenido/documentos", content=b"x" * 200_000_000, headers={"content-type": "multipart/form-data; boundary=x"})

    assert answer.status_code == 413
    assert "demasiado grande" in answer.text


def test_a_published_document_is_an_entry_with_its_source(site: Site) -> None:
    eva = site.client("eva")
    read = eva.post("/contenido/documentos", files={"archivo": ("a.docx", docx(), "application/octet-stream")}).text
    text = re.search(r'<textarea id="texto"[^>]*>(.*?)</textarea>', read, re.S)
    assert text is not None and hidden(read, "archivo") == "a.docx"

    answer = eva.post("/contenido/documentos/guardar", data={
        "titulo": "Convocatoria de verano 2027, p. 1", "texto": html.unescape(text[1]), "fecha": "2026-11-20", "vigencia": "2027-06-30"})

    assert answer.status_code == 303, html.unescape(answer.text)[-2500:]
    passage = next(one for one in site.parts.knowing.now.topics if one.id.startswith("doc-convocatoria"))
    assert passage.sections[0].valid_until is not None and "Tepito" in " ".join(one.text for one in passage.sections)
    assert site.parts.knowing.now.sources[passage.id].title == "Convocatoria de verano 2027, p. 1"
    assert "Convocatoria de verano" in eva.get(f"/contenido/{passage.id}").text


def test_a_document_with_a_table_is_published_as_a_browser_sends_it(site: Site) -> None:
    text = "# Beca de prueba\n\nSon **1,900 pesos** al mes.\n\n## Fechas\n\n| Paso | Día |\n|---|---|\n| Registro | 3 de febrero |\n"

    answer = site.client("eva").post("/contenido/documentos/guardar", data={
        "titulo": "Beca de prueba", "texto": text.replace("\n", "\r\n"), "fecha": "2026-11-20"})

    assert answer.status_code == 303, html.unescape(answer.text)[-2500:]
    passage = next(one for one in site.parts.knowing.now.topics if one.id == "doc-beca-de-prueba")
    assert [section.heading for section in passage.sections] == ["Beca de prueba", "Fechas"]
    assert "| Registro | 3 de febrero |" in passage.sections[1].text and "\r" not in passage.model_dump_json()


def test_counselors_do_not_publish_documents(site: Site) -> None:
    assert site.client("ana").get("/contenido/documentos").status_code == 403
