"""The language of a text or a question, by its script and its most frequent small words.

Enough to tell whether it is in English, and whether a question is in the language of a document. Closely
related languages may be told apart only in longer texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

ENGLISH = "en"

_WORD = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"['’]s\b")
# Words, at least this many of which must be small words of a language, for short and for long texts.
_LEAST_SHARE_OF_A_QUESTION, _LEAST_SHARE_OF_A_TEXT = 0.2, 0.12
_LEAST_WORDS_OF_A_TEXT = 20
# Fewer different ones in a long text are chance: a table repeats the name of a column ("Pro") in each row.
_LEAST_DIFFERENT_IN_A_TEXT = 3
# Of more than this many characters only parts are looked at, from the beginning, the middle and the end.
_PART = 2000
# A Chinese or Japanese letter says as much as several others.
_WEIGHTS = {"zh": 3, "ja": 3}
_SCRIPTS = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CYRILLIC": "cyrillic",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
# Without single letters, which name columns and variables, too.
_SMALL_WORDS = {
    "en": "the of and to in is are was were did do does what who why when where how which whom whose "
    "with for on by from has have had can could would should will that this an it be not or at as "
    "but they his her their there if he she we you my your me",
    "de": "der die das und ist sind war waren wird werden hat haben ein eine einen einem einer nicht "
    "mit für von auf aus bei nach zu zum zur im in den dem des wer was wann wo wie warum wieso "
    "welche welcher welches wurde wurden sich auch als an es er sie wir ich gibt kann muss oder "
    "dass kostet viel viele",
    "fr": "le la les un une des du de et est sont était ont dans pour par sur avec ne pas que qui quoi "
    "quel quelle quels quelles quand où comment pourquoi combien ce cette ces il elle ils au aux "
    "en se sa son ses plus leur été être fait",
    "es": "el la los las un una unos de del es son fue fueron era en para por con no que qué quién "
    "quiénes cuándo cuánto cuántos dónde cómo cuál cuáles se su sus al lo más como ha han está "
    "están hay sobre",
    "it": "il lo la gli le un una di del della dei delle sono era in per con non che chi cosa quando "
    "quanto quanti dove come perché quale quali si suo sua al alla nel nella più ha hanno da dal "
    "dalla stato",
    "pt": "os as um uma de do da dos das são foi foram em no na nos nas para por com não que quem "
    "quando quanto quantos onde como qual quais porque se seu sua ao mais tem têm pelo pela está",
    "nl": "de het een en is zijn was waren wordt werd heeft hebben in van voor met niet op aan door uit "
    "bij naar wie wat wanneer waar hoe waarom welke hoeveel die dat deze er zich ook te om maar "
    "nog kan",
    "sv": "och är var det den en ett som på för med inte av till om har hade kan vad vem när hur varför "
    "vilken vilka hur många att från efter de han hon sig också blev",
    "da": "og er var det den en et som på for med ikke af til om har havde kan hvad hvem hvornår hvor "
    "hvordan hvorfor hvilken hvilke at fra efter de han hun sig også blev der",
    "no": "og er var det den en et som på for med ikke av til om har hadde kan hva hvem når hvor "
    "hvordan hvorfor hvilken hvilke fra etter de han hun seg også ble der",
    "fi": "ja on oli ovat ei se että kuka mikä mitä missä milloin miten miksi kuinka monta hän ne tämä "
    "joka jotka myös kun mutta tai sen ovatko onko mukaan",
    "pl": "na do jest są był była było nie się że kto co kiedy gdzie jak dlaczego ile który która które "
    "od dla przez po za to ten ta oraz jego jej przy czy",
    "cs": "na do je jsou byl byla bylo není se že kdo co kdy kde jak proč kolik který která které od "
    "pro po za to ten ta nebo jeho při podle",
    "hu": "az és egy van volt nem is hogy ki mi mikor hol hogyan miért hány mennyi melyik ez meg de "
    "vagy mint csak már kell lesz",
    "ro": "și în de la cu pe pentru este sunt era au fost nu că cine ce când unde cum câte cât care un "
    "al ale din mai sau prin se lui",
    "tr": "ve bir bu da de için ile ne kim kimin zaman nerede nasıl neden kaç hangi mi mı değil olan "
    "olarak daha çok var yok gibi sonra kadar",
    "id": "dan yang di ke dari untuk dengan adalah ini itu tidak siapa apa kapan mana bagaimana mengapa "
    "berapa pada oleh dalam akan telah atau juga",
    "vi": "và là của có không được cho trong với các những một ai gì khi nào đâu như thế tại sao bao "
    "nhiêu này đã để người",
}

# Words that ask count twice: in a short question there may be no other small word.
_ASKING_WORDS = (
    "wer wann wo warum wieso qui quand où pourquoi combien quién quiénes cuándo dónde chi quando perché "
    "quem onde wie wanneer waarom vem när varför hvem hvornår hvor hvorfor hvordan hva kuka milloin "
    "missä miten miksi kto kiedy gdzie dlaczego kdo kdy kde proč ki mikor hol miért cine când unde kim "
    "nerede nasıl neden siapa kapan mengapa berapa bagaimana"
)
_ASKING = frozenset(_ASKING_WORDS.split())


def languages_of(text: str) -> frozenset[str]:
    """Return the language of a text: several where they are equally likely, none where it cannot be told.

    Tables, code and names alone have none.

    Returns:
        Codes of ISO 639-1 ("en"); "cyrillic" for all that are written in that script.
    """
    text = unicodedata.normalize("NFC", _sample(text))
    by_script = _by_script(text)
    if by_script:
        return frozenset({by_script})
    words = [word.lower() for word in _WORD.findall(_POSSESSIVE.sub("", text))]
    found: Counter[str] = Counter()
    for word in words:
        for language in _languages_by_word().get(word, ()):
            found[language] += 2 if word in _ASKING else 1
    is_long = len(words) >= _LEAST_WORDS_OF_A_TEXT
    if is_long:
        found = _without_chance(found, words)
    most = max(found.values(), default=0)
    least = len(words) * (_LEAST_SHARE_OF_A_TEXT if is_long else _LEAST_SHARE_OF_A_QUESTION)
    if most < least or (most < 2 and 2 * most < len(words)) or not most:
        return frozenset()
    return frozenset(language for language, count in found.items() if count == most)


def _without_chance(found: Counter[str], words: Sequence[str]) -> Counter[str]:
    """Return the counts of the languages of which several different small words stand in a text."""
    by_word = _languages_by_word()
    different = Counter(language for word in set(words) for language in by_word.get(word, ()))
    return Counter({lang: n for lang, n in found.items() if different[lang] >= _LEAST_DIFFERENT_IN_A_TEXT})


def is_foreign(text: str) -> bool:
    """Whether a text is in another language than English; False where that cannot be told."""
    languages = languages_of(text)
    return bool(languages) and ENGLISH not in languages


def main_languages(texts: Iterable[str]) -> frozenset[str]:
    """Return the language that most of some texts are in, as `languages_of` does for one."""
    counted: Counter[frozenset[str]] = Counter(filter(None, map(languages_of, texts)))
    return counted.most_common(1)[0][0] if counted else frozenset()


def _sample(text: str) -> str:
    if len(text) <= 3 * _PART:
        return text
    middle = len(text) // 2
    return " ".join((text[:_PART], text[middle : middle + _PART], text[-_PART:]))


def _by_script(text: str) -> str | None:
    """Return the language that another script than the Latin one tells, None where most of it is Latin."""
    counted: Counter[str] = Counter(filter(None, map(_script, filter(str.isalpha, text))))
    if not counted:
        return None
    japanese = counted["ja"] * 10 >= counted["zh"]  # which writes most of its nouns in Chinese letters
    for language, weight in _WEIGHTS.items():
        counted[language] *= weight
    language, count = counted.most_common(1)[0]
    if language == "latin" or 2 * count < counted.total():
        return None
    return "ja" if language in ("ja", "zh") and counted["ja"] and japanese else language


@cache
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").partition(" ")[0]
    return _SCRIPTS.get(first, "latin" if first == "LATIN" else "")


@cache
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    by_word: dict[str, list[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in dict.fromkeys(words.split()):
            by_word.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in by_word.items()}
