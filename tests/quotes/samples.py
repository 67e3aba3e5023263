"""One story about invented people in every format that is read, made here so that nothing is copied from anybody."""

from __future__ import annotations

import csv
import gzip
import io
import json
import textwrap
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from typing import Any

TITLE = "Harbour pact ends in Brenford"
DATE = "2031-03-04"
OUTLET = "Brenford Post"
AUTHOR = "Petra Quill"
URL = "https://post.example/harbour-pact"
BODY = (
    "BRENFORD - The harbour pact between Ostreva and Karsk ended on Tuesday after nine years of quarrels over fees.",
    "“We are done with a treaty that only one side has kept,” said Selma Tarrow, the foreign minister of Ostreva. "
    "She had waited since autumn for an answer from the other shore.",
    "Jonas Vell, who speaks for the port of Karsk, told reporters that the ferries would run on as before. "
    "“Nobody has to sell a boat tomorrow,” he said, but the harbour masters would meet again before the summer comes.",
    "The opposition condemned the decision. “A minister who tears up a pact should have another one in her pocket,” "
    "wrote Ada Brandt, its leader, in a letter to the members of her party.",
    "Both governments said on Wednesday that the fishing fleets may use each other's waters until the end of the year. "
    "Selma Tarrow said “The pact is over.” and left.",
)
QUOTATIONS = (
    "“We are done with a treaty that only one side has kept,”",
    "“Nobody has to sell a boat tomorrow,”",
    "“A minister who tears up a pact should have another one in her pocket,”",
    "“The pact is over.”",
)

Made = Callable[[str], bytes]


def text(title: str = TITLE) -> bytes:
    """The story as it stands in a .txt file."""
    return "\n\n".join((title, *BODY)).encode() + b"\n"


def markdown(title: str = TITLE) -> bytes:
    body = "\n\n".join(BODY).replace("Selma Tarrow", "**Selma Tarrow**").replace("Jonas Vell", "[Jonas Vell](/vell)")
    return f"---\ndate: 4 March 2031\noutlet: {OUTLET}\nauthor: {AUTHOR}\n---\n# {title}\n\n{body}\n".encode()


def html(title: str = TITLE) -> bytes:
    """A page with what stands around an article: navigation, captions, related links, comments."""
    paragraphs = "".join(f"<p>{escape(p, quote=False)}</p>\n" for p in BODY[:2])
    rest = "".join(f"<p>{escape(p, quote=False)}</p>\n" for p in BODY[2:])
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)} | {OUTLET}</title>
<meta property="og:title" content="{escape(title)}"><meta property="og:site_name" content="{OUTLET}">
<meta property="article:published_time" content="2031-03-04T06:30:00+01:00"><meta name="author" content="{AUTHOR}">
<link rel="canonical" href="{URL}"><script>var x = "“No,” said the script.";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li>
<li><a href="/sport">Sport</a></li></ul></nav>
<header><a href="/subscribe">Subscribe for two crowns a week</a></header>
<main><article><h1>{escape(title)}</h1>
{paragraphs}<figure><img src="harbour.jpg" alt="The harbour">
<figcaption>The harbour of Brenford at dusk. Photo: R. Lind</figcaption></figure>
{rest}</article>
<aside><h2>Related</h2><ul><li><a href="/a">Fees rise again, “for the last time,” says the mayor</a></li>
<li><a href="/b">What the pact said</a></li></ul></aside></main>
<section id="comments" class="comments"><h3>Comments</h3><p>“Good riddance!” said a reader from the hills.</p></section>
<footer><p>Copyright {OUTLET} 2031. All rights reserved.</p></footer></body></html>
""".encode()


def record(title: str = TITLE) -> dict[str, Any]:
    """The story with its fields by the names this project uses."""
    story = "\n\n".join((title, *BODY))
    return {"text": story, "title": title, "published": DATE, "outlet": OUTLET, "byline": AUTHOR, "url": URL}


def as_json(title: str = TITLE) -> bytes:
    return json.dumps(record(title)).encode()


def jsonl(title: str = TITLE) -> bytes:
    return as_json(title) + b"\n"


def as_csv(title: str = TITLE) -> bytes:
    return table(",")(title)


def table(delimiter: str, encoding: str = "utf-8-sig") -> Made:
    def make(title: str = TITLE) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(record()), delimiter=delimiter)
        writer.writeheader()
        writer.writerow(record(title))
        return out.getvalue().encode(encoding)

    return make


def xlsx(title: str = TITLE) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(list(record()))
    book.active.append(list(record(title).values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rss(title: str = TITLE) -> bytes:
    body = escape("".join(f"<p>{escape(p, quote=False)}</p>" for p in BODY), quote=False)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>{OUTLET}</title><link>https://post.example/</link><description>News</description>
<item><title>{escape(title)}</title><link>{URL}</link><pubDate>Tue, 04 Mar 2031 06:30:00 +0100</pubDate>
<dc:creator>{AUTHOR}</dc:creator><description>The pact ends.</description>
<content:encoded>{body}</content:encoded></item>
<item><title>Short one</title><link>https://post.example/short</link><description>A summary alone.</description></item>
</channel></rss>""".encode()


