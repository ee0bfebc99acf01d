"""What was wrong with the words of a command line, in our words instead of the parser's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import cyclopts
from cyclopts import App
from cyclopts.exceptions import RepeatArgumentError

from cadencecoach.core.values.text import quoted
from cadencecoach.errors import did_you_mean


def fault_of(exc: cyclopts.CycloptsError, words: Sequence[str], app: App) -> str:
    """One line for a fault that the parser found in `words`."""
    group = app[words[0]] if words and words[0] in app else app
    match exc:
        case cyclopts.UnknownCommandError(unused_tokens=[word, *_]):
            return f"there is no command {quoted(word)}{did_you_mean(word, group)}"
        case cyclopts.UnusedCliTokensError(unused_tokens=[word, *_]):
            return f"{quoted(word)} is one word too many{did_you_mean(word, group)}"
        case cyclopts.UnknownOptionError(token=token, argument_collection=known):
            word = token.keyword or token.value
            names = [name for argument in known for name in argument.names]
            return f"there is no option {quoted(word)}{did_you_mean(word, names)}"
        case RepeatArgumentError(token=token):
            return f"{token.keyword} is given twice"
        case cyclopts.MissingArgumentError(argument=argument, keyword=keyword) if argument:
            typed = keyword or next((one.keyword for one in argument.tokens), None)
            if typed is None:
                return f"{_name(argument)} is missing"
            takes = argument.parameter.metavar or "value"
            return f"{typed} is given without its {takes}"
        case cyclopts.CoercionError(token=token, argument=argument) if token and argument:
            return _no_value(exc, token.value, argument, token.keyword or _name(argument))
    return str(exc)


def _name(argument: cyclopts.Argument) -> str:
    name = argument.name
    return name if name.startswith("--") else name.upper().replace("-", "_")


def _no_value(
    exc: cyclopts.CoercionError, word: str, argument: cyclopts.Argument, name: str
) -> str:
    if exc.msg is not None:  # one of our own converters
        return f"{name}: {exc.msg}"
    if argument.hint is bool:
        return f"{name} takes no value, and {quoted(word)} was given"
    known = [str(one) for one in get_args(exc.target_type)]
    return f"{name}: there is no {quoted(word)}{did_you_mean(word, known)}"
