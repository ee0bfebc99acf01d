"""The acts of `app/`, found in its text: every public function through which something is written down.

What writes is found, too: whoever has SQL that changes a table, or a file that takes another's place.
Calls are followed by imports and by the types that are written down: of parameters, of fields, and of
what a class or an annotated function gives.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("adapters", "app", "config")
SQL: Final = re.compile(r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) (\w+)")
WORKED_OUT: Final = {"summaries", "distances", "backs", "backs_until", "migrations"}
"""Tables of which nothing was told: each row can be made anew from the others."""

FILES: Final = {"cadencecoach.adapters.whole_file.write_whole"}
"""What puts a file of the runner's own in the place of another."""


@dataclass(frozen=True)
class Function:
    """A function or a method, by its full name."""

    module: str
    owner: str
    """Its class; empty where it has none."""

    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def name(self) -> str:
        return ".".join(filter(None, (self.module, self.owner, self.node.name)))

    @property
    def public(self) -> bool:
        return not any(part.startswith("_") for part in (self.owner, self.node.name))


@dataclass
class Module:
    """What stands in a module, by name."""

    names: dict[str, str] = field(default_factory=dict)
    """Imported and own names; what each is in full."""

    constants: dict[str, ast.expr] = field(default_factory=dict)
    fields: dict[str, dict[str, ast.expr]] = field(default_factory=dict)
    """Of each class, what is annotated."""


