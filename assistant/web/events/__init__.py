"""Event listeners of the page, one module for each part of it."""
