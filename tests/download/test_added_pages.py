"""Pages of the web as files of the corpus: their charset, their names, and what the index knows of them."""

import zlib
from pathlib import Path

import pytest
from misbehaving import PAGE, send

import assistant
from assistant.cli import main
from assistant.documents import extract
from assistant.documents.origins import ORIGINS_NAME, read_origins
from assistant.download.add import add_page
from assistant.errors import PageError


def files(settings):
    root = Path(settings.corpus)
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and p.name[0] != ".")


def test_a_page_is_kept_with_its_charset_and_a_name_of_its_own(server, settings):
    latin = "<p>Café — Straße</p>".encode("cp1252")
    server.answers |= {
        "/latin": lambda handler: send(handler, latin, "text/html; charset=ISO-8859-1"),
        "/liar": lambda handler: send(handler, "<p>Café</p>".encode(), "text/html; charset=ascii"),
        "/odd": lambda handler: send(handler, "<p>Café</p>".encode(), "text/html; charset=rot13"),
        "/koi.txt": lambda handler: send(
            handler, "Привет мир".encode("koi8-r"), "text/plain; charset=koi8-r"
        ),
        "/notes.md": lambda handler: send(handler, b"# Notes\n\nText.", "text/plain"),
        "/zip": lambda handler: send(handler, zlib.compress(PAGE), content_encoding="deflate"),
        "/": PAGE,
        "/a%2F..%2F..%2Fevil": PAGE,
        "/page?id=2": PAGE + b"2",
    }
    host = "web/127.0.0.1"
    for path, name, text in (
        ("/latin", "latin.html", "Café — Straße"),
        ("/liar", "liar.html", "Café"),
        ("/odd", "odd.html", "Café"),
        ("/koi.txt", "koi.txt", "Привет мир"),
        ("/notes.md", "notes.md", "Notes"),
        ("/zip", "zip.html", "built in 1850"),
        ("/", "index.html", "built in 1850"),
        ("/a%2F..%2F..%2Fevil", "evil.html", "built in 1850"),
        ("/page", "page.html", "built in 1850"),
        ("/page?id=2", "page (2).html", "built in 1850"),
    ):
        page = add_page(f"{server.url}{path}#part", settings)
        assert page.path == f"{host}/{name}"
        assert text in extract(Path(settings.corpus, page.path)).text
    assert len(files(settings)) == 10
    assert server.asked.count("/robots.txt") == 10  # asked anew each time, and nothing else is fetched
    assert len(server.asked) == 20


def test_an_address_that_is_added_again_replaces_its_file_unless_that_was_edited(server, settings):
    first = add_page(f"{server.url}/page", settings)
    server.answers["/page"] = PAGE + b"<p>More.</p>"
    again = add_page(f"{server.url}/page", settings)
    assert (first.replaced, again.replaced, first.path) == (False, True, again.path)
    assert files(settings) == [again.path]
    file = Path(settings.corpus, again.path)
    assert "More." in file.read_text()
    (origin,) = read_origins(Path(settings.corpus))
    assert (origin.path, origin.address) == (again.path, f"{server.url}/page")
    file.write_text("edited by hand")
    beside = add_page(f"{server.url}/page", settings)
    assert (beside.replaced, beside.path) == (False, again.path.replace("page", "page (2)"))
    assert file.read_text() == "edited by hand"
    server.answers["/page"] = lambda handler: send(handler, b"now text", "text/plain")
    assert add_page(f"{server.url}/page", settings).path.endswith("/page.txt")
    assert [Path(each).name for each in files(settings)] == ["page.html", "page.txt"]


def test_a_folder_that_leads_elsewhere_is_refused(server, settings, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    Path(settings.corpus).mkdir()
    Path(settings.corpus, "web").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(PageError, match="leads out of the corpus"):
        add_page(f"{server.url}/page", settings)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_command_adds_and_indexes_and_a_document_tells_where_it_is_from(
    server, tiny, settings, capsys, monkeypatch
):
    for name in ("corpus", "index", "model", "cache", "web_pages"):
        from_tests = settings if name in ("corpus", "index", "web_pages") else tiny
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(getattr(from_tests, name)))
    assert main(["add", f"{server.url}/page", f"{server.url}/missing"]) == 3
    said = capsys.readouterr()
    assert f"Added 'web/127.0.0.1/page.html' from {server.url}/page" in said.out
    assert "status 404" in said.err
    index = assistant.open_index(settings.index)
    (info,) = index.documents()
    (origin,) = read_origins(Path(settings.corpus))
    assert (info.address, info.date) == (f"{server.url}/page", origin.fetched[:10])
    before = index.commit
    # The same content, fetched on another day: nothing is read again, but the new day is known.
    text = Path(settings.corpus, ORIGINS_NAME).read_text()
    Path(settings.corpus, ORIGINS_NAME).write_text(text.replace(origin.fetched[:10], "2001-02-03"))
    report = assistant.build_index(settings.corpus, settings.index)
    assert (report.changed, report.embedded_passages, index.documents()[0].date) == (True, 0, "2001-02-03")
    assert not assistant.build_index(settings.corpus, settings.index).changed
    assert index.commit == before + 1
    Path(settings.corpus, ORIGINS_NAME).write_text("{ damaged")
    assistant.build_index(settings.corpus, settings.index)
    assert index.documents()[0].address == ""
