"""Parts of the reader of web pages, which is `formats.html`."""
