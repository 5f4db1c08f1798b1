"""What the tests of the index share lies in this folder, whichever room they are about."""
