from assistant import AssistantRetriever


def test_the_retriever_gives_the_same_passages(index, index_folder):
    documents = AssistantRetriever(index=str(index_folder), k=2).invoke("Who built the lighthouse?")
    passages = index.retrieve("Who built the lighthouse?", 2)
    assert [d.page_content for d in documents] == [p.text for p in passages]
    assert [(d.metadata["document"], d.metadata["start"]) for d in documents] == [
        (p.document, p.start) for p in passages
    ]
