"""People: where a text names somebody, whatever way the name is written.

One finder serves the advice on statements and the copies that leave without names. It sees a name
in any case and spelling (Müller, MUELLER), over line ends and blanks of any kind, by its parts, by
initials, and in the addresses and login names that are made of it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from auditdesk.domain.fold import fold, with_places
from auditdesk.domain.lexicon import Lexicon, key_of


@dataclass(frozen=True)
class Somebody:
    """A person whom texts may name. job: what to write instead. addresses: e-mail and logins."""

    name: str
    job: str = ""
    addresses: tuple[str, ...] = ()


class How(IntEnum):
    """How surely somebody is meant: by a part of the name, by the last name, by all of it."""

    PART = 1
    LAST = 2
    WHOLE = 3


class Hit(NamedTuple):
    """Where a text names whom: its first sign, the one after its last, and who it may be.

    as_noun: whether it is written as a noun is: a determiner before it or a number behind it.
    word: whether the name is a word as well.
    """

    start: int
    end: int
    who: tuple[int, ...]
    how: How
    as_noun: bool = False
    word: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether it is a word, and written as one: “the owner”."""
        return self.word and self.as_noun


class _Token(NamedTuple):
    key: str
    start: int
    end: int
    capital: bool


class _Kind(IntEnum):
    EXACT = 0
    INITIAL = 1
    BEGINS = 2


_Spec = tuple[_Kind, str]


