"""What a listing offers: product line, pack size, colours, part numbers, GTIN; for price and identifier signals."""
