"""JSON, which any language reads; what could keep the reader busy, or end it, is found before."""
import json
import re
from typing import Any, Dict, List, Tuple

from ..check import DataError, shown

DEEPEST = 50            # lists and objects inside each other; the deepest here are five
DIGITS = 20             # of a whole number


def loads(data: bytes, most: int) -> Any:
    """The value; DataError for what is no JSON, or for more than about `most` values."""
    if data.count(b",") + data.count(b"[") + data.count(b"{") > most:
        raise DataError(f"it holds more than {most} values")
    depth = 0
    for bracket in re.finditer(rb"[\[{\]}]", data):      # of those in strings as well
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > DEEPEST:
            raise DataError(f"it is nested more than {DEEPEST} deep")
        if depth < 0:
            break       # it is no JSON
    try:
        return json.loads(data.decode("utf-8-sig"), parse_int=_whole, parse_constant=_constant,
                          object_pairs_hook=_object)
    except DataError:
        raise
    except ValueError as fault:
        raise DataError(f"it is no JSON ({fault})") from None


def dumps(value: Any) -> bytes:
    """JSON of plain values: floats exactly, as the shortest number that is read as the same."""
    return (json.dumps(value, allow_nan=False) + "\n").encode("ascii")


def _object(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    """Of a key that comes twice, some readers would take the first value, some the last."""
    value: Dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise DataError(f"it holds the key {shown(key)} twice")
        value[key] = item
    return value


def _whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise DataError(f"it holds a whole number of {len(digits)} digits")
    return int(digits)


def _constant(name: str) -> Any:
    raise DataError(f"it holds {name}, which is no number in JSON")
