"""Conversations that are kept: their data, the file that holds them, and what is made of them."""
