"""Tables and a pydantic model in, a value or every fault at once out; the only way to either.

A fault is one line: where it stands, what is wrong, and what was probably meant.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from cadencecoach.config.toml_file import shown
from cadencecoach.core.values.text import plain
from cadencecoach.errors import ConfigError, did_you_mean

_SHOWN: Final = 40
_LONGEST_LINE: Final = 200
_MOST_FAULTS: Final = 20

_TOML_WORDS: Final = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: 'a text in "quotes"',
    dict: "a table",
    list: "a list",
}

_EXPECTED: Final = {
    "bool_type": _TOML_WORDS[bool],
    "int_type": _TOML_WORDS[int],
    "float_type": _TOML_WORDS[float],
    "string_type": _TOML_WORDS[str],
    "model_type": _TOML_WORDS[dict],
    "model_attributes_type": _TOML_WORDS[dict],
    "tuple_type": "a list of tables, [[…]]",
}


def _one_line(text: str) -> str:
    if text != plain(text) or not text:
        raise ValueError("expected one line of text without control characters")
    if len(text) > _LONGEST_LINE:
        raise ValueError(f"expected at most {_LONGEST_LINE} characters, found {len(text)}")
    return text


Line = Annotated[str, AfterValidator(_one_line)]
"""A field of a file: text fit for one line of a screen."""


class Table(BaseModel):
    """A table of a file: frozen, no key unknown, no value of another type than it says."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


T = TypeVar("T", bound=Table)


def checked(
    model: type[T],
    values: Mapping[str, Any],
    where: Path | None = None,
    *,
    hint: str,
    in_app: str = "",
) -> T:
    """The values as a model; `where` is the file they stand in, None for typed options.

    Raises ConfigError with one fault for each thing that is wrong, and `hint`; in the app `in_app`.
    """
    try:
        return model.model_validate(values)
    except ValidationError as exc:
        faults = [_fault(model, error, where) for error in exc.errors(include_url=False)]
    raise config_error(faults, where, hint=hint, in_app=in_app)


def config_error(
    faults: Iterable[str], where: Path | None, *, hint: str, in_app: str = ""
) -> ConfigError:
    """The error for all that is wrong in one place; each fault names its place itself."""
    found = tuple(faults)
    if len(found) > _MOST_FAULTS:
        found = (*found[:_MOST_FAULTS], f"and {len(found) - _MOST_FAULTS} more")
    place = "the options" if where is None else shown(where)
    message = found[0] if len(found) == 1 else f"{len(found)} faults in {place}"
    return ConfigError(message, hint=hint, in_app=in_app, faults=found)


def _fault(model: type[BaseModel], error: ErrorDetails, where: Path | None) -> str:
    loc = error["loc"]
    if where is None:
        key = f"--{str(loc[0]).replace('_', '-')}" if loc else "the options"
        return f"{key}: {_wrong(model, error)}"
    parts = [shown(where)]
    if loc:
        parts.append(_key(loc))
    return ": ".join((*parts, _wrong(model, error)))


def _key(loc: tuple[int | str, ...]) -> str:
    """`stage[2].length`, counted from 1 as people do."""
    key = ""
    for part in loc:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        else:
            key += f".{plain(part)}" if key else plain(part)
    return key


def _wrong(model: type[BaseModel], error: ErrorDetails) -> str:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    match kind:
        case "extra_forbidden":
            known = _fields(model, error["loc"][:-1])
            return f"there is no such key{did_you_mean(str(error['loc'][-1]), known)}"
        case "missing":
            return "is missing"
        case "literal_error":
            expected = plain(context["expected"])
            near = (
                did_you_mean(given, re.findall(r"'([^']*)'", expected)) if _is_text(given) else ""
            )
            return f"expected {expected}, found {_found(given)}{near}"
        case "greater_than_equal":
            return f"must be at least {context['ge']}, found {_found(given)}"
        case "less_than_equal":
            return f"must be at most {context['le']}, found {_found(given)}"
        case "too_long":
            return f"expected at most {context['max_length']}, found {context['actual_length']}"
        case "finite_number":
            return f"expected a number, found {_found(given)}"
        case "value_error":
            return plain(str(context["error"]))
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {_found(given)}"
    return f"{plain(error['msg'])}, found {_found(given)}"


def _found(given: Any) -> str:
    if isinstance(given, dict | list):
        return _TOML_WORDS[type(given)]
    if isinstance(given, bool):
        return str(given).lower()
    text = plain(repr(given) if _is_text(given) else str(given))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _is_text(given: Any) -> bool:
    return isinstance(given, str)


def _fields(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys of the table at `path` below a model."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = _table_of(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _table_of(annotation: Any) -> type[BaseModel] | None:
    """The model inside `Model | None` or `tuple[Model, ...]`."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    return next(filter(None, map(_table_of, typing.get_args(annotation))), None)
