"""What the gate says of itself: the OpenAPI document holds for what it answers, the metrics add up."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from countermark.engine.listing import Listing
from countermark.gate.openapi import openapi_document
from countermark.gate.refusal import CODES
from gate_support import a_gate, item, make_settings

DOCUMENT: Final = msgspec.json.decode(msgspec.json.encode(openapi_document()))
METHODS: Final = {"get", "post"}


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(reference: str) -> Any:
    node: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item_ in DOCUMENT["paths"].items():
        assert set(item_) <= METHODS
        for method, operation in item_.items():
            yield path, method, operation


KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "null": type(None),
}  # fmt: skip
KNOWN: Final = {
    "$ref", "anyOf", "type", "properties", "required", "items", "enum", "title", "description", "default",
    "format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "additionalProperties",
}  # fmt: skip


def mismatch(value: Any, schema: dict[str, Any], at: str = "$") -> str | None:
    """Return where a value is not what a schema says, for the part of JSON Schema that the document uses."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        return mismatch(value, resolve(schema["$ref"]), at)
    if "anyOf" in schema:
        return None if any(mismatch(value, one, at) is None for one in schema["anyOf"]) else f"{at}: {value!r}"
    if "type" in schema and not isinstance(value, KINDS[schema["type"]]):
        return f"{at}: {value!r} is no {schema['type']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{at}: {value!r} is not one of {schema['enum']}"
    if isinstance(value, dict):
        return mismatch_of_object(value, schema, at)
    if isinstance(value, list):
        rule = schema.get("items", {})
        return next((found for n, part in enumerate(value) if (found := mismatch(part, rule, f"{at}[{n}]"))), None)
    return None


def mismatch_of_object(value: dict[str, Any], schema: dict[str, Any], at: str) -> str | None:
    missing = set(schema.get("required", ())) - set(value)
    if missing:
        return f"{at}: {missing} missing"
    more = schema.get("additionalProperties", {})
    otherwise = more if isinstance(more, dict) else {}
    for name, part in value.items():
        found = mismatch(part, schema.get("properties", {}).get(name, otherwise), f"{at}.{name}")
        if found:
            return found
    return None


def test_the_document_is_well_formed_openapi() -> None:
    assert re.fullmatch(r"3\.1\.\d", DOCUMENT["openapi"])
    assert {"title", "version"} <= set(DOCUMENT["info"])
    assert set(DOCUMENT["info"]["license"]) == {"name", "identifier"}
    assert [resolve(reference) for reference in references(DOCUMENT)]
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))
    for path, _, operation in operations():
        assert operation["summary"]
        assert all(re.fullmatch(r"[1-5]\d\d", status) for status in operation["responses"])
        assert all(response["description"] for response in operation["responses"].values())
        in_path = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"]
        assert in_path == re.findall(r"{(\w+)}", path)
        assert all(one["schema"] and one["in"] in {"path", "header"} for one in operation.get("parameters", ()))


def test_every_field_of_a_listing_is_in_the_document() -> None:
    schema = DOCUMENT["components"]["schemas"]["Listing"]
    assert list(schema["properties"]) == list(Listing.__struct_fields__)
    assert schema["required"] == ["listing_id", "seller_id", "title"]
    assert schema["additionalProperties"] is False
    lenient = openapi_document(accept_unknown_fields=True)["components"]["schemas"]
    assert not {"additionalProperties"} & {key for name in ("Listing", "Seller") for key in lenient[name]}


def test_every_refusal_code_that_is_not_about_the_address_is_in_the_document() -> None:
    text = str(DOCUMENT["paths"])
    missing = {code for code in CODES if f"`{code}`" not in text}
    assert missing == {"not_found", "method_not_allowed"}


def test_what_the_gate_answers_is_what_the_document_says(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            assert (await client.http.get("/openapi.json")).json() == DOCUMENT
            answers = [
                ("/v1/screen", "post", await client.screen(item("L1", "block"))),
                ("/v1/screen", "post", await client.screen(item("L1", "raise"))),
                ("/v1/screen", "post", await client.screen(item(market="x"))),
                ("/v1/screen", "post", await client.http.post("/v1/screen", content=b"{}")),
                ("/v1/screen/batch", "post", await client.batch([item(), {}])),
                ("/v1/screen/batch", "post", await client.batch([])),
                ("/v1/decisions/{listing_id}", "get", await client.http.get("/v1/decisions/L1")),
                ("/v1/decisions/{listing_id}", "get", await client.http.get("/v1/decisions/none")),
                ("/readyz", "get", await client.http.get("/readyz")),
            ]
            for path, method, response in answers:
                content = DOCUMENT["paths"][path][method]["responses"][str(response.status_code)]["content"]
                [(media_type, described)] = content.items()
                assert response.headers["content-type"] == media_type
                assert mismatch(response.json(), described["schema"]) is None

    asyncio.run(run())


@pytest.mark.parametrize(
    "listing",
    [item(), item(seller={"age_days": 5}, attributes={"a": "b"}, price_minor=5, currency="USD", brand=None)],
)
def test_a_listing_that_the_gate_takes_is_one_that_the_document_describes(listing: dict[str, Any]) -> None:
    assert mismatch(listing, DOCUMENT["components"]["schemas"]["Listing"]) is None
    msgspec.convert(listing, Listing)


def test_a_checker_that_finds_nothing_would_be_no_checker() -> None:
    schema = DOCUMENT["components"]["schemas"]["Listing"]
    for wrong in (
        {},
        item() | {"title": 5},
        item(seller={"age_days": "x"}),
        item(category="Books"),
        item(attributes=[]),
    ):
        assert mismatch(wrong, schema) is not None


def test_metrics_count_what_happened(tmp_path: Path) -> None:
    async def run() -> dict[tuple[str, tuple[str, ...]], float]:
        async with a_gate(make_settings(tmp_path)) as client:
            await client.screen(item("L1", "block"), idempotency_key="k")
            await client.screen(item("L1", "block"), idempotency_key="k")
            await client.screen(item("L2", "raise"))
            await client.batch([item("L3", "hold"), {}, item("L4", "hold")])
            await client.screen({})
            await asyncio.sleep(0.05)
            response = await client.http.get("/metrics")
            assert response.headers["content-type"].startswith("text/plain")
            return {
                (sample.name.removeprefix("countermark_gate_"), tuple(sample.labels.values())): sample.value
                for family in text_string_to_metric_families(response.text)
                for sample in family.samples
            }

    found = asyncio.run(run())
    expected = {
        ("requests_total", ("screen", "200")): 3,
        ("requests_total", ("screen", "422")): 1,
        ("requests_total", ("screen_batch", "200")): 1,
        ("request_seconds_count", ("screen",)): 4,
        ("decisions_total", ("block",)): 1,
        ("decisions_total", ("hold",)): 3,
        ("fallbacks_total", ("engine_error",)): 1,
        ("refusals_total", ("invalid_listing",)): 2,
        ("idempotent_replays_total", ()): 1,
        ("engine_failures_total", ()): 1,
        ("engine_batch_listings_sum", ()): 4,
        ("log_group_records_sum", ()): 5,
        ("waiting_listings", ()): 0,
        ("snapshot_workers", ("snapshot-1",)): 1,
    }
    assert {key: found[key] for key in expected} == expected
