"""What people put on pages of a PDF afterwards: the values of form fields, and comments."""
