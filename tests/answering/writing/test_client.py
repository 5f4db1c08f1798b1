"""The client of a language model's server, with a real server on loopback that behaves in every way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from loopback_llm import Exchange, LoopbackModel, loopback_model, writes

from assistant.answering.writing.api_key import ApiKey, read_api_key
from assistant.answering.writing.check import check_llm
from assistant.answering.writing.client import ChatClient, Message, StoppedByUser
from assistant.common.cancellation import Cancellation
from assistant.errors import SettingsError, WritingError
from assistant.settings import Settings, load_settings

KEY = "sk-never-shown-1234"
ASKED = [Message(role="user", content="Who built it?")]


@pytest.fixture(scope="module")
def model() -> Iterator[LoopbackModel]:
    with loopback_model() as running:
        yield running


@pytest.fixture
def settings(model: LoopbackModel, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("ASSISTANT_LLM_KEY", raising=False)
    return Settings(llm=model.address, llm_model="small", llm_seconds=20)


def received(settings: Settings, cancellation: Cancellation | None = None) -> str:
    client = ChatClient(settings)
    with client.stream(ASKED, most_tokens=50, cancellation=cancellation or Cancellation()) as stream:
        return "".join(stream)


def problem(settings: Settings) -> str:
    with pytest.raises(WritingError) as raised:
        received(settings)
    assert KEY not in str(raised.value)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_text_comes_piece_by_piece(settings, model) -> None:
    model.behaviour = writes("It was built by Ada.")
    with ChatClient(settings).stream(ASKED, most_tokens=50, cancellation=Cancellation()) as stream:
        pieces = list(stream)
        assert stream.is_complete
    assert len(pieces) > 1
    assert "".join(pieces) == "It was built by Ada."
    body = model.exchanges[-1].body
    assert (body["model"], body["messages"], body["stream"]) == ("small", ASKED, True)


def test_only_what_is_needed_is_sent_and_only_to_the_address(settings, model, monkeypatch) -> None:
    # None of this is the user's word about the model: no proxy, no other key, no account, no other server.
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "of-something-else")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: of-something-else")
    model.behaviour = writes("Yes.")
    assert received(settings) == "Yes."
    assert model.paths[-1] == "/v1/chat/completions"
    assert "of-something-else" not in json.dumps(model.headers[-1])
    assert set(model.headers[-1]) <= {
        *("host", "connection", "accept", "accept-encoding", "user-agent"),
        *("content-type", "content-length"),
    }
    monkeypatch.setenv("ASSISTANT_LLM_KEY", KEY)
    assert received(settings) == "Yes."
    assert model.headers[-1]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "message", "said"),
    [
        (401, f"wrong key {KEY}", "does not accept the key"),
        (404, "model 'small' not found", "has no model 'small'"),
        (429, "slow down", "is busy"),
        (500, "<b>out\nof memory</b>", "answered with the error 500: <b>out of memory</b>"),
    ],
)
def test_errors_of_the_server_are_told_in_a_sentence(
    settings, model, monkeypatch, status, message, said
) -> None:
    monkeypatch.setenv("ASSISTANT_LLM_KEY", KEY)
    body = json.dumps({"error": {"message": message}}).encode()
    model.behaviour = lambda exchange: exchange.reply(status, body, Content_Type="application/json")
    assert said in problem(settings)


def test_a_redirect_is_not_followed(settings, model) -> None:
    with loopback_model() as other:
        elsewhere = f"{other.address}/chat/completions"
        for status in (301, 302, 307, 308):
            model.behaviour = lambda exchange, s=status: exchange.reply(s, Location=elsewhere)
            assert "sends to another address, which is not followed" in problem(settings)
        assert other.paths == []


def test_no_server_or_one_that_sends_no_chat_is_said(settings, model) -> None:
    with loopback_model() as gone:
        address = gone.address
    assert "could not be reached" in problem(settings.using(llm=address))

    def sends(*lines: str):
        def behave(exchange: Exchange) -> None:
            exchange.begin()
            for line in lines:
                exchange.send(line)

        return behave

    for lines in (["{not json"], ['{"choices": [7]}']):
        model.behaviour = sends(*lines)
        assert "no chat completion" in problem(settings), lines
    model.behaviour = sends('{"error": {"message": "out of memory"}}')
    assert "reported an error: out of memory" in problem(settings)
    for lines in (
        ["{}"],
        ["[1]"],
        ['"text"'],
        ['{"choices": null}'],
        ['{"choices": [{"delta": 3}]}'],
        ["[DONE]"],
    ):
        model.behaviour = sends(*lines)
        assert received(settings) == ""
    model.behaviour = lambda exchange: exchange.reply(200, b"<html>Hello</html>", Content_Type="text/html")
    assert received(settings) == ""


def test_a_model_that_wants_other_options_is_asked_without_them(settings, model) -> None:
    def behave(exchange: Exchange) -> None:
        if "max_tokens" in exchange.body:
            exchange.reply(400, b'{"error": {"message": "Unsupported parameter"}}')
        else:
            writes("Yes.")(exchange)

    model.behaviour = behave
    assert received(settings) == "Yes."


def test_what_has_no_end_is_cut_off(settings, model) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.begin()
        while True:
            exchange.handler.wfile.write(b"x" * 100_000)

    model.behaviour = behave
    assert "no end" in problem(settings)
    assert model.exchanges[-1].is_closed.wait(10)


def test_a_compressed_response_is_not_unpacked(settings, model) -> None:
    model.behaviour = lambda exchange: exchange.reply(200, b"\x1f\x8b", Content_Encoding="gzip")
    assert "compressed" in problem(settings)


@pytest.mark.parametrize("begins", [False, True])
def test_stopping_closes_the_connection_of_a_server_that_stalls(settings, model, begins) -> None:
    reached = threading.Event()

    def behave(exchange: Exchange) -> None:
        if begins:
            exchange.begin()
            exchange.write("It was ")
        reached.set()
        exchange.wait_until_closed()

    model.behaviour = behave
    cancellation = Cancellation()

    def stop() -> None:
        reached.wait(20)
        cancellation.request()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(StoppedByUser):
        received(settings, cancellation)
    stopper.join()
    assert model.exchanges[-1].is_closed.wait(10)
    with pytest.raises(StoppedByUser):
        received(settings, cancellation)


def test_time_is_limited(settings, model) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.begin()
        while not exchange.is_closed.wait(0.05):
            exchange.write("and ")

    model.behaviour = behave
    assert "did not finish in 0.3 seconds (setting 'llm_seconds')" in problem(settings.using(llm_seconds=0.3))
    assert model.exchanges[-1].is_closed.wait(10)


def test_the_doctor_asks_for_a_word_and_says_what_is_wrong(settings, model, monkeypatch) -> None:
    assert check_llm(Settings()) == []
    model.behaviour = writes("ready")
    (found,) = check_llm(settings)
    assert found.sound
    assert found.detail.startswith(f"small at {model.address} began to write after")
    model.behaviour = lambda exchange: exchange.reply(401, b"{}")
    monkeypatch.setenv("ASSISTANT_LLM_KEY", KEY)
    (found,) = check_llm(settings)
    assert not found.sound
    assert "does not accept the key" in found.detail
    assert KEY not in f"{found}{settings}"
    monkeypatch.setenv("ASSISTANT_LLM_KEY", "two words")
    (found,) = check_llm(settings)
    assert "ASSISTANT_LLM_KEY cannot be a key" in found.detail
    assert "two words" not in found.detail


def test_a_key_is_read_from_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    file.chmod(0o600)
    settings = Settings(llm_key_file=str(file))
    assert read_api_key(settings, {}) == ApiKey(KEY)
    assert KEY not in repr(read_api_key(settings, {}))
    assert read_api_key(settings, {"ASSISTANT_LLM_KEY": "other"}) == ApiKey("other")
    assert read_api_key(Settings(), {}) is None
    for mode in (0o644, 0o640, 0o604):
        file.chmod(mode)
        with pytest.raises(SettingsError, match="chmod 600"):
            read_api_key(settings, {})
    with pytest.raises(SettingsError, match="Cannot read"):
        read_api_key(Settings(llm_key_file=str(tmp_path / "none")), {})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"llm": "http://127.0.0.1:11434/v1"}, "'llm_model' must be set"),
        ({"llm_model": "small"}, "'llm' must be set"),
        ({"llm": "127.0.0.1:11434", "llm_model": "m"}, "an address like"),
        ({"llm": "file:///etc/passwd", "llm_model": "m"}, "an address like"),
        ({"llm": "http://a.example/v1?key=s3cret", "llm_model": "m"}, "an address like"),
        ({"llm": "http://me:s3cret@a.example/v1", "llm_model": "m"}, "must hold no password"),
        ({"unproven": "hide"}, "'mark' or 'drop'"),
        ({"llm_seconds": 0}, "more than 0"),
    ],
)
def test_unusable_settings_are_named_and_tell_no_password(options, words) -> None:
    with pytest.raises(SettingsError, match=words) as raised:
        load_settings(options, environment={})
    assert "s3cret" not in str(raised.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(settings, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with closing(TlsServer(certificate)) as server:
        said = problem(settings.using(llm=f"https://localhost:{server.port}/v1"))
        assert "certificate" in said.lower()
        assert server.received == b""


def self_signed(folder: Path) -> Path:
    """Write a key and a certificate for localhost that is its own authority."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


class TlsServer:
    """Accepts one connection with TLS and keeps what it is sent after the handshake."""

    def __init__(self, certificate: Path) -> None:
        import socket
        import ssl

        self.received = b""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._socket = context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            connection, _ = self._socket.accept()
            with connection:
                self.received = connection.recv(1000)
        except OSError:
            pass

    def close(self) -> None:
        self._thread.join(10)
        self._socket.close()
