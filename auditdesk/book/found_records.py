"""Found records: what the pages of a damaged file hold, by what it is."""

import contextlib
import hashlib
import json
from collections import defaultdict

from auditdesk.book import trail
from auditdesk.book.raw_pages import Raw, RawFile, Value
from auditdesk.book.tables import BY_NAME

_COLUMNS_OF_STEP = 9
_COLUMNS_OF_CHANGE = 6
_COLUMNS_OF_TREE = 5
_DIGEST = 64
_ROOT = 32
_SCHEMA = ("table", "index", "trigger", "view")
"""How the rows of SQLite's own list begin."""
_LONGEST_ID = 64


class FoundRecords:
    """What the pages of a damaged file hold, by what it is."""

    def __init__(self, raw: RawFile) -> None:
        self.steps: dict[int, tuple[trail.StepTexts, str]] = {}
        self.changes: dict[int, dict[int, trail.ChangeTexts]] = defaultdict(dict)
        self.kept: dict[int, trail.TreeEntry] = {}
        """What the tree keeps of each step."""
        self.contents: dict[str, bytes] = {}
        self.info: tuple[str, str, str] | None = None
        """Id of the book, when and with what it was made."""
        self.live: dict[int, list[tuple[str, Raw]]] = defaultdict(list)
        """Records of other tables, by their number of columns: id and record."""
        self.owned: dict[int, str] = {}
        """The table that a page belongs to, where that can be followed."""
        self.spoilt = 0
        """Records of the trail or files whose texts or digests are not what they were."""
        free = raw.free_pages()
        for record in raw.records():
            self._sort(record, record.page in free)
            self._note_root(raw, record)

    def _sort(self, record: Raw, free: bool) -> None:
        values = record.values
        count, first = len(values), text_of(values[0])
        if count == _COLUMNS_OF_CHANGE and _are(values, (int, int, bytes, bytes)):
            self._take_change(values)
        elif (
            count == _COLUMNS_OF_STEP and _are(values, (bytes, int, bytes)) and _is_hash(values[-1])
        ):
            self._take_step(values)
        elif count == 3 and _are(values, (bytes, int, bytes)) and _is_hash(values[0]):
            self._take_content(first, values[2])
        elif count == _COLUMNS_OF_TREE and _is_of_tree(values):
            form, root, node, salts = values[1:]
            assert isinstance(form, int) and isinstance(root, bytes)
            assert isinstance(node, bytes) and isinstance(salts, bytes)
            self.kept[record.number] = trail.TreeEntry(form, root, node, salts)
        elif not free and first and first not in _SCHEMA and len(first) <= _LONGEST_ID:
            if count in (5, 6) and _are(values, (bytes, int, int, bytes, bytes)):
                self._take_info(values)
            self.live[count].append((first, record))

    def _take_change(self, values: list[Value]) -> None:
        texts = [None if one is None else text_of(one) for one in values[2:]]
        table, row, before, after = texts
        broken = any(a is None and b is not None for a, b in zip(texts, values[2:], strict=True))
        if broken or table not in BY_NAME or row is None or not (_json(before) and _json(after)):
            self.spoilt += 1
            return
        seq, position = values[:2]
        assert isinstance(seq, int) and isinstance(position, int)
        self.changes[seq][position] = (table, row, before, after)

    def _take_step(self, values: list[Value]) -> None:
        id, seq, *rest, final, digest = values
        texts = [None if one is None else text_of(one) for one in (id, *rest, digest)]
        if any(text is None for n, text in enumerate(texts) if n != 5) or final not in (0, 1):
            self.spoilt += 1
            return
        assert isinstance(seq, int) and isinstance(final, int)
        id_, at, who, device, what, undoes, hash = texts
        step = trail.StepTexts(
            seq, str(id_), str(at), str(who), str(device), str(what), undoes, final
        )
        self.steps[seq] = (step, str(hash))

    def _take_content(self, id: str | None, data: Value) -> None:
        if id is not None and isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == id:
            self.contents[id] = data
        else:
            self.spoilt += 1

    def _take_info(self, values: list[Value]) -> None:
        uid, made_at, made_with = text_of(values[0]), text_of(values[3]), text_of(values[4])
        if uid and made_at and made_with is not None and made_at.endswith("Z"):
            self.info = uid, made_at, made_with

    def _note_root(self, raw: RawFile, record: Raw) -> None:
        """A row of SQLite's own list of tables says where a table begins."""
        values = record.values
        if len(values) == 5 and _are(values, (bytes, bytes, bytes, int)) and values[0] == b"table":
            name, root = text_of(values[1]), values[3]
            if name in BY_NAME and isinstance(root, int):
                self.owned |= dict.fromkeys(raw.pages_of(root), name)


def text_of(value: Value) -> str | None:
    """The text that these bytes are; None where they are none."""
    if isinstance(value, bytes):
        with contextlib.suppress(UnicodeDecodeError):
            return value.decode()
    return None


def _json(text: str | None) -> bool:
    """Whether a text of the trail is the JSON of a row, or there is none."""
    if text is None:
        return True
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _are(values: list[Value], kinds: tuple[type, ...]) -> bool:
    return all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=False))


def _is_of_tree(values: list[Value]) -> bool:
    """Whether it may be a row of the tree, whose key is the number of the record."""
    number, form, *blobs = values
    sizes = [len(one) for one in blobs if isinstance(one, bytes)]
    return number is None and isinstance(form, int) and len(sizes) == 3 and sizes[:2] == [_ROOT] * 2


def _is_hash(value: Value) -> bool:
    return isinstance(value, bytes) and len(value) == _DIGEST and value.isalnum()
