"""Text with markup: the file itself with its headings, or what it says where the markup cannot be read."""
