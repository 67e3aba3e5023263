"""How well the article is told from what stands around it on ten web pages of our own, by trafilatura's settings.

    python -m benchmarks.web_pages

Recall is the share of the article's words that are found, precision the share of found words that are the article's.
"""

from __future__ import annotations

import re
from collections import Counter

from trafilatura import bare_extraction

from quotes.readers.html_page import text_of_body
from tests.quotes.samples import BODY, TITLE

P = [f"<p>{paragraph}</p>" for paragraph in BODY]
NAV = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/politics'>Politics desk</a></li></ul></nav>"
CAPTION = "<figure><img src='a.jpg'><figcaption>Gulls above the quay. Photo: R. Lind</figcaption></figure>"
RELATED = "<div class='related'><h3>Read more</h3><ul><li><a href='/x'>Mayor quits after flood</a></li></ul></div>"
INLINE = "<p><strong>READ MORE: <a href='/x'>Mayor quits after flood</a></strong></p>"
COMMENTS = "<div id='comments'><h3>Comments</h3><p>Good riddance, wrote hillwalker.</p></div>"
LETTER = "<div class='newsletter'><p>Sign up for our morning letter and never miss an edition.</p></div>"
BIO = "<div class='author-bio'><p>Petra Quill covers shipping since 2019.</p></div>"
FOOT = "<footer><p>Copyright Brenford Post. All rights reserved.</p></footer>"
QUOTED = f"<blockquote><p>{BODY[1]}</p></blockquote>"

PAGES = {
    "plain article": f"{NAV}<article><h1>{TITLE}</h1>{''.join(P)}</article>{FOOT}",
    "caption between": f"{NAV}<article><h1>{TITLE}</h1>{P[0]}{CAPTION}{''.join(P[1:])}</article>{FOOT}",
    "caption as a paragraph": f"<main><h1>{TITLE}</h1><p class='caption'>Gulls over the quay.</p>{''.join(P)}</main>",
    "related list inside": f"<article><h1>{TITLE}</h1>{''.join(P[:2])}{RELATED}{''.join(P[2:])}</article>",
    "link line inside": f"<article><h1>{TITLE}</h1>{''.join(P[:2])}{INLINE}{''.join(P[2:])}</article>",
    "comments": f"{NAV}<article><h1>{TITLE}</h1>{''.join(P)}</article>{COMMENTS}{FOOT}",
    "quotation as blockquote": f"<article><h1>{TITLE}</h1>{P[0]}{QUOTED}{''.join(P[2:])}</article>",
    "letter and author": f"<article><h1>{TITLE}</h1>{P[0]}{LETTER}{''.join(P[1:])}{BIO}</article>{FOOT}",
    "divisions and breaks": f"{NAV}<div class='content'><h1>{TITLE}</h1><div>{'<br><br>'.join(BODY)}</div></div>{FOOT}",
    "everything": f"{NAV}<main><article><h1>{TITLE}</h1>{P[0]}{CAPTION}{LETTER}{''.join(P[1:3])}{RELATED}"
    f"{''.join(P[3:])}{BIO}</article>{COMMENTS}</main>{FOOT}",
}
SETTINGS = {"precision": {"favor_precision": True}, "default": {}, "recall": {"favor_recall": True}}


def words(text: str) -> Counter[str]:
    """Return the words of a text with how often each stands in it."""
    return Counter(re.findall(r"\w+", text.casefold()))


def main() -> None:
    """Print recall and precision of each page and setting."""
    wanted = words("\n\n".join(BODY))
    headline = words(TITLE)
    print(f"{'':26}" + "".join(f"{name:>22}" for name in SETTINGS))
    for name, body in PAGES.items():
        page = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
        shown = ""
        for how in SETTINGS.values():
            found = bare_extraction(page, include_comments=False, include_tables=False, with_metadata=True, **how)
            got = words(text_of_body(found.body) if found else "")
            right = (got & wanted).total()
            others = (got - wanted - headline).total()
            shown += f"{right / wanted.total():>12.0%}{right / max(1, right + others):>10.0%}"
        print(f"{name:26}{shown}")


if __name__ == "__main__":
    main()
