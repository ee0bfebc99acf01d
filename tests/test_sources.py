"""Every cite resolves in docs/sources.md or docs/laws.md, and nothing cites what is not here."""

from __future__ import annotations

import calendar
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = (ROOT / "docs" / "sources.md").read_text("utf-8")
LAWS = (ROOT / "docs" / "laws.md").read_text("utf-8")
PLACES = (
    "*.md", "*.toml", "docs/**/*.md", ".github/**/*.md", "cadencecoach/**/*.py", "configs/**/*.toml",
    "tests/**/*.py", "tools/*.py", "tools/*.toml", "benchmarks/*.py", "examples/*.py",
)  # fmt: skip
MONTHS = frozenset(calendar.month_abbr) | frozenset(calendar.month_name)

STATEMENT = re.compile(r"\bS\d:\d+(?:-\d+)?\b")
PAPER = re.compile(
    r"\b((?:Van den |Van |de )?[A-Z][a-zäöüé]+(?:-[A-Z][a-z]+)?(?: Junior)?)"
    r"(?: (?:&|and) [A-Z][a-z]+)?(?: et al\.)?,? ((?:19|20)\d\d)\b(?!-\d)"
)
NAMED = re.compile(r"(?<![Pp]roduct )\b(?:choice|measured here): (?=\w)")
LAW = re.compile(r"\blaw (\d+)\b")
DECISION = re.compile(r"\bdecisions/(\d{4})\b")
ELSEWHERE = re.compile(r"\b[A-Z]{4,}(?:,? (?:section|law) \d| \d[a-z]\b)|\bissues? \d")
DOCUMENT = re.compile(r"(?<![\w/.-])([A-Z]{4,}\.md)\b")

ROWS = frozenset(re.findall(r"^\| (?:\*\*)?(.+?)(?:\*\*)? \|", SOURCES, re.MULTILINE))
KEYS = tuple(row for row in ROWS if row.startswith(("choice: ", "measured here: ")))
PAPERS = frozenset(row for row in ROWS if re.search(r" (?:19|20)\d\d$", row))
NUMBERS = frozenset(re.findall(r"^(\d+)\. \*\*", LAWS, re.MULTILINE))


def plain(text: str) -> str:
    """The text with its line ends, comment signs and quotes taken out, so that a cite may wrap."""
    return re.sub(r"\s*\n\s*(?:# ?)?", " ", text)


def said(program: str) -> str:
    """The comments and texts of a Python program, without its names."""
    kinds = {
        tokenize.COMMENT,
        tokenize.STRING,
        getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING),
    }
    tokens = tokenize.generate_tokens(io.StringIO(program).readline)
    return "\n".join(token.string for token in tokens if token.type in kinds)


@cache
def texts() -> list[tuple[str, str]]:
    """What each file says, by its place."""
    found = []
    for path in (path for place in PLACES for path in ROOT.glob(place)):
        if path != Path(__file__):
            text = path.read_text("utf-8")
            text = said(text) if path.suffix == ".py" else text
            found.append((path.relative_to(ROOT).as_posix(), plain(text)))
    return found


def lost_in(text: str) -> list[str]:
    """The cites of a text that lead nowhere."""
    found = [cite for cite in STATEMENT.findall(text) if cite not in ROWS]
    found += [
        f"{name} {year}"
        for name, year in PAPER.findall(text)
        if name not in MONTHS and f"{name} {year}" not in PAPERS
    ]
    found += [
        text[cite.start() : cite.end() + 20]
        for cite in NAMED.finditer(text)
        if not text.startswith(KEYS, cite.start())
    ]
    found += [f"law {number}" for number in LAW.findall(text) if number not in NUMBERS]
    found += [
        f"decision {number}"
        for number in DECISION.findall(text)
        if not list((ROOT / "docs" / "decisions").glob(f"{number}-*.md"))
    ]
    found += ELSEWHERE.findall(text)
    return found + [name for name in DOCUMENT.findall(text) if not (ROOT / name).exists()]


@pytest.mark.parametrize(
    "text",
    [
        "asked for (S1:999)", "S9:1", "as Nobody 1999 found", "(choice: whatever)",
        "measured here: nothing", "law 99", "docs/decisions/9999", "NOWHERE.md says", "(NOWHERE 5b)",
        "NOWHERE section 4", "issue 3 asks for it", "(choice:\n# whatever)",
    ],
)  # fmt: skip
def test_a_cite_that_leads_nowhere_is_seen(text: str) -> None:
    assert lost_in(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "S1:58, S0:9-16", "Willy 2016, Van Dyck 2015", "(choice: band)", "(measured here:\n# voices)",
        "law 4", "docs/decisions/0002", "README.md", "November 2026", "product choice: two weeks",
        "Short, 2026-08-01",
    ],
)  # fmt: skip
def test_a_cite_that_stands_there_is_found(text: str) -> None:
    assert lost_in(plain(text)) == []


def test_every_cite_of_the_repository_resolves() -> None:
    lost = {name: found for name, text in texts() if (found := lost_in(text))}
    assert lost == {}


def test_nothing_stands_among_the_sources_that_nobody_cites() -> None:
    unused, _, rest = SOURCES.partition("### Read, and nothing rests on them yet")[2].partition(
        "##"
    )
    cited = plain(rest) + " ".join(text for name, text in texts() if name != "docs/sources.md")
    listed = [key for key in (*PAPERS, *KEYS) if key not in unused and "measured" not in key]
    assert [key for key in listed if cited.count(key) < 1 + (f"**{key}**" in rest)] == []


def test_a_product_choice_says_why() -> None:
    unsaid = re.compile(r"product choices?\b(?!: \w)", re.IGNORECASE)
    about_it = {"docs/sources.md", "CONTRIBUTING.md", ".github/PULL_REQUEST_TEMPLATE.md"}
    lost = {
        name: len(found)
        for name, text in texts()
        if name not in about_it and (found := unsaid.findall(text))
    }
    assert lost == {}


def test_a_paper_is_cited_with_its_year() -> None:
    surnames = "|".join(re.escape(paper[:-5]) for paper in PAPERS)
    alone = re.compile(rf"\b(?:{surnames})\b(?!,? (?:and \w+ )?(?:19|20)\d\d|\w)")
    lost = {
        name: found
        for name, text in texts()
        if name != "docs/sources.md" and (found := alone.findall(text))
    }
    assert lost == {}


def test_no_link_leads_out_of_the_repository() -> None:
    linked = re.compile(r"\]\(([^)#:]+)(?:#[\w-]+)?\)")
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for link in linked.findall(page.read_text("utf-8")):
            assert (page.parent / link).resolve().is_relative_to(ROOT), f"{page}: {link}"


def test_every_form_theme_that_is_spoken_has_its_source() -> None:
    manifest = tomllib.loads((ROOT / "sounds" / "MANIFEST.toml").read_text("utf-8"))
    spoken = {one["id"] for one in manifest["sound"] if one["id"].startswith("theme.")}
    assert spoken
    assert spoken <= ROWS


def values(table: object) -> Iterator[str]:
    """Every text of a TOML document, however deep."""
    match table:
        case str():
            yield table
        case dict():
            for one in table.values():
                yield from values(one)
        case list():
            for one in table:
                yield from values(one)


def test_no_cite_is_shown_or_read_to_a_runner() -> None:
    for path in ROOT.glob("configs/**/*.toml"):
        for text in values(tomllib.loads(path.read_text("utf-8"))):
            assert not STATEMENT.search(text), f"{path}: {text}"
            assert not PAPER.search(text), f"{path}: {text}"
