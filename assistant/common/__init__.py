"""What several rooms use and no room owns: files, a small cache, work in the background."""