class Code:
    """All functions of some rooms, and who calls whom."""

    def __init__(self, not_writers: Collection[str] = ()) -> None:
        """`not_writers` are taken to write nothing."""
        self._not_writers = not_writers
        self.modules: dict[str, Module] = {}
        self.functions: dict[str, Function] = {}
        self.bases: dict[str, list[str]] = {}
        for room in ROOMS:
            for path in sorted((ROOT / "cadencecoach" / room).rglob("*.py")):
                parts = path.relative_to(ROOT).with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                self._read(name, ast.parse(path.read_text("utf-8")))
        self.calls = {name: set(self._calls(one)) for name, one in self.functions.items()}

    def _read(self, name: str, tree: ast.Module) -> None:
        module = self.modules[name] = Module()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for one in node.names:
                    module.names[one.asname or one.name] = f"{node.module}.{one.name}"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._add(Function(name, "", node), module)
            elif isinstance(node, ast.ClassDef):
                module.names[node.name] = f"{name}.{node.name}"
                fields = module.fields[node.name] = {}
                self.bases[f"{name}.{node.name}"] = [
                    module.names.get(base.id, "")
                    for base in node.bases
                    if isinstance(base, ast.Name)
                ]
                for part in node.body:
                    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                        self._add(Function(name, node.name, part), module)
                    elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                        fields[part.target.id] = part.annotation
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        module.constants[target.id] = node.value

    def _add(self, function: Function, module: Module) -> None:
        self.functions[function.name] = function
        if not function.owner:
            module.names[function.node.name] = function.name

    # --- types -------------------------------------------------------------------------------

    def _named(self, module: str, annotation: ast.expr | None) -> str:
        """The class that an annotation names; empty where it names none of ours."""
        if isinstance(annotation, ast.BinOp):
            return self._named(module, annotation.left)
        if isinstance(annotation, ast.Subscript):
            return self._named(module, annotation.slice)
        if isinstance(annotation, ast.Name):
            return self.modules[module].names.get(annotation.id, "")
        return ""

    def _type(self, function: Function, known: Mapping[str, str], value: ast.expr) -> str:
        """The class of what an expression gives."""
        if isinstance(value, ast.Name):
            return known.get(value.id, "")
        if isinstance(value, ast.Attribute):
            owner = self._type(function, known, value.value)
            module, _, name = owner.rpartition(".")
            if module not in self.modules:
                return ""
            part = self.modules[module].fields.get(name, {}).get(value.attr)
            if part is not None:
                return self._named(module, part)
            got = self.functions.get(f"{owner}.{value.attr}")
            return "" if got is None else self._named(module, got.node.returns)
        if isinstance(value, ast.Call):
            called = self._called(function, known, value.func)
            if called in self.functions:
                one = self.functions[called]
                return self._named(one.module, one.node.returns)
            return called
        return ""

    def _called(self, function: Function, known: Mapping[str, str], what: ast.expr) -> str:
        """The full name of what is called or handed on."""
        names = self.modules[function.module].names
        if isinstance(what, ast.Name):
            return names.get(what.id, "")
        if not isinstance(what, ast.Attribute):
            return ""
        if isinstance(what.value, ast.Name) and names.get(what.value.id) in self.modules:
            return f"{names[what.value.id]}.{what.attr}"
        owner = self._type(function, known, what.value)
        while owner and f"{owner}.{what.attr}" not in self.functions:
            owner = next(iter(self.bases.get(owner, ())), "")
        return f"{owner}.{what.attr}" if owner else ""

    def _known(self, function: Function) -> dict[str, str]:
        """The classes of a function's names."""
        node, known = function.node, dict[str, str]()
        if function.owner:
            known["self"] = f"{function.module}.{function.owner}"
        for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            if one.annotation is not None:
                known[one.arg] = self._named(function.module, one.annotation)
        for part in ast.walk(node):
            if isinstance(part, ast.With | ast.AsyncWith):
                for item in part.items:
                    if isinstance(item.optional_vars, ast.Name):
                        known[item.optional_vars.id] = self._type(
                            function, known, item.context_expr
                        )
            elif isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
                known.setdefault(part.targets[0].id, self._type(function, known, part.value))
        return known

    def _fields_of_init(self, function: Function) -> None:
        """What `__init__` puts into a class without saying its type once more."""
        fields = self.modules[function.module].fields[function.owner]
        for part in ast.walk(function.node):
            if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Attribute):
                value = part.value
                if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
                    fields.setdefault(part.targets[0].attr, value.func)
                elif isinstance(value, ast.Name):
                    for one in function.node.args.args:
                        if one.arg == value.id and one.annotation is not None:
                            fields.setdefault(part.targets[0].attr, one.annotation)

    # --- calls -------------------------------------------------------------------------------

    def _calls(self, function: Function) -> Iterator[str]:
        if function.owner:
            init = self.functions.get(f"{function.module}.{function.owner}.__init__")
            if init is not None:
                self._fields_of_init(init)
        known = self._known(function)
        for part in ast.walk(function.node):
            if isinstance(part, ast.Name | ast.Attribute):
                found = self._called(function, known, part)
                if found in self.functions and found != function.name:
                    yield found

    def _texts(self, function: Function) -> Iterator[str]:
        """The strings of a function, and of the constants that it names."""
        constants = self.modules[function.module].constants
        for part in ast.walk(function.node):
            values = [part] if isinstance(part, ast.Constant) else []
            if isinstance(part, ast.Name) and part.id in constants:
                values = list(ast.walk(constants[part.id]))
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value

    def writers(self) -> set[str]:
        """Whoever writes himself or lets write."""
        found = set(FILES)
        for name, one in self.functions.items():
            tables = {match[1] for text in self._texts(one) if (match := SQL.match(text))}
            if tables - WORKED_OUT:
                found.add(name)
        more = True
        while more:
            found -= set(self._not_writers)
            new = {name for name, called in self.calls.items() if called & found}
            new -= {*found, *self._not_writers}
            found |= new
            more = bool(new)
        return found

    def called_directly(self, name: str) -> set[str]:
        """Whom a function calls itself, or by way of private ones of its own module."""
        found, waiting = set[str](), [name]
        while waiting:
            for called in self.calls[waiting.pop()] - found:
                found.add(called)
                one = self.functions[called]
                if not one.public and one.module == self.functions[name].module:
                    waiting.append(called)
        return found
