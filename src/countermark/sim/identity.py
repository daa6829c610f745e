"""Sellers' identity records, with the noise and the reuse that real ones have.

Every identifier follows from a key. Honest sellers have keys of their own, except families (bank account, address,
phone), shared offices (address, network) and couriers' pick-up points (return address). Accounts of one operator share
keys as far as it is incautious, and an operator that comes back after a ban brings some of the old keys along.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.sim.chance import Stream, scrambled, stream
from countermark.sim.content import LANGUAGES, MARKETS, places, table
from countermark.sim.layout import ROLE
from countermark.sim.names import person_words, shop_words
from countermark.sim.sellers import Sellers

FIELDS: Final = ("person", "document", "phone", "bank", "device", "network", "street")
"""What a record identifies a seller by."""
FAMILY: Final = 0.03
"""Share of honest sellers who use a relative's phone, bank account or address."""
OFFICE: Final = 0.06
"""Share of honest businesses in a shared office."""
HUB_RETURNS: Final = 0.15
"""Share of all sellers whose return address is a courier's pick-up point."""
_LIKELY_SHARED: Final = {
    # field -> probability that a wholly incautious operator uses its old one again
    "person": 0.35, "document": 0.3, "phone": 0.6, "bank": 0.75, "device": 0.8, "network": 0.85, "street": 0.7,
}  # fmt: skip
FACE_SIZE: Final = 16
_TYPED_WRONG: Final = 0.01


def make_keys(sellers: Sellers, caution: Any, seed: int, block: int) -> dict[str, Any]:
    """Return the key behind each field of each seller of a block, uint64 (n,).

    Args:
        sellers: the block.
        caution: float64 (operators,), of all operators.
        seed: of the world.
        block: number of the block.
    """
    rng = stream(seed, Stream.IDENTITY, block)
    count = len(sellers.role)
    position = sellers.start + np.arange(count)
    bad = sellers.operator >= 0
    careful = caution[np.maximum(sellers.operator, 0)] if len(caution) else np.zeros(count)
    relative = ~bad & (rng.random(count) < FAMILY)
    kin = np.maximum(position - rng.integers(1, 30, count), sellers.start)
    office = ~bad & (sellers.role != ROLE["private"]) & (rng.random(count) < OFFICE)
    keys = {}
    for number, field in enumerate(FIELDS):
        owner = position.copy()
        if field in {"phone", "bank", "street"}:
            owner = np.where(relative & (rng.random(count) < 0.6), kin, owner)
        # A shared office is a building in the seller's town; its tenants share address and network.
        building = 2**41 + sellers.place * 8 + rng.integers(0, 3, count)
        owner = np.where(office & np.isin(field, ("street", "network")), building, owner)
        again = bad & (rng.random(count) < _LIKELY_SHARED[field] * (1 - 0.85 * careful))
        owner = np.where(again, 2**42 + sellers.operator * 4 + (rng.random(count) < 0.15), owner)
        keys[field] = scrambled(owner, seed * 31 + number)
    return keys


def identity_columns(sellers: Sellers, keys: dict[str, Any], seed: int, block: int) -> dict[str, Any]:
    """Return the columns of the platform's seller table that identify the sellers, as Arrow arrays (n,)."""
    rng = stream(seed, Stream.RECORDS, block)
    country = np.array(MARKETS, object)[sellers.market]
    abroad = np.array([place.country for place in places()], object)[sellers.place]
    private = sellers.role == ROLE["private"]
    names = _people(sellers.language, keys["person"])
    shops = _shops(sellers.language, scrambled(sellers.start + np.arange(len(private)), seed + 5))
    return {
        "shop_name": pa.array(shops),
        "legal_name": pa.array(np.where(private, names, np.array([f"{shop} ltd" for shop in shops], object)).tolist()),
        "contact_name": pa.array(_typos(names, rng).tolist()),
        "is_business": pa.array(~private),
        "country": pa.array(abroad.tolist()),
        "city": pa.array([places()[at].name for at in sellers.place]),
        "street": pa.array(_streets(sellers.language, keys["street"], rng)),
        "return_to_hub": pa.array(rng.random(len(private)) < HUB_RETURNS),
        "phone": pa.array(_phones(country, keys["phone"], rng)),
        "email": pa.array(
            [
                f"{shop.replace(' ', '.')}{int(key % 97)}@mail.example"
                for shop, key in zip(shops, keys["person"], strict=True)
            ]
        ),
        "bank_account": _digits(keys["bank"], 16, "ACC"),
        "device_id": _hex(keys["device"]),
        "network": pa.array([f"10.{key >> 8 & 255}.{key & 255}.0/24" for key in (keys["network"] % 65_536).tolist()]),
        "document": _digits(keys["document"], 11, "DOC"),
        "face": _faces(keys["person"], rng),
    }


