import pytest

from assistant import load_settings
from assistant.errors import SettingsError


def test_options_come_before_environment_before_file_before_defaults(tmp_path):
    file = tmp_path / "assistant.toml"
    file.write_text('k = 7\ncaution = 0.3\ncorpus = "papers"\n')
    environment = {"ASSISTANT_CAUTION": "0.4", "ASSISTANT_CORPUS": "archive", "OTHER": "x"}
    settings = load_settings({"corpus": "mine", "model": None}, file=file, environment=environment)
    assert (settings.k, settings.caution, settings.corpus) == (7, 0.4, "mine")
    assert settings.model == "all-MiniLM-L6-v2"


def test_a_file_in_the_working_directory_is_read(isolated):
    isolated("assistant.toml").write_text("k = 9")
    assert load_settings(environment={}).k == 9


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kk": 1}, "Unknown setting 'kk'"),
        ({"k": 0}, "at least 1"),
        ({"k": "three"}, "type int"),
        ({"k": 2.5}, "type int"),
        ({"caution": 1.5}, "between 0 and 1"),
        ({"backend": "gpu"}, "'onnx' or 'torch'"),
        ({"auth": "nobody"}, "user:password"),
        ({"parse_seconds": 0}, "more than 0"),
        ({"corpus": 3}, "type str"),
        ({"port": 70000}, "port"),
    ],
)
def test_unusable_values_are_named(options, words):
    with pytest.raises(SettingsError, match=words):
        load_settings(options, environment={})


@pytest.mark.parametrize("content", ["k = ", "unknown = 1", 'k = "x"'])
def test_a_bad_file_is_named(tmp_path, content):
    file = tmp_path / "my.toml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"my\.toml"):
        load_settings(file=file, environment={})
