"""Files of keys and values: JSON and XML, one fact a line with the path of keys that leads to it."""