def _people(language: Any, keys: Any) -> Any:
    words = [person_words(number) for number in range(len(LANGUAGES))]
    found = []
    for code, key in zip(language.tolist(), keys.tolist(), strict=True):
        given, family = words[code]
        first, last = given[key % len(given)], family[key // 64 % len(family)]
        found.append(f"{last}{first}" if LANGUAGES[code] == "zh" else f"{first} {last}")
    return np.array(found, object)


def _shops(language: Any, keys: Any) -> list[str]:
    words = [shop_words(number) for number in range(len(LANGUAGES))]
    found = []
    for code, key in zip(language.tolist(), keys.tolist(), strict=True):
        first, second = words[code]
        found.append(f"{first[key % len(first)]} {second[key // 64 % len(second)]} {key // 4096 % 9_000 + 1_000}")
    return found


def _streets(language: Any, keys: Any, rng: np.random.Generator) -> list[str]:
    """Return address lines; the same address is written in more than one way."""
    forms = ("{name} {number}", "{number} {name}", "{name}, {number}", "{name} no. {number}")
    words = [table("names")["street"][code] for code in LANGUAGES]
    form = rng.choice(4, len(keys), p=[0.7, 0.1, 0.12, 0.08]).tolist()
    return [
        forms[which].format(name=words[code][key % 10], number=key // 16 % 400 + 1)
        for code, key, which in zip(language.tolist(), keys.tolist(), form, strict=True)
    ]


def _phones(country: Any, keys: Any, rng: np.random.Generator) -> list[str]:
    """Return phone numbers; the same number is written with and without country code and spaces."""
    prefix = {"US": "+1 555", "GB": "+44 7700", "CN": "+86 130", "BR": "+55 11 9"}
    form = rng.choice(3, len(keys), p=[0.75, 0.15, 0.1]).tolist()
    found = []
    for name, key, which in zip(country.tolist(), keys.tolist(), form, strict=True):
        full = f"{prefix[name]} {key % 10**7:07}"
        found.append(full if which == 0 else full.replace(" ", "") if which == 1 else full.partition(" ")[2])
    return found


def _typos(names: Any, rng: np.random.Generator) -> Any:
    """Return the names with a letter doubled or left out in one of a hundred."""
    names = names.copy()
    for row in np.flatnonzero(rng.random(len(names)) < _TYPED_WRONG).tolist():
        at = int(rng.integers(1, max(2, len(names[row]) - 1)))
        names[row] = names[row][:at] + names[row][at + (rng.random() < 0.5) :]
    return names


def _digits(keys: Any, length: int, prefix: str) -> Any:
    numbers = pa.array((keys % np.uint64(10**length)).astype(np.int64)).cast(pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(numbers, length, "0"), "")


def _hex(keys: Any) -> Any:
    return pa.array([f"{key:016x}" for key in keys.tolist()])


def _faces(keys: Any, rng: np.random.Generator) -> Any:
    """Return the stand-in for a face vector: the same person gives nearly the same one. No real face is behind it."""
    columns = [scrambled(keys, 900 + number) for number in range(FACE_SIZE)]
    base = np.stack(columns, axis=1).astype(np.float64) / 2**63 - 1
    noisy = (base + rng.normal(0, 0.06, base.shape)).astype(np.float32)
    return pa.FixedSizeListArray.from_arrays(pa.array(noisy.ravel()), FACE_SIZE)