@dataclass
class _Forms:
    """Sequences of words that are a name, by the key or the first letter of their first word."""

    exact: dict[str, list[tuple[tuple[_Spec, ...], int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    letter: dict[str, list[tuple[tuple[_Spec, ...], int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    parts: dict[str, dict[int, How]] = field(default_factory=lambda: defaultdict(dict))
    logins: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    signs: dict[str, int] = field(default_factory=dict)


_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.,_'\-/()]{0,6}")
_LINE_END = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_DETERMINERS = frozenset(
    "the a an this that each every no der die das den dem des ein eine einen einem"
    " einer im am zum zur vom ins beim kein keine jede jeder jedes diese dieser dieses".split()
)
_WORDLESS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_LEAST_LOGIN = 4


class PeopleFinder:
    """Finds the people it was made of in texts."""

    def __init__(self, people: Sequence[Somebody], words: Lexicon) -> None:
        self.people = tuple(people)
        self._words = words
        self._forms = _Forms()
        self._addresses: dict[str, int] = {}
        for n, person in enumerate(self.people):
            self._learn(n, person)

    # --- what a name looks like ---------------------------------------------------------------

    def _learn(self, n: int, person: Somebody) -> None:
        for address in person.addresses:
            self._learn_address(n, address)
        name = self._in_speaking_order(person.name)
        if _WORDLESS.search(name):
            self._forms.signs["".join(fold(name).split())] = n
            return
        groups = [[key_of(word) for word in _WORD.findall(part)] for part in fold(name).split()]
        groups = [group for group in groups if group]
        while len(groups) > 1 and set(groups[0]) <= self._words.titles:
            groups.pop(0)
        words = [word for group in groups for word in group]
        if len(words) < 2:
            for word in words:
                self._forms.parts[word][n] = How.WHOLE
            return
        self._form(n, _exactly(words))
        bare = [group for group in groups if not set(group) <= self._words.particles]
        bare = bare if len(bare) > 1 else groups
        self._learn_order(n, groups, bare)
        self._learn_parts(n, bare, bare[-1])
        self._learn_logins(n, bare[0], bare[-1])

    def _in_speaking_order(self, name: str) -> str:
        """“Owner, Otto (Dr)” as “Otto Owner”; “Otto Owner, Head of assembly” without the latter."""
        spoken = name.split("(")[0]
        ahead, _comma, behind = spoken.partition(",")
        if not behind.strip():
            return ahead
        return ahead if self._words.nobody(behind) else f"{behind} {ahead}"

    def _learn_order(self, n: int, groups: list[list[str]], bare: list[list[str]]) -> None:
        """First names in full or as initials, all or the first, before or behind the last."""
        first, last = bare[0], bare[-1]
        for firsts in ([first], [first, *bare[1:-1]]):
            flat = [word for group in firsts for word in group]
            initials = tuple((_Kind.INITIAL, word[0]) for word in flat)
            known = tuple((_Kind.BEGINS if len(word) == 1 else _Kind.EXACT, word) for word in flat)
            behind = [word for group in groups[len(firsts) :] for word in group]
            for begin in (initials, known):
                self._form(n, (*begin, *_exactly(last)))
                self._form(n, (*_exactly(last), *begin))
                self._form(n, (*begin, *_exactly(behind)))
        if len(first[0]) > 1:
            self._form(n, (*_exactly(first), (_Kind.INITIAL, last[0][0])))
        if len(last) > 1:
            self._form(n, _exactly(last))

    def _form(self, n: int, specs: tuple[_Spec, ...]) -> None:
        kind, value = specs[0]
        into, first = (
            (self._forms.exact, value) if kind is _Kind.EXACT else (self._forms.letter, value[0])
        )
        if (specs, n) not in into[first]:
            into[first].append((specs, n))

    def _learn_parts(self, n: int, bare: list[list[str]], last: list[str]) -> None:
        for group in bare:
            for word in group:
                if len(word) < 2 or word in self._words.particles or word in self._words.titles:
                    continue
                how = How.LAST if group is last and len(last) == 1 else How.PART
                self._forms.parts[word][n] = max(self._forms.parts[word].get(n, how), how)

    def _learn_logins(self, n: int, first: list[str], last: list[str]) -> None:
        ahead, behind = "".join(first), "".join(last)
        for login in (
            ahead[0] + behind, behind + ahead[0], ahead + behind, behind + ahead, ahead + behind[0],
        ):  # fmt: skip
            if len(login) >= _LEAST_LOGIN and login not in self._words.ordinary:
                self._forms.logins[login].add(n)

    def _learn_address(self, n: int, address: str) -> None:
        plain = fold(address).strip()
        self._addresses[plain] = n
        local = plain.split("@")[0]
        words = [key_of(word) for word in _WORD.findall(local)]
        if len(words) > 1:
            self._form(n, _exactly(words))
        elif words and len(words[0]) > 2 and words[0] not in self._words.ordinary:
            self._forms.logins[words[0]].add(n)

    # --- where it stands ------------------------------------------------------------------------

    def hits(self, text: str) -> list[Hit]:
        """Who is named where, in order; none overlaps another."""
        if not text or not self.people:
            return []
        joined, jumps = _joined_lines(text)
        plain, places = with_places(joined)
        if jumps:
            places = [_back(place, jumps) for place in places]
        tokens = [
            _Token(key_of(found[0]), found.start(), found.end(), _capital(text, places, found))
            for found in _WORD.finditer(plain)
        ]
        found = [
            *self._in_addresses(plain),
            *self._in_signs(plain),
            *self._in_words(plain, tokens),
        ]
        found.sort(key=lambda hit: (hit.start, -hit.end, -hit.how))
        kept: list[Hit] = []
        for hit in found:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return [
            hit._replace(start=places[hit.start], end=_end_of(text, places, hit.end))
            for hit in kept
        ]

    def _in_addresses(self, plain: str) -> Iterator[Hit]:
        """An e-mail address whose first half is made of a name goes as a whole."""
        for found in EMAIL.finditer(plain):
            whole = self._addresses.get(found[0].rstrip("."))
            if whole is not None:
                yield Hit(found.start(), found.end(), (whole,), How.WHOLE)
                continue
            local = found[0].split("@")[0]
            tokens = [
                _Token(key_of(word[0]), word.start(), word.end(), True)
                for word in _WORD.finditer(local)
            ]
            inner = list(self._in_words(local, tokens))
            if inner:
                best = max(inner, key=lambda hit: hit.how)
                yield Hit(found.start(), found.end(), best.who, How.WHOLE)

    def _in_signs(self, plain: str) -> Iterator[Hit]:
        for name, n in self._forms.signs.items():
            pattern = r"\s*".join(map(re.escape, name))
            for found in re.finditer(pattern, plain):
                yield Hit(found.start(), found.end(), (n,), How.WHOLE)

    def _in_words(self, plain: str, tokens: Sequence[_Token]) -> Iterator[Hit]:
        for i in range(len(tokens)):
            best = self._sequence_at(plain, tokens, i)
            if best is not None:
                yield best
                continue
            yield from self._alone_at(plain, tokens, i)

    def _sequence_at(self, plain: str, tokens: Sequence[_Token], i: int) -> Hit | None:
        token, best = tokens[i], None
        for specs, n in (
            *self._forms.exact.get(token.key, ()),
            *self._forms.letter.get(token.key[0], ()),
        ):
            end = self._matched(plain, tokens, i, specs)
            if end is None:
                continue
            if best is None or end > best.end:
                best = Hit(token.start, end, (n,), How.WHOLE)
            elif end == best.end and n not in best.who:
                best = best._replace(who=(*best.who, n))
        return best

    def _matched(
        self, plain: str, tokens: Sequence[_Token], i: int, specs: tuple[_Spec, ...]
    ) -> int | None:
        if i + len(specs) > len(tokens):
            return None
        for step, (kind, value) in enumerate(specs):
            token = tokens[i + step]
            last = step == len(specs) - 1
            if step and not _BETWEEN.fullmatch(plain[tokens[i + step - 1].end : token.start]):
                return None
            if kind is _Kind.EXACT:
                if token.key != value and not (last and _genitive(token.key, value)):
                    return None
            elif kind is _Kind.INITIAL:
                if token.key != value[0] or not (token.capital or _dotted(plain, token)):
                    return None
            elif token.key != value and not (
                token.key.startswith(value)
                and token.capital
                and len(token.key) > 1
                and token.key not in self._words.ordinary
                and token.key not in self._words.titles
            ):
                return None
        return tokens[i + len(specs) - 1].end

    def _alone_at(self, plain: str, tokens: Sequence[_Token], i: int) -> Iterator[Hit]:
        token = tokens[i]
        for key in (token.key, token.key.removesuffix("s")):
            who = self._forms.parts.get(key)
            if who and self._is_written_as_name(plain, tokens, i, key):
                how = max(who.values())
                named = tuple(n for n, one in who.items() if one == how)
                word = key in self._words.ordinary
                as_noun = self._as_noun(plain, tokens, i)
                yield Hit(token.start, token.end, named, how, as_noun, word)
                return
            logins = self._forms.logins.get(key)
            if logins:
                end = token.end
                while end < len(plain) and plain[end].isdigit():
                    end += 1
                yield Hit(token.start, end, tuple(sorted(logins)), How.WHOLE)
                return

    def _is_written_as_name(self, plain: str, tokens: Sequence[_Token], i: int, key: str) -> bool:
        """A short name, or one that is a word too, counts where it is written with a capital."""
        return tokens[i].capital or (key not in self._words.ordinary and len(key) > 2)

    def _as_noun(self, plain: str, tokens: Sequence[_Token], i: int) -> bool:
        """“the owner”, “im Winkler”, “Halle 2”, “Process Owner”: a word, not a name."""
        token = tokens[i]
        behind = re.match(r"\s{1,2}(?:\d|[a-z]?\d|[ivx]+\b)", plain[token.end : token.end + 5])
        if behind:
            return True
        if not i or not plain[tokens[i - 1].end : token.start].isspace():
            return False
        before = tokens[i - 1]
        if before.key in self._words.titles:
            return False
        role = before.capital and before.key in self._words.roles
        return before.key in _DETERMINERS or role

    def replaced(
        self, text: str, stand_in: Callable[[tuple[int, ...]], str], keep: Sequence[str] = ()
    ) -> str:
        """The text with everybody who is named replaced; what is in `keep` stays as it is."""
        hits = self.hits(text)
        if not hits:
            return text
        spared = [
            (found.start(), found.end())
            for phrase in keep
            for found in re.finditer(re.escape(phrase), text)
        ]
        parts, done = [], 0
        for hit in hits:
            if hit.doubtful or any(s <= hit.start and hit.end <= e for s, e in spared):
                continue
            parts += [text[done : hit.start], stand_in(hit.who)]
            done = hit.end
        return "".join([*parts, text[done:]])

    def covers(self, typed: str) -> bool:
        """Whether a typed name is that of somebody known, perhaps with what he or she is."""
        rest = typed
        for hit in reversed(self.hits(typed)):
            if hit.how is How.WHOLE:
                rest = rest[: hit.start] + rest[hit.end :]
        return rest != typed and self._words.nobody(rest)

    def named_in(self, text: str) -> list[Somebody]:
        """Who is named in so many words: by the whole name, or by the last name as a name."""
        found: dict[int, None] = {}
        for hit in self.hits(text):
            written = text[hit.start : hit.end]
            last = hit.how is How.LAST and len(written) > 3 and written[0].isupper()
            if last and self._words.eponym(text, hit.start, hit.end, hit.word):
                continue
            if hit.how is How.WHOLE or (last and not hit.as_noun and not self._begins(text, hit)):
                found |= dict.fromkeys(hit.who)
        return [self.people[n] for n in found]

    def strangers_in(self, text: str, lettered: Sequence[str] = ()) -> list[str]:
        """Who is named and unknown: by a title, an initial or a first name before the name.

        lettered: words before a letter that is no initial, such as “rev C. Labels”; nor is a unit
        one: “at 200 °C. Weld …”.
        """
        no_initial = frozenset(key_of(fold(word)) for word in lettered)
        found = []
        tokens = list(re.finditer(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*", text))
        for n, (ahead, name) in enumerate(pairwise(tokens)):
            gap = text[ahead.end() : name.start()]
            before = key_of(fold(tokens[n - 1][0])) if n else ""
            lettered_thing = before in no_initial or _UNIT.search(text[: ahead.start()])
            if (
                re.fullmatch(r"\.?\s{1,2}", gap)
                and self._is_stranger(ahead[0], gap, name[0], bool(lettered_thing))
                and not self._words.eponym(text, ahead.start(), name.end())
            ):
                found.append(" ".join(text[ahead.start() : name.end()].split()))
        return found

    def _is_stranger(self, ahead: str, gap: str, name: str, lettered: bool) -> bool:
        key, last = key_of(fold(ahead)), key_of(fold(name))
        if not (ahead[0].isupper() and name[0].isupper() and len(name) > 2) or name.isupper():
            return False
        if len(ahead) > 1 and ahead.isupper():
            return False
        first_name = key in self._words.given and key not in self._words.ordinary
        if first_name and last in self._words.word_names and not gap.startswith("."):
            return True
        if key in self._words.callings and last in self._words.given:
            return last not in self._words.ordinary
        if last in self._words.ordinary or last.endswith(self._words.endings):
            return False
        if len(ahead) == 1:
            return gap.startswith(".") and not lettered
        if key in self._words.titles:
            return key not in self._words.particles
        return first_name and not gap.startswith(".")

    @staticmethod
    def _begins(text: str, hit: Hit) -> bool:
        """Whether a name that is a word begins a sentence, where every word has a capital."""
        before = text[: hit.start].rstrip(" \t")
        return hit.word and (not before or before[-1] in ".!?:;•\n-–")


_UNIT = re.compile(r"(?:°|\d\s?|[/·%]\s?)$")
"""What stands before the letter of a unit: degrees, a number, or what a unit is divided by."""


def _exactly(words: Sequence[str]) -> tuple[_Spec, ...]:
    return tuple((_Kind.EXACT, word) for word in words)


def _joined_lines(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with words joined that a hyphen parts at a line end, and what was left out where."""
    jumps, parts, done, gone = [], [], 0, 0
    for found in _LINE_END.finditer(text) if "-" in text else ():
        parts.append(text[done : found.start()])
        gone += found.end() - found.start()
        jumps.append((found.end() - gone, gone))
        done = found.end()
    return "".join([*parts, text[done:]]), jumps


def _back(place: int, jumps: Sequence[tuple[int, int]]) -> int:
    left_out = 0
    for start, gone in jumps:
        if place >= start:
            left_out = gone
    return place + left_out


def _end_of(text: str, places: Sequence[int], end: int) -> int:
    """The end of a hit in the text itself: behind the signs that belong to its last letter."""
    after = places[end - 1] + 1
    while after < len(text) and unicodedata.category(text[after]) in ("Mn", "Cf"):
        after += 1
    return after


def _capital(text: str, places: Sequence[int], found: re.Match[str]) -> bool:
    return text[places[found.start()]].isupper() or text[places[found.start()]].istitle()


def _genitive(key: str, name: str) -> bool:
    return key == name + "s" and not name.endswith("s")


def _dotted(plain: str, token: _Token) -> bool:
    return plain[token.end : token.end + 1] == "."
