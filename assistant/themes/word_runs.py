"""Runs: words that stand together between function words and punctuation, in any language.

In "the prime number theorem, which" the run is "prime number theorem". A function word inside a name does not
end a run: "Court of Justice".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from assistant.index.search.analyzer import analyze, function_words

if TYPE_CHECKING:
    import tantivy

# Scripts that write no spaces: each of their characters is a word here.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_LETTERS = rf"[^\W_{_UNSPACED}]+"
_TOKEN = re.compile(rf"[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}]\.){{2,}}|{_LETTERS}(?:[-'’.]{_LETTERS})*")
_TOGETHER = re.compile(r"[ \t\r\n]{0,2}\Z")
_ENDS = re.compile(r"[.!?:;\n\"“”»«。！？]")
_ELIDED = re.compile(r"\A(?:[cdjlmnst]|qu|dell|all|nell|un)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s\Z")
_JOINING = frozenset(
    (
        *("of", "the", "and", "de", "la", "le", "du", "des", "d", "del", "da", "do", "dos", "der", "di"),
        *("von", "van", "y", "et", "und", "e"),
    )
)
# Not those that also follow nouns, as the German "der" does.
_DETERMINERS = frozenset(
    (
        *("the", "a", "an", "its", "his", "her", "their", "this", "these"),
        *("le", "la", "les", "un", "une", "el", "los", "las", "una"),
    )
)
_LANGUAGES = (
    *("danish", "dutch", "english", "finnish", "french", "german", "hungarian", "italian"),
    *("norwegian", "portuguese", "russian", "spanish", "swedish"),
)
_UNSPACED_FUNCTION = frozenset(
    "的了在是和与及或而也不就都被把对从为以于之其这那有个一上下中们并但等到由因所则只还又很更最我你他她它"
    "のはがをにへとでやもれるしたてなすいうくこそ"
)
_LONGEST_WORD = 40
_SAID_ENOUGH = 60  # tokens that tell the language
# Frequent, but of no subject; in English only, as contrast alone finds the most of these in any language.
_VAGUE = frozenset(
    analyze(
        """
        able according across actually almost already although always amid among amount another
        answer anyone approximately april around august became become becomes began begin begins
        best better billion brought built called case cases certain chapter come comes common
        considered consist contain course currently day days december despite different done early
        eight end especially essentially example examples fact february fell felt fifth figure
        finally five followed following form forms found four fourth friday full gave generally get
        give given go good great grew group half held help high however hundred important include
        included includes including increase increased instead involve january july june kept kind
        known large larger largest last late later least led left less like likely little long
        longer lost lot low made main mainly make makes making man march mean means member men
        mentioned met million modern monday month months mostly name named near need never new nine
        november number numbers october often old one ones others page paid part particular
        particularly people percent perhaps person point possible previous previously provide
        provided put question rather reason recent referred remain remained result results said
        saturday say says second section see seen sent september set seven several short show shown
        side sides similar simply since six small sometimes soon specific start started still sunday
        table take taken ten term terms thing things third thought thousand three thursday thus time
        times today together told took total toward towards tuesday two type types typically upon
        use used uses using usually various way ways wednesday week well went whether whose within
        without woman women won word work would year years yet
        """
    )
)
_PARTICIPLE = re.compile(r"[a-z]{3,}ed|[a-z]{3,}ly")


class Word(NamedTuple):
    """A word as it is written, without what an apostrophe joins to it, and its index terms."""

    written: str
    terms: tuple[str, ...]
    is_unspaced: bool
    is_function: bool
    is_closed: bool  # nothing after it belongs to it, as after "France's"
    is_vague: bool
    is_verbal: bool  # a participle or adverb, as far as its ending tells


class Run(NamedTuple):
    """Words that stand together.

    `begins` says whether a sentence begins with the first, `acts` whether a determiner comes right after
    the last, as it does after a verb: "suspended the".
    """

    words: tuple[Word, ...]
    begins: bool
    acts: bool


def runs_of(text: str) -> Iterator[Run]:
    """Yield the runs of a text, which is taken to be in the language of most of its function words."""
    found = [match for match in _TOKEN.finditer(text) if len(match[0]) <= _LONGEST_WORD]
    language = _language_of([match[0] for match in found[:_SAID_ENOUGH]])
    stretch: list[Word] = []
    begins, end = True, 0
    for match in found:
        word, gap = _word(match[0], language), text[end : match.start()]
        end = match.end()
        apart = not _TOGETHER.match(gap) or not stretch or word.is_unspaced != stretch[-1].is_unspaced
        if apart or stretch[-1].is_closed:
            yield from _divided(stretch, begins)
            stretch, begins = [], match.start() == 0 or bool(_ENDS.search(gap))
        stretch.append(word)
    yield from _divided(stretch, begins)


def _divided(stretch: Sequence[Word], begins: bool) -> Iterator[Run]:
    """Yield the runs of words between which there is no punctuation."""
    words: list[Word] = []
    first = True
    for place, word in enumerate(stretch):
        if not word.is_function or (words and _is_inside_a_name(stretch, place)):
            words.append(word)
            continue
        if words:
            yield Run(tuple(words), begins and first, word.written.lower() in _DETERMINERS)
        words, first = [], False
    if words:
        yield Run(tuple(words), begins and first, acts=False)


def _is_inside_a_name(stretch: Sequence[Word], place: int) -> bool:
    """Say whether a function word stands, alone or with one other, between words with capitals."""
    before = next((w for w in reversed(stretch[max(0, place - 2) : place]) if not w.is_function), None)
    after = next((w for w in stretch[place + 1 : place + 3] if not w.is_function), None)
    return stretch[place].written in _JOINING and all(w and w.written[:1].isupper() for w in (before, after))


@lru_cache(50_000)
def _word(token: str, language: str) -> Word:
    written = _POSSESSIVE.sub("", _ELIDED.sub("", token))
    terms, small = tuple(analyze(written)), written.lower()
    is_unspaced = bool(_IS_UNSPACED.match(written))
    if is_unspaced:
        is_function = written in _UNSPACED_FUNCTION
    else:
        is_function = len(written) < 2 or not terms or language in _languages_with(small)
        is_function |= written in _JOINING
        is_function |= language == "english" and set(terms) <= function_words()
    is_closed, is_verbal = bool(_POSSESSIVE.search(token)), bool(_PARTICIPLE.fullmatch(written))
    is_short = len(written) < 3 and not written.isupper() and not is_unspaced
    is_vague = written[0].isdigit() or is_short or set(terms) <= _VAGUE
    return Word(written, terms, is_unspaced, is_function, is_closed, is_vague, is_verbal)


def _language_of(tokens: Sequence[str]) -> str:
    votes: Counter[str] = Counter()
    for token in tokens:
        votes.update(_languages_with(token.lower()))
    return max(_LANGUAGES, key=lambda language: votes[language]) if votes else ""


@lru_cache(50_000)
def _languages_with(word: str) -> tuple[str, ...]:
    """Return the languages in which a word is a function word."""
    return tuple(language for language in _LANGUAGES if not _stopper(language).analyze(word))


@cache
def _stopper(language: str) -> tantivy.TextAnalyzer:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stopword(language)).build()
