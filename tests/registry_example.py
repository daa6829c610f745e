"""A small registry of fictional and common brand names that signals' examples are evaluated under. Append only."""

from datetime import date

from countermark.engine.registry.model import (
    Alias,
    AuthorisedSeller,
    Brand,
    ContextPhrase,
    GtinPrefix,
    Model,
    PriceBand,
    ProductLine,
    Registry,
    SlangTerm,
    Tell,
)


def example_registry() -> Registry:
    """Return the registry; every row is fictional or a plain dictionary word, no claim about real firms."""
    return Registry(
        brands=(
            Brand(brand_id="velora", name="Velora"),
            Brand(brand_id="kestrel-cole", name="Kestrel & Cole"),
            Brand(brand_id="nimbusport", name="NimbusPort"),
            Brand(
                brand_id="orchard",
                name="Orchard",
                common_word=True,
                context_words=("phone", "laptop", "手机", "celular"),
                categories=("phones", "laptops"),
            ),
            Brand(brand_id="hx", name="HX"),
            Brand(brand_id="yunque", name="云雀"),
        ),
        aliases=(
            Alias(brand_id="velora", alias="薇洛拉", language="zh", kind="transliteration"),
            Alias(brand_id="velora", alias="Velora Sport", kind="sub_brand"),
            Alias(brand_id="kestrel-cole", alias="KC Leather", kind="abbreviation"),
            Alias(brand_id="yunque", alias="Yunque", language="zh", kind="transliteration"),
        ),
        product_lines=(
            ProductLine(line_id="hx-664", brand_id="hx", name="HX 664", part_number_pattern="@#@##@@"),
            ProductLine(line_id="hx-664xl", brand_id="hx", name="HX 664XL", part_number_pattern="@#@##@@"),
            ProductLine(
                line_id="velora-runner",
                brand_id="velora",
                name="Velora Runner",
                aliases=("飞驰",),
                colours=("black", "white", "Midnight Navy"),
                part_number_pattern="VR-####-@",
            ),
        ),
        models=(
            Model(brand_id="hx", model="664 Black", line_id="hx-664", part_number="F6V29AB"),
            Model(brand_id="hx", model="664XL Black", line_id="hx-664xl", part_number="F6V31AB"),
            Model(brand_id="hx", model="664XXL", exists=False),
            Model(brand_id="velora", model="Runner 2", line_id="velora-runner", part_number="VR-2024-M"),
            Model(brand_id="velora", model="Runner 9", exists=False),
        ),
        price_bands=(
            PriceBand(brand_id="hx", line_id="hx-664", market="BR", currency="BRL", low_minor=6000, high_minor=9000),
            PriceBand(
                brand_id="hx", line_id="hx-664xl", market="BR", currency="BRL", low_minor=15000, high_minor=21000
            ),
            PriceBand(brand_id="velora", market="US", currency="USD", low_minor=8000, high_minor=16000),
            PriceBand(
                brand_id="velora", market="US", currency="USD", low_minor=2500, high_minor=9000, condition="used"
            ),
            PriceBand(
                brand_id="velora",
                line_id="velora-runner",
                market="CN",
                currency="CNY",
                low_minor=60000,
                high_minor=90000,
            ),
        ),
        authorised_sellers=(
            AuthorisedSeller(brand_id="velora", seller_id="velora-flagship"),
            AuthorisedSeller(
                brand_id="hx",
                seller_id="tinta-sul",
                territories=("BR",),
                valid_from=date(2025, 1, 1),
                valid_to=date(2026, 12, 31),
            ),
        ),
        gtin_prefixes=(GtinPrefix(brand_id="velora", prefix="789123"),),
        tells=(
            Tell(tell_id="velora-dust-bag", brand_id="velora", phrase="free dust bag in gold print", weight=0.7),
            Tell(tell_id="velora-box", brand_id="velora", phrase="sem caixa original", weight=0.3),
        ),
        slang=(
            SlangTerm(term="replica", language="en", weight=0.9, unless=("toy",)),
            SlangTerm(term="1:1", language="en", weight=0.6, unless=("scale",)),
            SlangTerm(term="高仿", language="zh", weight=0.9),
            SlangTerm(term="primeira linha", language="pt", weight=0.8, needs_brand=True),
        ),
        contexts=(
            ContextPhrase(phrase="compatible with", language="en", kind="compatible", side="before"),
            ContextPhrase(phrase="compatível com", language="pt", kind="compatible", side="before"),
            ContextPhrase(phrase="适用于", language="zh", kind="compatible", side="before"),
            ContextPhrase(phrase="case for", language="en", kind="accessory", side="before"),
            ContextPhrase(phrase="not", language="en", kind="negated", side="before"),
            ContextPhrase(phrase="used", language="en", kind="second_hand"),
            ContextPhrase(phrase="compatível", language="pt", kind="compatible", side="after"),
        ),
    )
