"""What all visitors of the page share: documents, index, builds, overview."""
