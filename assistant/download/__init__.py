"""Fetching a page of the web on request, and keeping it as a file of the corpus.

The only room that opens a connection to an address that somebody types. It fetches that address, the
robots.txt of its host, and what these redirect to; nothing in the page is followed or loaded.
"""
