"""Files to text: which formats are read, and how one is read safely."""

from assistant.documents.registry import PARSER_VERSIONS, SUPPORTED, extract, media_kind
from assistant.documents.sandbox import ExtractionPool

__all__ = ["PARSER_VERSIONS", "SUPPORTED", "ExtractionPool", "extract", "media_kind"]
