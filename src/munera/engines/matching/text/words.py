"""Words as they are compared: without accents, without endings, without those that every sentence has."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN_LETTERS: Final = str.maketrans(
    {"đ": "dj", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ى": "ي", "ة": "ه", "ـ": None}
)
# C++ and C# are words; an apostrophe ends one.
WORD: Final = re.compile(r"[^\W_]+[+#]*")
# Where one thought ends, and the words on either side do not belong together.
END_OF_THOUGHT: Final = re.compile(r"[.!?;:()\[\]\n\r•|]+(?=\s|$)|[\n\r•|]")

# Endings from the longest to the shortest, each with what stands in its place. They only need to bring the forms of
# one word together; whether what is left is a word does not matter.
ENDINGS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("izations", "iz"), ("isations", "iz"), ("ization", "iz"), ("isation", "iz"),
        ("ations", ""), ("ation", ""), ("ators", ""), ("ator", ""), ("ating", ""), ("ated", ""), ("ates", ""),
        ("atives", ""), ("ative", ""), ("ate", ""),
        ("ysis", "y"), ("yses", "y"), ("ysing", "y"), ("yzing", "y"), ("ysed", "y"), ("yzed", "y"), ("yse", "y"),
        ("yze", "y"), ("ysts", "y"), ("yst", "y"), ("ytical", "y"), ("ytics", "y"), ("ytic", "y"),
        ("istically", "ist"), ("istical", "ist"), ("istics", "ist"), ("istic", "ist"),
        ("ically", "ic"), ("ical", "ic"), ("ics", "ic"),
        ("ements", ""), ("ement", ""), ("ments", ""), ("ment", ""), ("nesses", ""), ("ness", ""),
        ("ities", ""), ("ity", ""), ("ions", ""), ("ion", ""), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"),
        ("ers", ""), ("er", ""), ("ors", ""), ("or", ""), ("ed", ""), ("es", ""), ("ly", ""), ("al", ""),
        ("s", ""), ("e", ""),
    ),
    "pt": (
        ("izacoes", "iz"), ("izacao", "iz"), ("amentos", ""), ("amento", ""), ("imentos", ""), ("imento", ""),
        ("acoes", ""), ("acao", ""), ("icoes", ""), ("icao", ""), ("coes", ""), ("cao", ""), ("soes", ""), ("sao", ""),
        ("adores", ""), ("adoras", ""), ("adora", ""), ("ador", ""), ("idades", ""), ("idade", ""), ("mente", ""),
        ("isticas", "ist"), ("isticos", "ist"), ("istica", "ist"), ("istico", "ist"),
        ("ativas", ""), ("ativos", ""), ("ativa", ""), ("ativo", ""), ("ises", "is"), ("ise", "is"),
        ("ando", ""), ("endo", ""), ("indo", ""), ("adas", ""), ("ados", ""), ("ada", ""), ("ado", ""),
        ("idas", ""), ("idos", ""), ("ida", ""), ("ido", ""), ("amos", ""), ("aram", ""), ("aria", ""),
        ("icas", ""), ("icos", ""), ("ica", ""), ("ico", ""), ("ares", ""), ("ores", ""), ("ais", "al"),
        ("eis", "el"), ("oes", "ao"), ("ns", "m"), ("ar", ""), ("er", ""), ("ir", ""), ("as", ""), ("os", ""),
        ("es", ""), ("is", ""), ("a", ""), ("o", ""), ("e", ""), ("s", ""),
    ),
}  # fmt: skip
SHORTEST_STEM: Final = 3
"""What is left of a word when its ending goes; shorter words keep theirs."""
BEGINNING: Final = 6
"""In a language without a list of endings, the beginning of a word stands for all its forms."""

# What every sentence has; a label consists of such words at times, but is not found by them.
COMMON_WORDS: Final[dict[str, str]] = {
    "en": """
        a about after all also among an and any are as at be been before between both but by can could did do does for
        from had has have how if in into is it its may might more most must need needs no not of on one only or other
        our out over should so some someone such than that the their them then there these they this those through to
        two under up use used uses using want was we were what when where whether which while who whom whose why will
        with within without would you your
    """,
    "pt": """
        a ao aos as ate com como da das de deve devem do dos e ela elas ele eles em entre era essa essas esse esses
        esta estas este estes foi foram ha isso ja la mais mas na nas nao no nos o os ou para pela pelas pelo pelos pode
        podem por porque precisamos quais qual quando que queremos quem se sem sendo ser seu seus sob sobre sua suas sao
        tambem tem ter um uma umas uns usar uso
    """,
}
COMMON: Final = {language: frozenset(listed.split()) for language, listed in COMMON_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it was written, and as it is compared."""

    written: str
    folded: str


def folded(written: str) -> str:
    """In lower case and without accents: ``Avaliação`` is ``avaliacao``."""
    plain = written.casefold()
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain.translate(PLAIN_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def thoughts_of(text: str, *, language: str) -> Iterator[list[Word]]:
    """The words that count, sentence by sentence."""
    common = COMMON.get(_base(language), frozenset())
    for sentence in END_OF_THOUGHT.split(unicodedata.normalize("NFC", text)):
        words = [Word(written, folded(written)) for written in WORD.findall(sentence)]
        telling = [word for word in words if word.folded and word.folded not in common]
        if telling:
            yield telling


@lru_cache(maxsize=1 << 15)
def stem(word: str, *, language: str) -> str:
    """What the forms of a folded word share: ``evaluating`` and ``evaluation`` are ``evalu``."""
    endings = ENDINGS.get(_base(language))
    if endings is None:
        return word[:BEGINNING]
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending) + instead
    return word


def pieces(word: str) -> list[str]:
    """Every three letters in a row, with the word's two ends marked."""
    marked = f"<{word}>"
    return [marked[at : at + 3] for at in range(len(marked) - 2)]


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()
