"""A repo's Markdown as HTML: none of its own, and nothing in it leads elsewhere by itself."""

import re
from collections.abc import Mapping
from functools import cache
from posixpath import normpath
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from mltrail.portfolio.pictures import Picture
from mltrail.portfolio.text import line

_TOP = 3  # the level of a document's first headings: the page has two above
_HEADING = re.compile(r"h[1-6]")


def html(source: str, pictures: Mapping[str, Picture], files: str = "") -> Markup:
    """Return a document as HTML, without its title.

    `pictures` are those that the site shows, by path in the repo; `files` is the address under
    which the repo's other files are, if one is known.
    """
    return _rendered(_body(source), pictures, files)


def introduction(source: str, files: str = "") -> Markup:
    """Return what a document says before its first section, without pictures."""
    kept: list[Token] = []
    for token in _body(source):
        if _HEADING.fullmatch(token.tag):
            break
        kept.append(token)
        inside = kept[-2].children if token.type == "paragraph_close" else None
        if inside and all(child.type in ("image", "softbreak") for child in inside):
            del kept[-3:]
    return _rendered(kept, {}, files)


def shown(source: str) -> dict[str, str]:
    """Map the pictures that a document shows to what it says of them, in its order."""
    found: dict[str, str] = {}
    for token in _parser().parse(source):
        for child in token.children or []:
            if child.type == "image":
                found.setdefault(_path(str(child.attrs.get("src", ""))), line(child.content))
    return found


def _body(source: str) -> list[Token]:
    tokens = _parser().parse(source)
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def _rendered(tokens: list[Token], pictures: Mapping[str, Picture], files: str) -> Markup:
    last = _TOP - 1
    for number, token in enumerate(tokens):
        if _HEADING.fullmatch(token.tag):
            if token.nesting == 1:  # no level is left out, or a screen reader stumbles
                last = max(_TOP, min(int(token.tag[1]) + 1, last + 1, 6))
            token.tag = f"h{last}"
        elif token.type == "th_open" and not tokens[number + 1].content.strip():
            token.tag = tokens[number + 2].tag = "td"  # a heading of nothing is none
        elif token.children:
            token.children = [_safe(child, pictures, files) for child in token.children]
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))


def _safe(token: Token, pictures: Mapping[str, Picture], files: str) -> Token:
    if token.type == "link_open":
        href = str(token.attrs.get("href", ""))
        path = _path(href)
        if not re.match(r"https?://[\w.-]+", href):
            href = f"{files}{quote(path)}" if path and files else ""
        token.attrs = {"href": href, "rel": "noopener noreferrer"} if href else {}
    elif token.type == "image":
        picture = pictures.get(_path(str(token.attrs.get("src", ""))))
        if picture is None:  # of another host, or not shown: what it shows is said instead
            return Token("text", "", 0, content=token.content)
        size = {"width": picture.width, "height": picture.height}
        token.attrs = {"src": picture.url, "alt": "", **size}
    return token


def _path(href: str) -> str:
    """Return the path in the repo that a relative link means; empty if it is none."""
    path = normpath(unquote(href.partition("#")[0].partition("?")[0]) or ".")
    outside = ":" in path or "\\" in path or path.startswith(("/", ".."))
    return "" if outside or path == "." else path


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    rules = parser.renderer.rules  # type: ignore[attr-defined]
    rules["table_open"] = lambda *_: (
        '<div class="wide" role="group" tabindex="0" aria-label="Table"><table>\n'
    )
    rules["table_close"] = lambda *_: "</table></div>\n"
    return parser
