"""LangChain: recursive splitter 1000/200, its own embeddings wrapper, its FAISS store."""

from pathlib import Path
from typing import Any

from langchain_community.document_loaders import TextLoader
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


def split(documents: list[Path]) -> list[Document]:
    loaded = [each for path in documents for each in TextLoader(str(path), encoding="utf-8").load()]
    return RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(loaded)


def open_index(place: str, model: str) -> FAISS:
    embeddings = HuggingFaceEmbeddings(model_name=model)
    return FAISS.load_local(place, embeddings, allow_dangerous_deserialization=True)


def index(corpus: str, place: str, model: str) -> None:
    embeddings = HuggingFaceEmbeddings(model_name=model)
    FAISS.from_documents(split(sorted(Path(corpus).glob("*.txt"))), embeddings).save_local(place)


def add(document: str, corpus: str, place: str, model: str) -> None:
    store = open_index(place, model)
    store.add_documents(split([Path(document)]))
    store.save_local(place)


def search(opened: FAISS, question: str, k: int) -> list[Document]:
    return opened.similarity_search(question, k=k)


def passages(found: list[Document]) -> list[dict[str, Any]]:
    """Turn what was found into plain data; not counted as user code."""
    return [{"document": Path(d.metadata["source"]).name, "text": d.page_content} for d in found]
