"""Words divided at line ends are joined; compounds and numbers keep their hyphen."""

import pytest

from assistant.documents.pdf.hyphens import join_divided_words

ENGLISH = "The drivers of the depot and the farmers of the valley know the road to the sea. "


def joined(text, before=ENGLISH):
    return join_divided_words([before + text])[0].removeprefix(before)


@pytest.mark.parametrize(
    ("divided", "whole"),
    [
        ("a fixed-\nterm contract", "a fixed-term\ncontract"),
        ("in high-\ndimensional space", "in high-dimensional\nspace"),
        ("a chat-\noptimized model", "a chat-optimized\nmodel"),
        ("their coopera-\ntion with us", "their cooperation\nwith us"),
        ("their co-\noperation with us", "their cooperation\nwith us"),
        ("under-\nstanding", "understanding"),
        ("the be-\nginning", "the beginning"),
        ("a state-of-the-\nart method", "a state-of-the-art\nmethod"),
        ("the cost-\nof-living index", "the cost-of-living\nindex"),
        ("an e-\nmail to us", "an e-mail\nto us"),
        ("long-\nand short-term debt", "long-\nand short-term debt"),
        ("the North-\nSouth line", "the North-South\nline"),
        ("a non-\nfinancial asset", "a non-financial\nasset"),
        ("in 2023-\n24 it rose", "in 2023-24\nit rose"),
        ("Form 10-\nK of the year", "Form 10-K\nof the year"),
        ("against COVID-\n19, too", "against COVID-19,\ntoo"),
        ("soft\u00ad\nened", "softened"),
        ("- \na list", "- \na list"),
    ],
)
def test_line_ends(divided, whole):
    assert joined(divided) == whole


def test_what_is_commoner_in_the_document_decides():
    assert joined("a data-\nbase", f"{ENGLISH}The data-base. ") == "a data-base"
    assert joined("a fixed-\nterm", f"{ENGLISH}A fixedterm, two fixedterm. ") == "a fixedterm"
    both = f"{ENGLISH}A web-site, a website, the website. "
    assert joined("our web-\nsite", both) == "our website"


def test_two_words_of_the_document_make_a_compound():
    assert joined("a crane-\nhoist", f"{ENGLISH}The crane and its hoist. ") == "a crane-hoist"
    assert joined("a crane-\nhoist") == "a cranehoist"


def test_a_document_that_divides_no_words_keeps_all_hyphens():
    known = f"{ENGLISH}A wind-proof, rain-proof and frost-proof tent. "
    text = "wind-\nproof is rain-\nproof is frost-\nproof is ember-\nproof"
    assert joined(text, known).endswith("\nis ember-proof")
    divided = f"{ENGLISH}A wind-proof, rain-proof and frost-proof tent, a cooperation. "
    assert joined(f"coopera-\ntion is {text}", divided).endswith("\nis emberproof")


def test_words_of_other_languages_are_joined():
    german = "Der Winter ist warm, und der Wind und die Hand und der Arm sind kalt. "
    assert joined("Winter-\nwind", german) == "Winterwind"
    assert joined("la fin-\nance", "Le vent et la mer. ") == "la finance"


@pytest.mark.parametrize(
    "divided",
    ["per-\nforming", "friend-\nship", "short-\nages", "high-\nway", "under-\nstand", "empha-\nsized"],
)
def test_prefixes_and_endings_are_no_parts_of_compounds(divided):
    known = f"{ENGLISH}The ship can stand under ages of one friend of his. "
    assert joined(divided, known) == divided.replace("-\n", "")
