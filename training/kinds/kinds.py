"""The kinds of documents and the sets that they are made from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of documents.

    `sources` are the names, or beginnings of names, of the sets it is made from. Of sets whose texts have no
    title but stand in the order of their documents, `together` neighbours are taken for one document. If
    `names_subject`, its questions say what they are about, so that they can be asked of any documents.
    """

    name: str
    sources: tuple[str, ...]
    together: int = 1
    names_subject: bool = False


KINDS = (
    Kind("policies", ("policyqa",), together=10),
    Kind("posts", ("squadshifts/reddit",)),
    Kind("reviews", ("squadshifts/amazon_reviews",)),
    Kind("web", ("qed(nq)",), names_subject=True),
    Kind(
        "articles",
        ("squad/train", "squad2-cr/train", "squadshifts/new_wiki", "tydiqa-goldp/"),
        together=25,
        names_subject=True,
    ),
    Kind("stories", ("fairytaleqa/",)),
    Kind("times", ("timeqa/",), names_subject=True),
)
