"""The frame of every page: its head, the rules it lives by, and how it looks on screen and paper."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Final

from cadencecoach.adapters.pages.charts import COLOURS
from cadencecoach.adapters.pages.markup import Child, Markup, element

_STYLESHEET: Final = """
:root { color-scheme: light dark; LIGHT }
@media (prefers-color-scheme: dark) { :root { DARK } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 48rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
h1, p, dd, bdi { overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .25rem }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; padding-top: .5rem; border-top: 1px solid var(--line) }
p, ul { margin: .4rem 0 }
ul { padding-left: 1.2rem }
small, .quiet, caption, dt, figcaption, summary, footer { color: var(--quiet); font-size: .875rem }
.lead { font-size: 1.1rem; margin-bottom: .8rem }
.told { border-left: 4px solid var(--pain); padding: .1rem .8rem }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .6rem 1rem;
  margin: .6rem 0 }
dd { margin: 0; font-size: 1.1rem }
.long { grid-column: 1 / -1 } .long dd { font-size: 1rem }
figure { margin: .6rem 0 }
svg { display: block; width: 100%; height: auto }
.phone { display: none }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums }
caption { text-align: left; padding: .2rem 0; position: sticky; left: 0; max-width: calc(100vw - 2rem) }
th, td { text-align: left; vertical-align: top; padding: .2rem .5rem .2rem 0;
  border-bottom: 1px solid var(--line) }
th { font-weight: 600 }
.n { text-align: right; white-space: nowrap }
thead .n { white-space: normal }
tbody :is(th, td):not(:has(bdi)) { white-space: nowrap }
td bdi, th bdi { display: inline-block; min-width: 9rem }
.wide { overflow-x: auto;
  background: linear-gradient(to right, var(--paper) 30%, transparent) local 0 0 / 3rem 100% no-repeat,
    linear-gradient(to left, var(--paper) 30%, transparent) local 100% 0 / 3rem 100% no-repeat,
    linear-gradient(to right, var(--line), transparent) 0 0 / .8rem 100% no-repeat,
    linear-gradient(to left, var(--line), transparent) 100% 0 / .8rem 100% no-repeat }
.wide:focus-visible, summary:focus-visible { outline: 2px solid var(--cadence); outline-offset: 2px }
summary { cursor: pointer; padding: .3rem 0 }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .5rem }
@media (max-width: 34rem) {
  .desk { display: none } .phone { display: block }
  :is([scope="row"], thead th:first-child) { position: sticky; left: 0; background: var(--paper) }
  td bdi, th bdi { min-width: 7rem }
}
@page { size: A4; margin: 12mm 14mm }
@media print {
  :root { LIGHT }
  body { padding: 0; max-width: none; font-size: 9pt; line-height: 1.3 }
  h1 { font-size: 14pt } h2 { font-size: 11pt; margin-top: 6pt; padding-top: 3pt }
  .lead { font-size: 10pt } dd, .long dd { font-size: 8.5pt } table { font-size: 7.5pt } th, td { padding: .8pt 5pt .8pt 0 }
  small, .quiet, caption, dt, figcaption, footer { font-size: 7.5pt }
  figure, p, ul, dl { margin: 3pt 0 } svg { max-width: 110mm } footer { margin-top: 6pt }
  dl { grid-template-columns: repeat(4, 1fr); gap: 4pt 10pt }
  .desk { display: block } .phone { display: none }
  .newest tbody tr:nth-last-child(n+8):not(:first-child) { display: none }
  .newest:has(tbody tr:nth-child(9)) caption::after { content: ' On paper: the first week and the newest seven.' }
  .wide { overflow: visible; background: none } caption { max-width: none } details { display: none }
  h2, caption, thead { break-after: avoid } tbody tr:first-child { break-before: avoid }
  figure, tr, li, dl:not(:has(.long)) { break-inside: avoid }
}
"""


def sheet(title: str, *body: Child) -> str:
    """A whole document that holds all it needs.

    Its policy forbids every request and every program: the styles are the one block whose digest it
    names, and those that stand at a chart's lines, which can fetch nothing either.
    """
    stylesheet = Markup(_stylesheet())
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src-elem 'sha256-{_digest(stylesheet)}'",
            "style-src-attr 'unsafe-inline'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content="CadenceCoach"),
        element("title", title),
        element("style", stylesheet),
    )
    whole = element("html", head, element("body", element("main", *body)), lang="en")
    return f"<!doctype html>\n{whole}\n"


def _stylesheet() -> str:
    def inks(which: int) -> str:
        return "; ".join(f"--{name}: {pair[which]}" for name, pair in COLOURS.items())

    return _STYLESHEET.replace("LIGHT", inks(0)).replace("DARK", inks(1))


def _digest(stylesheet: str) -> str:
    return b64encode(hashlib.sha256(stylesheet.encode()).digest()).decode()
