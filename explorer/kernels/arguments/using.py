"""Reading how the body of a function uses its names."""

import ast
from collections import Counter

from explorer.kernels.arguments.calls import look_at_call, look_at_keywords, look_at_product
from explorer.kernels.arguments.demands import (
    is_conjunction,
    look_at_bound,
    look_at_demand,
    rows_of,
)
from explorer.kernels.arguments.names import (
    aliases,
    asked_items,
    axes_of,
    bounds_of_turns,
    constant_turns,
    copies,
    elements,
    holding,
    item_of,
    items_of_turns,
    lags_of,
    made_with_numbers,
    matrix_of_diagonal,
    multiplied,
    name_of,
    nodes_of,
    owner_of,
    parameters_of,
    plain_names,
    sliced_for_keys,
    stride,
    turns,
    whole_names,
)
from explorer.kernels.arguments.ranks import Ranks
from explorer.kernels.arguments.use import METHODS, Use

_OF_ARRAYS = {"size", "shape", "T", "ndim", "flat"}
FEW_KINDS = 3
"""The largest of the whole numbers that items are which are only compared with one another: of
random numbers no two would be equal."""
_CHANNELS = {"c", "ch", "chan", "channel", "channels", "nc", "n_channels", "num_channels", "bands"}
"""What the last axis of a picture is called."""
_BITWISE = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)


def use_of(node: ast.FunctionDef) -> Use:
    """Return what the body of a function does with names."""
    return _Reader(node).use


