"""Evidence → sentences in a language model's words, each of them proven; optional (docs/writing.md).

`client.py` asks the server that the settings name, through `transport.py`, which sends to that address alone;
`api_key.py` reads the key; `check.py` is what `assistant doctor` says of it.
"""
