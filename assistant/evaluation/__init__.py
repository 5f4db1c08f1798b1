"""How good are the answers? Question sets, metrics, and the runner behind `assistant evaluate`."""
