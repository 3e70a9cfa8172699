"""One small mistake in a Python source: where one can be made, and the source with it made."""

import ast
import enum
from dataclasses import dataclass

_TRANSLATED = {"_", "N_", "ngettext"}
_OTHER_COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OTHER_SUM: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
}


class Mistake(enum.StrEnum):
    """What is done to a piece of code."""

    COMPARISON = "another comparison"
    AND_OR = "and for or"
    CONDITION = "condition turned round"
    SUM = "another operator"
    NUMBER = "number plus one"
    FLAG = "flag turned round"
    NOTHING = "nothing returned"
    CALL_LEFT_OUT = "call left out"


@dataclass(frozen=True)
class Place:
    """A node of the source, by its position in `ast.walk`, and the mistake to make there."""

    node: int
    mistake: Mistake
    part: int = 0


def places(source: str) -> list[Place]:
    """Where a mistake can be made: in what runs, not in texts, annotations or docstrings."""
    tree = ast.parse(source)
    passed_over = set[int]()
    inside = set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _TRANSLATED:
            passed_over |= _ids(node)
        for field in ("annotation", "returns"):
            if annotation := getattr(node, field, None):
                passed_over |= _ids(annotation)
        if isinstance(node, ast.FunctionDef):
            inside |= _ids(node)
    return [
        place
        for number, node in enumerate(ast.walk(tree))
        if id(node) not in passed_over
        for place in _at(number, node, id(node) in inside)
    ]


def with_mistake(source: str, place: Place) -> tuple[str, str]:
    """The source with the mistake made, and a line that says which."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[place.node]
    said = f"line {getattr(node, 'lineno', '?')}, {place.mistake}: {ast.unparse(node)[:90]}"
    _MAKERS[place.mistake](node, place.part)
    return ast.unparse(ast.fix_missing_locations(tree)), said.replace("\n", " ")


def _ids(node: ast.AST) -> set[int]:
    return {id(part) for part in ast.walk(node)}


def _at(number: int, node: ast.AST, in_function: bool) -> list[Place]:
    match node:
        case ast.Compare():
            return [
                Place(number, Mistake.COMPARISON, part)
                for part, operator in enumerate(node.ops)
                if type(operator) in _OTHER_COMPARISON
            ]
        case ast.BoolOp():
            return [Place(number, Mistake.AND_OR)]
        case ast.IfExp() | ast.If():
            return [Place(number, Mistake.CONDITION)]
        case ast.BinOp() if type(node.op) in _OTHER_SUM and not isinstance(node.left, ast.Constant):
            return [Place(number, Mistake.SUM)]
        case ast.Constant(value=bool()) if in_function:
            return [Place(number, Mistake.FLAG)]
        case ast.Constant(value=int()) if not isinstance(node.value, bool):
            return [Place(number, Mistake.NUMBER)]
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            return [Place(number, Mistake.NOTHING)]
        case ast.Expr(value=ast.Call()) if in_function:
            return [Place(number, Mistake.CALL_LEFT_OUT)]
    return []


def _comparison(node: ast.Compare, part: int) -> None:
    node.ops[part] = _OTHER_COMPARISON[type(node.ops[part])]()


def _and_or(node: ast.BoolOp, _part: int) -> None:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _condition(node: ast.IfExp | ast.If, _part: int) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _sum(node: ast.BinOp, _part: int) -> None:
    node.op = _OTHER_SUM[type(node.op)]()


def _number(node: ast.Constant, _part: int) -> None:
    node.value += 1


def _flag(node: ast.Constant, _part: int) -> None:
    node.value = not node.value


def _nothing(node: ast.Return | ast.Expr, _part: int) -> None:
    node.value = ast.Constant(None)


_MAKERS = {
    Mistake.COMPARISON: _comparison,
    Mistake.AND_OR: _and_or,
    Mistake.CONDITION: _condition,
    Mistake.SUM: _sum,
    Mistake.NUMBER: _number,
    Mistake.FLAG: _flag,
    Mistake.NOTHING: _nothing,
    Mistake.CALL_LEFT_OUT: _nothing,
}
