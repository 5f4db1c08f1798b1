"""Translation of the fixed sentences of the core: refusals, notes, small talk.

Error messages about files and settings are not translated.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.web.languages import say, translatable

_SENTENCES = (
    translatable("I did not find an answer to this in the document."),
    translatable("I did not find an answer to this in the {count} documents."),
    translatable(
        "Your question does not seem to be in English; the default embedding model reads English best, so "
        "ask in the documents' language, or set a multilingual model."
    ),
    translatable(
        "The closest documents do not seem to be in English; the default embedding model reads English best, "
        "so ask in the documents' language, or set a multilingual model."
    ),
    translatable(
        "Question and documents do not seem to be in English; the default embedding model reads English "
        "best: set a multilingual model."
    ),
    translatable(
        "About {count}% of the documents do not seem to be in English; the default embedding model reads "
        "English best: set a multilingual model (docs/using.md)."
    ),
    translatable(
        "This has to be computed from several rows of a table, and I cannot tell how; look at the table "
        "itself."
    ),
    translatable("The documents do not say this; I computed it from a table."),
    translatable("Computed from the cited rows; no document says it."),
    translatable("Written by {model}; the cited sentences support it."),
    translatable("Nothing in the closest table is called {names}."),
    translatable("There is no document to answer from; add some and build the index, or choose others."),
    translatable("There is one document. It begins:"),
    translatable("There are {count} documents. They begin:"),
    translatable("There are {count} documents. Some of them begin:"),
    translatable(
        "Ask a question about your documents, for example: what happened, who was involved, or why."
    ),
    translatable("That is too long to search for ({count} characters); ask in one or two sentences."),
    translatable("Hello! Ask me something about your documents; I answer with the sentences that say it."),
    translatable("You are welcome. Ask on whenever you like."),
    translatable(
        "I answer questions from the documents in the corpus and show the exact sentences that I rely on. If "
        "they do not hold the answer, I say so."
    ),
    translatable("I see no words in that; ask a question about your documents."),
    translatable("There are no documents to answer from yet. Add some under Documents."),
    translatable("A document that was chosen is not there any more; choose again, or ask all documents."),
    translatable("Stopped."),
    translatable("The language model wrote nothing that the documents prove."),
    translatable("The language model found no answer in the documents."),
    translatable("The language model wrote nothing."),
    translatable("What the language model wrote does not answer the question."),
    translatable("The language model stopped before it was done."),
    translatable("Something went wrong; the terminal that started Assistant says what."),
)


def translated(text: str) -> str:
    """Return a text with the known sentences at its beginning translated; the rest stays as it is."""
    said: list[str] = []
    at = 0
    while at < len(text):
        found = next(((s, m) for s, form in _forms() if (m := form.match(text, at))), None)
        if found is None:
            return " ".join([*said, text[at:]])
        sentence, match = found
        said.append(say(sentence, **match.groupdict()))
        at = match.end()
    return " ".join(said)


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the sentences, each with a pattern that finds it: {count} is a number, {names} are quoted."""
    found = []
    for sentence in _SENTENCES:
        pattern = re.escape(sentence).replace(r"\{count\}", r"(?P<count>\d+)")
        pattern = pattern.replace(r"\{model\}", "(?P<model>.{1,200}?)")
        pattern = pattern.replace(r"\{names\}", "(?P<names>“.+?”(?:, “.+?”)*)")
        found.append((sentence, re.compile(pattern + r"\s*")))
    return tuple(found)
