"""What every article gets after its reader: fields that it lacks, its language, a look at its letters."""

from __future__ import annotations

from dataclasses import replace

from quotes.readers.decoding import looks_broken
from quotes.readers.language import code, language_of
from quotes.readers.options import Options
from quotes.readers.report import Report
from quotes.readers.source import library
from quotes.types import Article


def finished(article: Article, options: Options, report: Report) -> Article | None:
    """Return an article as it is stored, None for one that is older than what was asked for."""
    if looks_broken(article.text):
        article = _repaired(article, options, report)
    published = article.published or options.date
    if options.since and published and published[: len(options.since)] < options.since:
        report.skipped["articles", f"older than {options.since}"] += 1
        return None
    language = article.language or code(options.language) or language_of(article.text)
    if language not in (None, "en"):
        report.languages[str(language)] += 1
    return replace(article, published=published, outlet=article.outlet or options.outlet, language=language)


def _repaired(article: Article, options: Options, report: Report) -> Article:
    path = article.path or article.id
    if not options.fix_text:
        report.warn(path, "Its letters were broken on their way (“â€œ” for a quotation mark); --fix-text repairs them.")
        return article
    fix = library("ftfy", "Repairs of texts").fix_text
    report.warn(path, "Its broken letters were repaired.")
    # The marks of quotation stay as they were meant: straightening them would lose who opens and who closes.
    return replace(
        article,
        text=fix(article.text, uncurl_quotes=False, normalization=None, fix_line_breaks=False, unescape_html=False),
        title=article.title and fix(article.title, uncurl_quotes=False, normalization=None),
    )
