"""What is known about brands: the registry folder, parsed and validated."""
