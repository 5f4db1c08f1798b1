"""Difficult files, made by code: one module a family, each case with the outcome that is expected."""
