"""Yes/no questions are answered by the sentence that speaks of the very thing."""

import pytest
from material import index_of

pytestmark = pytest.mark.usefixtures("both_readers")

INSURANCE = (
    "# Insurance of the club house\n\n"
    "The insurance covers damage by fire, lightning and hail. For hail there is an excess of 250 euros.\n\n"
    "Damage by rising groundwater is not covered. "
    "Theft of bicycles is not covered unless they were locked.\n\n"
    "Broken glass is replaced by the insurer within a week."
)


@pytest.fixture(scope="module")
def insurance(tmp_path_factory):
    with index_of(tmp_path_factory.mktemp("insurance"), {"insurance.md": INSURANCE}) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is damage by hail covered?", "The insurance covers damage by fire, lightning and hail."),
        ("Is damage by groundwater covered?", "Damage by rising groundwater is not covered."),
        ("Is theft of bicycles covered?", "Theft of bicycles is not covered unless they were locked."),
    ],
)
def test_the_sentence_that_speaks_of_the_thing_comes_first(insurance, question, said):
    assert insurance.ask(question).citations[0].quote == said
