"""JAX and PyTorch on the models, shapes and batches of `reproduce bench`."""
