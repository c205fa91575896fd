"""Text as parts compare it: without accents, in lower case, and the words that carry meaning."""

from __future__ import annotations

import re
import unicodedata

FUNCTION_WORDS = frozenset("""
    a al algo ante aqui asi aun bien cada como con contra cual cuando cuanto de del desde donde e el ella ellas ellos en entre era
    es esa esas ese eso esos esta estan estar estas este esto estos fue ha han hasta hay la las le les lo los mas me mi mis mucho
    muy nada ni no nos o os otra otro para pero por porque pues que quien se sea ser si sin sobre solo son soy su sus tal tambien
    tan te ti tiene tienen toda todo todos tu tus un una uno unos y ya yo ahi alla ademas puedes puede pueden debes debe hace
    hacer eres te the of to and in is are was were be been do does did i my me it its for with can could what how an on or you
    your at by from that this these those there here also just only if then than so as we our us they them their has have had will
    would not no yes about into
""".split())  # noqa: SIM905


def plain(text: str) -> str:
    """Lower case, no accents, no punctuation but '+' and '#', single spaces."""
    ascii_only = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9+#]+", ascii_only))


def content_words(text: str) -> list[str]:
    """The words that carry meaning, plain, in order: no function words, no bare numbers."""
    return [word for word in plain(text).split() if word not in FUNCTION_WORDS and not word.isdigit() and len(word) > 1]


def stem(word: str) -> str:
    """The first five letters of a plain word: enough to tell words of two related languages apart from their endings."""
    return word[:5]


def singular(word: str) -> str:
    """A plain word without the ending of number and gender, so that "curso" and "cursos" are one; the same in both languages."""
    if len(word) > 4 and word.endswith("es") and word[-3] in "lrndj":
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] in "ao" else word


def root(word: str) -> str:
    """The beginning that the words of one family share ("titular", "titulación"): of words with more than five letters, the first five."""
    return singular(word)[:5]


def roots(text: str) -> frozenset[str]:
    """The roots of a text's words."""
    return frozenset(root(word) for word in plain(text).split())