def atom(title: str = TITLE) -> bytes:
    body = escape("".join(f"<p>{escape(p, quote=False)}</p>" for p in BODY), quote=False)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{OUTLET}</title><id>urn:post</id><updated>2031-03-04T06:30:00Z</updated>
<entry><title>{escape(title)}</title><id>{URL}</id><link href="{URL}"/><published>2031-03-04T06:30:00Z</published>
<author><name>{AUTHOR}</name></author><content type="html">{body}</content></entry></feed>""".encode()


def email(title: str = TITLE) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = title, f"{AUTHOR} <press@post.example>"
    message["To"], message["Date"] = "desk@halm.example", "Tue, 04 Mar 2031 06:30:00 +0100"
    message.set_content("\n\n".join(BODY))
    message.add_alternative("".join(f"<p>{escape(p)}</p>" for p in BODY), subtype="html")
    return bytes(message)


def email_with(attached: dict[str, bytes]) -> bytes:
    """A message to which documents are attached."""
    message = EmailMessage()
    message["Subject"], message["From"] = "Press release", "press@post.example"
    message["To"], message["Date"] = "desk@halm.example", "Tue, 04 Mar 2031 06:30:00 +0100"
    message.set_content("Please find our release attached.")
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def mhtml(title: str = TITLE) -> bytes:
    """A page that a browser saved as one file."""
    message = EmailMessage()
    message["From"], message["Snapshot-Content-Location"], message["Subject"] = "<Saved by Blink>", URL, title
    message["MIME-Version"] = "1.0"
    message.set_content(html(title).decode(), subtype="html")
    message.make_related()
    message.add_related(b"\x89PNG", maintype="image", subtype="png")
    return bytes(message)


def docx(title: str = TITLE) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.author = AUTHOR
    document.add_heading(title, 0)
    for paragraph in BODY:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(title: str = TITLE) -> bytes:
    """A press release in two columns under a headline, words divided at the ends of lines, with page numbers."""
    from fpdf import FPDF

    page = FPDF(format="A4")
    page.set_auto_page_break(False)
    page.add_page()
    page.set_font("Times", "B", 20)
    page.text(20, 30, title.encode("latin-1", "replace").decode("latin-1"))
    page.set_font("Times", "", 10)
    columns = ["\n\n".join(BODY[:3]), "\n\n".join(BODY[3:])]
    for left, column in zip((20, 110), columns, strict=True):
        y = 45.0
        for paragraph in column.replace("“", '"').replace("”", '"').split("\n\n"):
            parts = paragraph.replace("governments", "govern-\nments").split("\n")
            for line in (line for part in parts for line in textwrap.wrap(part, 46)):
                page.text(left, y, line)
                y += 4.6
            y += 4.6
    page.set_font("Times", "", 8)
    page.text(104, 290, "Page 1 of 1")
    return bytes(page.output())


def warc(title: str = TITLE) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for url, kind, body in ((URL, "text/html; charset=utf-8", html(title)), (f"{URL}.png", "image/png", b"\x89PNG")):
        header = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=header))
    return out.getvalue()


def zipped(title: str = TITLE) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stories/2031-03-04-harbour.txt", text(title))
        archive.writestr("__MACOSX/stories/._harbour.txt", b"\0\5")
        archive.writestr("stories/harbour.png", b"\x89PNG\r\n")
    return out.getvalue()


def gzipped(title: str = TITLE) -> bytes:
    return gzip.compress(jsonl(title))


SAMPLES: dict[str, Made] = {
    "2031-03-04-story.txt": text, "story.md": markdown, "story.html": html, "story.json": as_json, "story.jsonl": jsonl,
    "story.csv": as_csv, "story.tsv": table("\t"), "semicolons.csv": table(";", "cp1252"), "story.xlsx": xlsx,
    "story.rss": rss, "story.atom": atom, "story.eml": email, "2031-03-04-story.docx": docx,
    "2031-03-04-story.pdf": pdf, "story.warc.gz": warc, "story.zip": zipped, "story.jsonl.gz": gzipped,
}  # fmt: skip
"""A file of each format by its name."""
