"""The shipped mappings: on rows of the shops' shapes, and on the real exports where they are at hand."""

# ruff: noqa: E501, RUF001 - tables of inputs and messages are read best with one row a line; the odd separator is the shop's own

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from countermark.engine.listing import Listing, batch_to_listings
from countermark.formats.listings import ReadChunk, load_mapping, read_listings

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def data_folder() -> Path:
    """Return the folder of real data, or skip: it is not part of the project."""
    named = os.environ.get("COUNTERMARK_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"
    if not (folder / "listings").is_dir():
        pytest.skip(f"no real data: {folder / 'listings'} does not exist; COUNTERMARK_DATA can name the folder")
    return folder / "listings"


def read(path: Path, mapping: str) -> ReadChunk:
    (chunk,) = read_listings(path, load_mapping(mapping), now=NOW)
    return chunk


def ml_product(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": "MLB1",
        "titulo": "Cartucho Velora 12 | Preto | Frete grátis",
        "preco": "65.73",
        "vendedor": "",
        "seller_id": "17",
        "imagem_url": "https://shop.example/1.webp",
        "categoria": "",
        "marca": "Velora",
        "condicao": "Novo",
        "descricao": " Tinta preta \n",
        "tipo_cartucho": "Compatível",
        "modelo": "12",
        "dados_brutos": {
            "json_ld": {
                "itemCondition": "https://schema.org/UsedCondition",
                "offers": {"shippingDetails": {"shippingOrigin": {"addressCountry": "BR", "addressRegion": "Goiás"}}},
            },
            "melidata": {"quantity": 6},
        },
    }
    return plain | changes


def test_mercado_livre_products(tmp_path: Path) -> None:
    path = tmp_path / "crawl.json"
    products = [ml_product(), ml_product(id="MLB2", seller_id="", vendedor="", preco="R$ 12")]
    path.write_text(json.dumps({"query": "x", "produtos": products}), encoding="utf-8")
    chunk = read(path, "mercadolivre")
    assert batch_to_listings(chunk.batch) == [
        Listing(
            listing_id="MLB1",
            seller_id="17",
            title="Cartucho Velora 12 | Preto",
            description="Tinta preta",
            brand="Velora",
            attributes={"product_type": "Compatível", "model": "12"},
            price_minor=6_573,
            currency="BRL",
            quantity=6,
            condition="used",
            images=["https://shop.example/1.webp"],
            market="BR",
            ship_from_country="BR",
            ship_from_place="Goiás",
        )
    ]
    assert [reject.problems for reject in chunk.rejects] == [["seller_id: is missing; a listing needs it"]]


def test_mercado_livre_scored(tmp_path: Path) -> None:
    path = tmp_path / "scored.csv"
    path.write_text(
        "\ufeffid;title;condition;procuct_type;price;seller_name;created_at;part_number_detectado\n"
        '1;"Tinta Velora\nMAIS VENDIDO\n1º em Tintas";Recondicionado ;Original;63.9;Loja oficialTec Print;'
        "2025-10-06 05:02:18;vl12\n",
        encoding="utf-8",
    )
    chunk = read(path, "mercadolivre_scored")
    (listing,) = batch_to_listings(chunk.batch)
    assert listing == Listing(
        listing_id="1",
        seller_id="Tec Print",
        title="Tinta Velora",
        attributes={"product_type": "Original", "part_number": "vl12"},
        price_minor=6_390,
        currency="BRL",
        condition="refurbished",
        market="BR",
        created_at=datetime(2025, 10, 6, 8, 2, 18, tzinfo=UTC),
    )


def test_amazon_products(tmp_path: Path) -> None:
    header = [
        "asin", "title", "about_item", "product_description", "brand_name", "manufacturer", "breadcrumbs", "price_value",
        "list_price", "availability", "all_images", "default_variant/0", "default_variant/1", "default_variant/2",
        "model_number", "seller_name", "seller_page_url",
    ]  # fmt: skip
    rows = [
        ["B1", "Polo", "soft", "", "Velora Store", "", "Men › Polos", "39.9926", "List Price: $53.99",
         "Only 3 left in stock - order soon.", "['https://x/1.jpg', 'https://x/2.jpg']", "size:Large", "color:Red", "",
         "", "Shop", "https://shop.example/?seller=A5E&asin=B1"],
        ["B2", "Tee", "", "", "Brand: Velora", "Velora Inc", "", "", "Typical price: $21.99", "In Stock", "", "", "", "",
         "M1", "Amazon.com", ""],
        ["B3", "Gone", "", "", "", "", "", "", "", "Currently unavailable.", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    path = tmp_path / "apparel.csv"
    lines = [",".join(f'"{cell}"' for cell in row) for row in [header, *rows]]
    path.write_text("\r\n".join(lines), encoding="utf-8")
    chunk = read(path, "amazon")
    first, second = batch_to_listings(chunk.batch)
    assert (first.seller_id, first.brand, first.price_minor, first.quantity) == ("A5E", "Velora", 3_999, 3)
    assert first.category == ["Men", "Polos"]
    assert first.images == ["https://x/1.jpg", "https://x/2.jpg"]
    assert first.attributes == {"size": "Large", "color": "Red"}
    assert first.description == "soft"
    assert (second.seller_id, second.brand, second.price_minor, second.quantity) == (
        "Amazon.com",
        "Velora",
        2_199,
        None,
    )
    assert second.attributes == {"model": "M1", "manufacturer": "Velora Inc"}
    assert [(reject.listing_id, reject.problems) for reject in chunk.rejects] == [
        ("B3", ["seller_id: is missing; a listing needs it"])
    ]


@pytest.mark.parametrize(
    ("mapping", "pattern", "rows", "listings", "reasons"),
    [
        (
            "mercadolivre",
            "mercadolivre_hp664/664_dataset*.json",
            229,
            228,
            {"seller_id: is missing; a listing needs it"},
        ),
        ("mercadolivre_scored", "mercadolivre_hp_scored.csv", 278, 278, set()),
        ("amazon", "amazon_apparel.csv", 364, 355, {"seller_id: is missing; a listing needs it"}),
    ],
)
def test_the_real_exports_are_read_to_the_last_row(
    mapping: str, pattern: str, rows: int, listings: int, reasons: set[str]
) -> None:
    (path,) = data_folder().glob(pattern)
    chunk = read(path, mapping)
    assert chunk.rows_read == rows
    assert chunk.batch.num_rows == listings
    assert {problem for reject in chunk.rejects for problem in reject.problems} == reasons
    assert chunk.batch.column("price_minor").null_count == 0
    endings = ("| Frete grátis", "| MercadoLivre", "| Parcelamento sem juros")
    assert not any(title.endswith(endings) or "\n" in title for title in chunk.batch.column("title").to_pylist())
    small = list(read_listings(path, load_mapping(mapping), now=NOW, chunk_rows=37))
    assert [listing for part in small for listing in batch_to_listings(part.batch)] == batch_to_listings(chunk.batch)


def test_the_real_used_goods_are_not_taken_for_new() -> None:
    (path,) = data_folder().glob("mercadolivre_hp664/664_dataset*.json")
    conditions = read(path, "mercadolivre").batch.column("condition").to_pylist()
    assert {name: conditions.count(name) for name in set(conditions)} == {"new": 216, "used": 12}


def test_the_real_compatible_goods_say_so_in_an_attribute() -> None:
    path = data_folder() / "mercadolivre_hp_scored.csv"
    attributes = [dict(pairs) for pairs in read(path, "mercadolivre_scored").batch.column("attributes").to_pylist()]
    assert sum(item["product_type"] == "Compatível" for item in attributes) == 6