class _Reader:
    def __init__(self, node: ast.FunctionDef) -> None:
        self.use = Use(node.name, frozenset(parameters_of(node)))
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        self.use.elementwise = any("vectorize" in d and "guvec" not in d for d in decorators)
        self._counted: set[str] = set()
        self._taken: Counter[str] = Counter()
        self._likened: Counter[str] = Counter()
        self._ends: list[tuple[str, str]] = []
        self._bounds = bounds_of_turns(node)
        self._aliases = aliases(node)
        self._elements = elements(node)
        self._items = items_of_turns(node)
        self._turns = constant_turns(node)
        self._made = {
            child.targets[0].id: child.value
            for child in nodes_of(node)
            if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name)
        }
        for child in nodes_of(node):
            self._look_at(child)
        self.use.pointers, self.use.in_rows = rows_of(node, self._elements)
        self._conclude(node)

    def _follow_indices(self, node: ast.FunctionDef) -> None:
        """What an index is computed from is a whole number too."""
        made = [(name, whole_names(value)) for name, value in self._made.items()]
        for followed in (self.use.as_index, self.use.cuts):
            for _ in made:
                before = len(followed)
                for name, parts in made:
                    if name in followed:
                        followed.update(parts)
                if len(followed) == before:
                    break

    def _as_item(self, part: tuple[str, int]) -> tuple[str, int]:
        """What is handed on, as an item of the array that it was taken out of before."""
        name, taken = part
        if taken or name in self.use.parameters or name not in self._elements:
            return part
        made = self._made.get(name)
        return item_of(made) if isinstance(made, ast.Subscript) else (self._elements[name], 1)

    def _conclude(self, node: ast.FunctionDef) -> None:
        self._follow_indices(node)
        for name, times in self._likened.items():
            if times == self._taken[name]:  # nothing else is done with its items
                self.use.whole.setdefault(name, FEW_KINDS)
        handed = [(helper, tuple(map(self._as_item, given))) for helper, given in self.use.handed]
        self.use.handed = handed
        self.use.texts |= sliced_for_keys(node)
        for names in (
            self.use.written,
            self.use.read,
            self.use.indices,
            self.use.ranges,
            self.use.iterated,
        ):
            names.update([p for a, p in self._aliases.items() if a in names])
        for names in (self.use.bits, self.use.complex_numbers):
            names.update([a for element, a in self._elements.items() if element in names])
        for alias, parameter in {**copies(node), **self._aliases}.items():
            known = self.use.dimensions.get(alias, 0)
            self.use.dimensions[parameter] = max(known, self.use.dimensions.get(parameter, 0))
        for target, source in turns(node):
            inside = self.use.dimensions.get(name_of(target), 0)
            if inside and isinstance(source, ast.Name):
                known = self.use.dimensions.get(source.id, 0)
                self.use.dimensions[source.id] = max(inside + 1, known)
        least = Ranks(node).least
        for parameter in self.use.parameters:
            if least[parameter] > self.use.dimensions.get(parameter, 0):
                self.use.dimensions[parameter] = least[parameter]
        self.use.takes_function = bool(self.use.called & self.use.parameters)
        self.use.takes_array = any(self.use.dimensions.values()) or bool(self.use.iterated)
        numbers = self.use.as_index | self.use.ranges
        taken = [a for item, a in self._elements.items() if item in numbers]
        self.use.indices.update(array for array in taken if array not in self.use.pointers)
        for counter, end in self._ends:
            if counter in self._counted and counter in self.use.as_index:
                self.use.firsts.add(counter)
                self.use.lasts.add(end)
        made = made_with_numbers(node)
        back = lags_of(node)
        self.use.lags.update(*(self._bounds.get(turn, ()) for turn in back))
        numbers -= back
        for turn, bounds in self._bounds.items():
            if turn in numbers & self.use.as_index and not made.issuperset(
                holding(node, turn) or {""}
            ):
                self.use.lengths.update(bounds)

    def _look_at(self, node: ast.AST) -> None:
        if isinstance(node, ast.BinOp):  # of an array as a whole
            self.use.read.update(filter(None, map(name_of, (node.left, node.right))))
            if isinstance(node.op, ast.Sub):
                self.use.subtracted.add(name_of(node.right))
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            below = node.right if isinstance(node, ast.BinOp) else node.value
            self.use.pivots.update(filter(None, [matrix_of_diagonal(below, self._made)]))
        for asked in asked_items(node):
            self.use.truths.update(filter(None, [name_of(asked.value)]))
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(field))) if owner_of(
                value
            ):
                owner = self._elements.get(owner_of(value), owner_of(value))
                if field not in self.use.fields.setdefault(owner, []):
                    self.use.fields[owner].append(field)
            case ast.Subscript(
                value=ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str())), slice=index
            ):
                self.use.as_index.update(plain_names(index))
            case ast.Subscript(value=ast.Name(id=name), slice=index, ctx=context):
                self._look_at_items(name, index)
                (self.use.read if isinstance(context, ast.Load) else self.use.written).add(name)
                self._taken[name] += 1
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="shape")):
                axis = node.slice.value if isinstance(node.slice, ast.Constant) else 0
                if isinstance(axis, int):
                    self.use.dimensions[name] = max(axis + 1, self.use.dimensions.get(name, 1))
            case ast.Subscript(
                value=ast.Attribute(value=ast.Name(id=name), attr=attribute), slice=index
            ):
                self._look_at_items(f"{name}.{attribute}", index)
                context = node.ctx
                inner = self.use.read if isinstance(context, ast.Load) else self.use.written
                inner.add(f"{name}.{attribute}")
            case ast.Subscript(value=ast.Subscript(value=ast.Name(id=name), slice=first)):
                self.use.dimensions[name] = max(2, self.use.dimensions.get(name, 0))
                if not isinstance(first, ast.Tuple | ast.Slice):
                    self.use.second.setdefault(name, set()).add(self._least_length(node.slice))
            case ast.Assign(
                targets=[ast.Tuple(elts=axes)],
                value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
            ):
                self.use.dimensions[name] = max(len(axes), self.use.dimensions.get(name, 0))
                if name_of(axes[-1]).lower() in _CHANNELS:
                    self.use.pictures.add(name)
            case ast.AugAssign(
                target=ast.Subscript(value=ast.Name() | ast.Attribute() as owner) as item,
                op=op,
                value=value,
            ):
                self.use.read.add(ast.unparse(owner))
                if isinstance(op, _BITWISE):
                    self.use.bits.update(filter(None, (owner_of(item), owner_of(value))))
            case ast.Compare(
                left=ast.Name(id=name),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=str() | int() as value)],
            ):
                self.use.choices.setdefault(name, []).append(value)
            case ast.BinOp(
                left=ast.Name(id=name),
                op=ast.Mod() | ast.FloorDiv(),
                right=ast.Constant(value=value),
            ) if isinstance(value, int) and value > 1:
                self.use.divided.add(name)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant()):
                self._counted.add(name)
            case ast.For(
                iter=ast.Call(func=ast.Name(id="range" | "prange"), args=[ast.Name(id=name), _, *_])
            ):
                self.use.firsts.add(name)
            case ast.If(test=test, body=[ast.Raise(), *_]):
                for part in ast.walk(test):
                    look_at_demand(self.use, part, ast.NotEq)
                    look_at_bound(self.use, part, holds=False)
            case ast.Assert(test=test):
                for part in test.values if is_conjunction(test) else [test]:
                    look_at_demand(self.use, part, ast.Eq)
                    look_at_bound(self.use, part, holds=True)
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Name(id=name)) if all(
                isinstance(part, ast.Name) for part in parts
            ):
                self.use.unpacked[name] = tuple(map(name_of, parts))
            case ast.While(test=test):
                for part in ast.walk(test):
                    self._look_at_end(part)
            case ast.Assign(
                targets=[ast.Tuple(elts=parts)],
                value=ast.Subscript(value=ast.Name(id=name), slice=ast.Name() | ast.BinOp()),
            ):
                self.use.second.setdefault(name, set()).add(len(parts))
            case ast.Assign(targets=[ast.Name(id=part)], value=ast.Subscript(slice=ast.Slice())):
                self.use.dimensions[part] = max(1, self.use.dimensions.get(part, 0))
            case ast.For(target=ast.Tuple(elts=parts), iter=ast.Name(id=name)):
                self.use.dimensions[name] = max(2, self.use.dimensions.get(name, 0))
                self.use.second.setdefault(name, set()).add(len(parts))
            case ast.For(iter=ast.Name(id=name)):
                self.use.iterated.add(name)
            case ast.Compare(
                left=ast.Subscript(value=ast.Name(id=name)),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=int(value))],
            ):
                self.use.whole[name] = max(value, self.use.whole.get(name, 1))
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]) if (
                name := self._array_of(left)
            ) and (other := self._array_of(right)):
                self._likened.update((name, other))
            case ast.Name(id=name, ctx=ast.Load()) if name in self._items:
                self._taken[self._items[name]] += 1
            case ast.Compare(
                left=ast.BinOp(left=left, op=ast.Add(), right=right),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=int(value))],
            ) if value > 1:
                self.use.whole.update(dict.fromkeys(map(owner_of, (left, right)), value))
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _BITWISE):
                self.use.bits.update(filter(None, (owner_of(left), owner_of(right))))
                self.use.bits.update(whole_names(left))  # what is computed from them, too
            case ast.Attribute(value=value, attr="real" | "imag") if owner_of(value):
                self.use.complex_numbers.add(owner_of(value))
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                look_at_product(self.use, [left, right])
            case ast.Constant(value=complex()) | ast.Name(id="cmath" | "complex"):
                self.use.complex = True
            case ast.Call(func=func, args=args):
                look_at_call(self.use, func, args)
                look_at_keywords(self.use, node.keywords)
            case ast.Attribute(value=value, attr=attribute) if self._is_item(value, attribute):
                owner = self._elements.get(owner_of(value), owner_of(value))
                self.use.records.add(owner)
                if attribute not in self.use.fields.setdefault(owner, []):
                    self.use.fields[owner].append(attribute)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute in _OF_ARRAYS:
                self.use.iterated.add(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                if attribute not in self.use.attributes.setdefault(name, []):
                    self.use.attributes[name].append(attribute)

    def _array_of(self, item: ast.expr) -> str:
        """The array of which this is an item, by its index or in a loop; empty for others."""
        if isinstance(item, ast.Subscript):
            return name_of(item.value)
        return self._items.get(name_of(item), "")

    def _is_item(self, node: ast.expr, attribute: str) -> bool:
        """Whether a field of a record is asked for: p.x of `for p in points`, points[i].x."""
        item = name_of(node)
        of_array = self._elements.get(item) if item else isinstance(node, ast.Subscript)
        whole = owner_of(node) in self.use.parameters or item in self._elements
        return bool(of_array) and whole and attribute not in METHODS

    def _look_at_end(self, test: ast.AST) -> None:
        match test:
            case ast.Compare(
                left=ast.Name(id=counter), ops=[ast.Lt() | ast.LtE()], comparators=[ast.Name(id=e)]
            ):
                self._ends.append((counter, e))

    def _look_at_items(self, name: str, index: ast.expr) -> None:
        axes = axes_of(index)
        if len(axes) == 1:
            end = axes[0].lower if isinstance(axes[0], ast.Slice) else axes[0]
            columns, row = stride(end, self._made, self._bounds)
            if columns:
                self.use.flat.add(name)
                self.use.sides.update([columns, *self._bounds.get(row, ())])
            times = multiplied(end, self._made)
            self.use.times[name] = max(times, self.use.times.get(name, 1))
        self.use.dimensions[name] = max(len(axes), self.use.dimensions.get(name, 0))
        if len(axes) == 2:
            corner = isinstance(axes[0], ast.Constant)
            length = None if corner else self._least_length(axes[1])
            self.use.second.setdefault(name, set()).add(length)
        if len(axes) > 2:
            self.use.last.setdefault(name, set()).add(self._least_length(axes[-1]))
        first = axes[0].value if axes and isinstance(axes[0], ast.Constant) else None
        number = isinstance(first, int) and first >= 0 and len(axes) == 1
        self.use.only.setdefault(name, set()).add(first if number else None)  # type: ignore[arg-type]
        for axis in axes:
            self.use.as_index.update(plain_names(axis))
            if isinstance(axis, ast.Slice):
                for end in (axis.lower, axis.upper, axis.step):
                    self.use.as_index.update(whole_names(end))
                    self.use.cuts.update(whole_names(end))
        for node in ast.walk(index):
            match node:
                case ast.Subscript(value=ast.Name(id=inner)):
                    self.use.indices.add(inner)

    def _least_length(self, index: ast.expr) -> int | None:
        """How long an axis must be for an index that is known; None for any other index."""
        match index:
            case ast.Constant(value=int(value)) if value >= 0:
                return value + 1
            case ast.Slice(upper=ast.Constant(value=int(value))) if value > 0:
                return value
            case ast.Name(id=name):
                return self._turns.get(name)
        return None
