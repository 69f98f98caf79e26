"""Installs and starts real servers, and runs the real binary against them."""
