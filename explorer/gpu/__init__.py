"""CUDA kernels timed apart: the kernel itself, and the copies to the GPU and back."""
