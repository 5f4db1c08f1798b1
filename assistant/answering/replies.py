"""Fixed replies: to greetings and other small talk, to unusable questions, and the text of a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.index.search.analyzer import analyze

MAX_QUESTION_CHARACTERS = 4000
NEEDS_COMPUTING = (
    "This has to be computed from several rows of a table, and I cannot tell how; look at the table itself."
)
"""The message of a refusal where rows of a table would have to be counted, added up or compared."""
COMPUTED = "The documents do not say this; I computed it from a table."
"""The message above a figure that was computed from rows of a table."""

_GREETING = re.compile(
    r"\W*(hi|hello|hey|hallo|bonjour|hola|ciao|good (morning|afternoon|evening|day)|greetings)"
    r"(\s+(there|all|everyone|assistant))?\W*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\W*(thanks?( you)?( (very|so) much| a lot)?|thx|merci|danke|gracias|great|ok(ay)?|bye|goodbye)\W*", re.I
)
_HELP = re.compile(
    r"\W*(help|what can (you|i) (do|ask)( you)?( here)?|who are you|how does this work)\W*", re.IGNORECASE
)
_OVERVIEW = re.compile(
    r"\W*("
    r"what(?:'s|’s| is| are| do| does)? (?:this|it|that|these|they|the|those|all|in)?\s*"
    r"(?:corpus|documents?|files?|texts?|collection|folder|papers?|articles?)?\s*(?:here\s*)?(?:all )?"
    r"(?:about|contain|cover|say|talk about|deal with)"
    r"|what(?:'s|’s| is) in (?:here|this|it|these|the|my)\s*(?:corpus|documents?|files?|folder"
    r"|texts?|collection)?"
    r"|(?:please )?(?:summari[sz]e|give me (?:a summary|an overview)|overview|summary)"
    r"(?: of)?(?: it| this| that| them| everything"
    r"| (?:the|these|this|all|my)(?: the)? (?:documents?|corpus|files?|texts?|article))?"
    r"|which documents (?:are there|do you have|are here)|what documents (?:are there|do you have)"
    r")\W*",
    re.IGNORECASE,
)


def small_talk(question: str) -> str | None:
    """Return the reply to a question that needs no documents, None for any other.

    These are greetings, thanks, requests for help, and questions that are empty or too long.
    """
    if not question.strip():
        return "Ask a question about your documents, for example: what happened, who was involved, or why."
    if len(question) > MAX_QUESTION_CHARACTERS:
        return f"That is too long to search for ({len(question)} characters); ask in one or two sentences."
    if _GREETING.fullmatch(question):
        return "Hello! Ask me something about your documents; I answer with the sentences that say it."
    if _THANKS.fullmatch(question):
        return "You are welcome. Ask on whenever you like."
    if _HELP.fullmatch(question):
        return (
            "I answer questions from the documents in the corpus and show the exact sentences that I rely "
            "on. "
            "If they do not hold the answer, I say so."
        )
    if not analyze(question):
        return "I see no words in that; ask a question about your documents."
    return None


def asks_for_overview(question: str) -> bool:
    """Whether the question is about the documents as a whole ("what is this about?")."""
    return bool(_OVERVIEW.fullmatch(question))


def refusal_message(documents: int) -> str:
    """Return the message of a refusal after `documents` documents were searched."""
    if not documents:
        return "There is no document to answer from; add some and build the index, or choose others."
    searched = "the document" if documents == 1 else f"the {documents} documents"
    return f"I did not find an answer to this in {searched}."


def absent_from_table(names: Sequence[str]) -> str:
    """Return the sentence that names what of the question nothing in the table is called."""
    return f"Nothing in the closest table is called {', '.join(f'“{name}”' for name in names)}."
