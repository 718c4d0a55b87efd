"""How the stored results of the book are made: the claims, and the paper's experiments on MNIST."""
