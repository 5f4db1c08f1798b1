"""Candidates of key phrases: sequences of content words, in any language.

A sequence lies between function words and punctuation, as in RAKE (Rose et al. 2010): of "the prime number
theorem, which" it is "prime number theorem". A function word inside a name does not end it:
"Court of Justice".
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

# Scripts that are written without spaces: each of their characters counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_LETTERS = rf"[^\W_{_UNSPACED}]+"
_TOKEN = re.compile(rf"[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}]\.){{2,}}|{_LETTERS}(?:[-'’.]{_LETTERS})*")
_WORD_GAP = re.compile(r"[ \t\r\n]{0,2}\Z")
_SENTENCE_BREAK = re.compile(r"[.!?:;\n\"“”»«。！？]")
_ELIDED = re.compile(r"\A(?:[cdjlmnst]|qu|dell|all|nell|un)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s\Z")
_NAME_PARTICLES = frozenset(
    (
        *("of", "the", "and", "de", "la", "le", "du", "des", "d", "del", "da", "do", "dos", "der", "di"),
        *("von", "van", "y", "et", "und", "e"),
    )
)
# Without those that also follow nouns, such as the German "der".
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
_UNSPACED_FUNCTION_WORDS = frozenset(
    "的了在是和与及或而也不就都被把对从为以于之其这那有个一上下中们并但等到由因所则只还又很更最我你他她它"
    "のはがをにへとでやもれるしたてなすいうくこそ"
)
_MAX_WORD_LENGTH = 40
_LANGUAGE_SAMPLE = 60  # tokens by which the language is detected
# Frequent words that are of no topic. In English only; contrast with other texts excludes most of them in any
# language.
_GENERIC_WORDS = frozenset(
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
    """A word with what its form tells about it.

    Attributes:
        text: The word as it is written, without an elided article or a possessive ending.
        terms: Its index terms.
        is_unspaced: Whether it is a character of a script without spaces.
        is_function: Whether it is a function word.
        is_possessive: Whether it ends a phrase as a possessive does: "France's".
        is_generic: Whether it is of no topic: a number, a very short or a generic word.
        is_verbal: Whether its ending is that of a participle or adverb.
    """

    text: str
    terms: tuple[str, ...]
    is_unspaced: bool
    is_function: bool
    is_possessive: bool
    is_generic: bool
    is_verbal: bool


class WordSequence(NamedTuple):
    """Neighbouring content words.

    `starts_sentence` says whether the first is at the start of a sentence, `before_determiner` whether a
    determiner follows the last, as it does after a verb: "suspended the".
    """

    words: tuple[Word, ...]
    starts_sentence: bool
    before_determiner: bool


def word_sequences(text: str) -> Iterator[WordSequence]:
    """Yield the sequences of content words of a text.

    Its language is taken to be that of most of its function words.
    """
    found = [match for match in _TOKEN.finditer(text) if len(match[0]) <= _MAX_WORD_LENGTH]
    language = _detect_language([match[0] for match in found[:_LANGUAGE_SAMPLE]])
    stretch: list[Word] = []
    starts_sentence, end = True, 0
    for match in found:
        word, gap = _make_word(match[0], language), text[end : match.start()]
        end = match.end()
        is_separate = not _WORD_GAP.match(gap) or not stretch or word.is_unspaced != stretch[-1].is_unspaced
        if is_separate or stretch[-1].is_possessive:
            yield from _split_at_function_words(stretch, starts_sentence)
            stretch, starts_sentence = [], match.start() == 0 or bool(_SENTENCE_BREAK.search(gap))
        stretch.append(word)
    yield from _split_at_function_words(stretch, starts_sentence)


def _split_at_function_words(stretch: Sequence[Word], starts_sentence: bool) -> Iterator[WordSequence]:
    """Yield the sequences of content words among words without punctuation between them."""
    words: list[Word] = []
    first = True
    for position, word in enumerate(stretch):
        if not word.is_function or (words and _is_inside_name(stretch, position)):
            words.append(word)
            continue
        if words:
            yield WordSequence(tuple(words), starts_sentence and first, word.text.lower() in _DETERMINERS)
        words, first = [], False
    if words:
        yield WordSequence(tuple(words), starts_sentence and first, before_determiner=False)


def _is_inside_name(stretch: Sequence[Word], position: int) -> bool:
    """Whether a function word is, alone or with another one, between capitalised words."""
    before = next((w for w in reversed(stretch[max(0, position - 2) : position]) if not w.is_function), None)
    after = next((w for w in stretch[position + 1 : position + 3] if not w.is_function), None)
    return stretch[position].text in _NAME_PARTICLES and all(
        w and w.text[:1].isupper() for w in (before, after)
    )


@lru_cache(50_000)
def _make_word(token: str, language: str) -> Word:
    word_text = _POSSESSIVE.sub("", _ELIDED.sub("", token))
    terms, lowercase = tuple(analyze(word_text)), word_text.lower()
    is_unspaced = bool(_IS_UNSPACED.match(word_text))
    if is_unspaced:
        is_function = word_text in _UNSPACED_FUNCTION_WORDS
    else:
        is_function = len(word_text) < 2 or not terms or language in _languages_with(lowercase)
        is_function |= word_text in _NAME_PARTICLES
        is_function |= language == "english" and set(terms) <= function_words()
    is_possessive, is_verbal = bool(_POSSESSIVE.search(token)), bool(_PARTICIPLE.fullmatch(word_text))
    is_short = len(word_text) < 3 and not word_text.isupper() and not is_unspaced
    is_generic = word_text[0].isdigit() or is_short or set(terms) <= _GENERIC_WORDS
    return Word(word_text, terms, is_unspaced, is_function, is_possessive, is_generic, is_verbal)


def _detect_language(tokens: Sequence[str]) -> str:
    votes: Counter[str] = Counter()
    for token in tokens:
        votes.update(_languages_with(token.lower()))
    return max(_LANGUAGES, key=lambda language: votes[language]) if votes else ""


@lru_cache(50_000)
def _languages_with(word: str) -> tuple[str, ...]:
    """Return the languages in which a word is a function word."""
    return tuple(language for language in _LANGUAGES if not _stopword_filter(language).analyze(word))


@cache
def _stopword_filter(language: str) -> tantivy.TextAnalyzer:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stopword(language)).build()
