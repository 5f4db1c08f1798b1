"""How citations and passages are named in links and in text."""
