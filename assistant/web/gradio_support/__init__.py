"""Additions to Gradio that know nothing of documents and conversations."""
