"""Listings out of other people's files: a mapping says which of their fields is which of ours."""

from countermark.formats.listings.chunks import ChunkRef, ReadChunk, Reject
from countermark.formats.listings.fields_found import UnreadField, unread_fields
from countermark.formats.listings.load import load_mapping, shipped_mappings
from countermark.formats.listings.mapping import ListingMapping, format_of
from countermark.formats.listings.read import CHUNK_ROWS, plan_chunks, read_chunk, read_listings

__all__ = [
    "CHUNK_ROWS",
    "ChunkRef",
    "ListingMapping",
    "ReadChunk",
    "Reject",
    "UnreadField",
    "format_of",
    "load_mapping",
    "plan_chunks",
    "read_chunk",
    "read_listings",
    "shipped_mappings",
    "unread_fields",
]
