"""What is measured: figures from answers and rankings, with their intervals."""
