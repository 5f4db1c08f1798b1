"""How the shipped prover is trained: pairs of statement and evidence, model, training, export."""
