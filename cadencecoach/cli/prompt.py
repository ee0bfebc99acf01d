"""The check-in on a terminal: each question of the interview as a line, its keys as the answer.

Enter skips a question; the end of the input is the end of the interview, and what was told stands.
"""

from __future__ import annotations

from cadencecoach.app.diary.check_in import Interview, interview
from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.diary.questions import LEVELS, Ask, Question, fault_of
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.text_row import TextRow
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.core.diary.pain import SEEK_CARE, WORST
from cadencecoach.core.values.text import plain

SIGNS = "w"
"""The key that asks for warning signs at any rating."""


def ask(questions: Interview) -> Interview:
    """The interview once it was answered, or the input ended; what makes no sense is asked again."""
    now, shown = questions, None
    while (question := now.question) is not None:
        if question is not shown:
            print("\n".join(question_lines(question)))
            shown = question
        try:
            after = _asked(now, question)
        except (EOFError, KeyboardInterrupt):
            print()
            return now
        if after is None:
            print("Not understood; Enter skips.")
        else:
            now = after
    return now


def interview_at_prompt(journal: Journal) -> None:
    """Ask, and write down what was told; Ctrl-C ends the questions and loses no answer."""
    ctrl_c_raises()
    while True:
        told = ask(interview(journal.day())).told()
        if told:
            journal.do(told.act)
        if not journal.day().flags:
            break
        print(f"\n! {SEEK_CARE}")
        if not yes("Has a clinician looked at it since?"):
            break
        journal.do(CheckIn(acknowledged=True).act)  # and the signs are asked once again
    print()


def yes(question: str) -> bool:
    """Whether a question was answered with y; everything else is no."""
    try:
        return _line(f"{question}: y or Enter") in {"y", "yes"}
    except (EOFError, KeyboardInterrupt):
        return False


def question_lines(question: Question) -> list[str]:
    """A question and its answers, a key before each."""
    text = f"\n{question.text}"
    if question.choices is LEVELS:
        signs = f", {SIGNS} for a warning sign" if question.ask is Ask.LEVEL else ""
        return [f"{text}  0-{WORST} (t is {WORST}){signs}"]
    choices = [f"{choice.key} {choice.words}" for choice in question.choices]
    if question.many:
        return [f"{text}  Type their numbers, or Enter for none.", *(f"  {one}" for one in choices)]
    lines = [f"  {line}" for line in question.lines]
    return [f"{text}  {',  '.join(choices)}".rstrip(), *lines]


def _asked(now: Interview, question: Question) -> Interview | None:
    """The interview after one answer; None where it made no sense."""
    if question.rows:
        return _typed(now, question)
    text = _line("Enter goes on" if not question.choices else ">").casefold()
    if not text:
        return now.skip()
    if text == SIGNS and question.ask is Ask.LEVEL:
        return now.with_signs()
    keys = {choice.key: choice.value for choice in question.choices}
    if question.many:
        typed = text.replace(",", " ").replace(" ", "")
        return (
            now.answer(tuple(keys[key] for key in keys if key in typed))
            if (set(typed) <= set(keys))
            else None
        )
    keys |= {choice.words.casefold(): choice.value for choice in question.choices}
    return now.answer(keys[text]) if text in keys else None


def _typed(now: Interview, question: Question) -> Interview:
    """The interview after the rows of words, one line each."""
    rows = tuple(map(_row, question.rows))
    if rows == question.rows:
        return now.skip()
    words = tuple(row.trimmed for row in rows)
    while fault := fault_of(question, words):
        print(fault)
        rows = tuple(_row(row) if row.label.startswith("distance") else row for row in rows)
        words = tuple(row.trimmed for row in rows)
    return now.answer(words)


def _row(row: TextRow) -> TextRow:
    """A row with what is typed into it; Enter leaves what stood there."""
    label, stands = row.label.strip(), plain(row.text or row.hint)
    text = _line(f"{label} ({stands})" if label else f"({stands})")
    return row.emptied().pasted(text) if text else row


def _line(prompt: str) -> str:
    return input(f"{prompt} " if prompt == ">" else f"{prompt}: ").strip()
