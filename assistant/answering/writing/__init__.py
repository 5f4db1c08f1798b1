"""Evidence → sentences in a language model's words, each of them proven; optional (docs/writing.md).

1. `breadth.py` tells how broad a question is; `material.py` takes the sentences of the passages that fit,
   `broad_material.py` for a broad one something of every document and section, and `long_documents.py`
   divides a long document into parts.
2. `prompt.py` makes the messages: rules, conversation, and the sentences, numbered and fenced as data.
3. `client.py` asks the server that the settings name, through `transport.py`, which sends to that address
   alone; `api_key.py` reads the key; `check.py` is what `assistant doctor` says of it.
4. `cutting.py` cuts what comes into sentences as they end; `proven_text.py` has each proven
   (`assistant.proving`) and cites what proves it.
5. `follow_up.py` has a follow-up question completed before that.
6. `write.py` calls 1 to 4 and yields drafts; the last one holds the answer, or the quoted one with a note.
"""
