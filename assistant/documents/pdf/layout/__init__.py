"""Where the lines of a page stand, and in which order they are read: columns, rows drawn apart, late titles.

The order in which a page is drawn is kept, unless what is seen clearly contradicts it.
"""
