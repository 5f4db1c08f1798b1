"""A sentence that says the opposite of what is asked for does not answer."""

import pytest
from material import index_of

from assistant.answering.opposites import says_opposite

ARREST = "Police in Vik arrested the baker Odd Myhre on 3 May because of a fire in the harbour."


@pytest.mark.parametrize(
    ("question", "sentence", "is_opposite"),
    [
        ("When was Odd Myhre released?", ARREST, True),
        ("When was Odd Myhre arrested?", ARREST, False),
        ("How much is the rent of the new office?", "The old office costs 2,300 euros a month.", True),
        ("When did the war end?", "The war began in 1914 and ended in 1918.", False),
        ("What was the highest wage?", "The lowest wage was 12 euros.", True),
        ("Did the shop open or close on 3 May?", "The shop closed on 3 May.", False),
        ("Who built the lighthouse?", "Ada Thornbury built the lighthouse.", False),
    ],
)
def test_opposites(question, sentence, is_opposite):
    assert says_opposite(question, sentence) is is_opposite


@pytest.mark.usefixtures("both_readers")
def test_an_arrest_is_no_release(tmp_path):
    with index_of(tmp_path, {"vik.txt": f"{ARREST} The baker denies having set it."}) as index:
        assert index.ask("When was Odd Myhre arrested?").kind == "answer"
        assert index.ask("When was Odd Myhre released?").kind == "refusal"
