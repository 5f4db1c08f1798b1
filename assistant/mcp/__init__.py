"""The MCP server (`assistant mcp`, extra "mcp"): language models ask and search the documents."""
