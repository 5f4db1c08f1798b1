"""Files of the corpus folder that the page adds, renames, removes and restores."""
