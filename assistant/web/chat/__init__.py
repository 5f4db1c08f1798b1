"""The open conversation: streaming of answers, their markup, and how the next question is sent."""
