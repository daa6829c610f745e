"""Words in English. Placeholders: {brand}, {text}, {kind}, {value}, {field}; all catalogues use the same ones."""

from typing import Final

from countermark.engine.messages.reason import Reason

BRAND: Final = "the brand"
"""Stands for {brand} where the brand has no name here."""

CONTRACTIONS: Final[dict[str, str]] = {}
"""What a word before {brand} and `BRAND` become together."""

FIELDS: Final = {
    "title": "title",
    "description": "description",
    "brand": "brand field",
    "attributes": "list of details",
    "condition": "condition",
    "category": "category",
    "gtin": "product code",
    "": "listing",
}

EVIDENCE: Final = {
    "brand_mentioned": "The {field} names {brand} (“{text}”).",
    "brand_disguised": "The {field} names {brand} in a way that hides the name: “{text}” ({kind}).",
    "brand_claimed": "The brand field says “{text}”, which is {brand}.",
    "brand_claim_conflict": "The title and the brand field do not name the same brand.",
    "slang": "The {field} uses “{text}”, wording that is often used for counterfeit goods.",
    "price_below_band": (
        "The price of {text} is {value} of the lowest price at which the genuine article was seen ({kind})."
    ),
    "gtin_invalid": "The product code “{text}” is not a valid GTIN: its length or its check digit is wrong.",
    "gtin_restricted": "The product code “{text}” is from a range that does not identify such goods ({kind}).",
    "gtin_foreign_prefix": "The product code “{text}” was not issued to the owner of {brand}.",
    "part_number_malformed": "The part number “{text}” does not have the form that {brand} uses.",
    "model_impossible": "“{text}” is not a model that {brand} makes.",
    "colour_impossible": "{kind} is not made in the colour given (“{text}”), according to {brand}.",
    "tell": "The {field} has a detail that {brand} knows from counterfeit goods.",
    "seller_new": "Days since the seller's account was opened: {value}.",
    "seller_strikes": "Strikes in force on the seller's account: {value}.",
    "seller_refunds": "Buyers were refunded for suspected fakes much more often than is usual ({value} of orders).",
    "seller_linked_banned": "The seller's account is linked to an operator who was banned.",
    "context_compatible": "The {field} says that the goods fit products of {brand} (“{text}”).",
    "context_accessory": "The {field} says that the goods are an accessory for products of {brand} (“{text}”).",
    "context_negated": "The {field} says that the goods are not of {brand} (“{text}”).",
    "context_comparison": "The {field} compares the goods with {brand} (“{text}”).",
    "context_second_hand": "The {field} says that the goods are used (“{text}”).",
    "context_refurbished": "The {field} says that the goods are refurbished (“{text}”).",
    "context_publication": "The {field} says that this is a book or another publication (“{text}”).",
    "context_empty": "The {field} says that this is an empty item or packaging only (“{text}”).",
    "common_word": "“{text}” is also an ordinary word, and nothing shows that {brand} is meant.",
    "price_in_band": "The price of {text} is within what the genuine article costs ({kind}).",
    "price_above_band": "The price of {text} is above what the genuine article costs ({kind}).",
    "gtin_matches": "The product code “{text}” was issued to the owner of {brand}.",
    "part_number_matches": "“{text}” is a part number that {brand} uses.",
    "seller_authorised": "{brand} has authorised the seller for this market.",
    "seller_established": (
        "The seller has sold here for more than {value} years, with many orders, no strikes and few refunds."
    ),
}

REASONS: Final = {
    "counterfeit_slang": Reason(
        "Wording used for counterfeits",
        "The listing uses wording that is often used for counterfeit goods, which may not be sold here. If your goods "
        "are genuine, describe them without it and send us proof of where you bought them.",
    ),
    "disguised_brand": Reason(
        "Disguised brand name",
        "The listing writes a brand's name in a way that hides it. If you may sell the brand, write its name as the "
        "brand does. If the goods are not of that brand, leave the name out.",
    ),
    "brand_disguised": Reason(
        "Disguised brand name",
        "The listing writes a brand's name in a way that hides it. If you may sell the brand, write its name as the "
        "brand does. If the goods are not of that brand, leave the name out.",
    ),
    "disguised_brand_and_slang": Reason(
        "Disguised brand name and wording used for counterfeits",
        "The listing hides a brand's name and uses wording that is often used for counterfeit goods, which may not be "
        "sold here. If your goods are genuine, write the brand's name as the brand does and send us proof of where "
        "you bought them.",
    ),
    "price_far_below": Reason(
        "Price far below the genuine article's",
        "The price is far below what the genuine article costs. Check the price, the number of units and the "
        "condition. If they are right, send us the invoice of your supplier.",
    ),
    "price_below_band": Reason(
        "Price below the genuine article's",
        "The price is below what the genuine article costs. Check the price, the number of units and the condition. "
        "If they are right, send us the invoice of your supplier.",
    ),
    "banned_operator": Reason(
        "Linked to a banned operator",
        "Your account appears to be linked to an operator who was banned from this marketplace. If that is a mistake, "
        "appeal and tell us who runs the account.",
    ),
    "seller_linked_banned": Reason(
        "Linked to a banned operator",
        "Your account appears to be linked to an operator who was banned from this marketplace. If that is a mistake, "
        "appeal and tell us who runs the account.",
    ),
    "seller_strikes": Reason(
        "Strikes in force",
        "There are strikes in force on your account, so your listings of protected brands are looked at more closely. "
        "You can see the strikes in your account and appeal against them.",
    ),
    "fake_refunds": Reason(
        "Refunds for suspected fakes",
        "Buyers of your goods were refunded for suspected fakes much more often than is usual. Send us proof that the "
        "goods are genuine, such as the invoice of your supplier.",
    ),
    "seller_refunds": Reason(
        "Refunds for suspected fakes",
        "Buyers of your goods were refunded for suspected fakes much more often than is usual. Send us proof that the "
        "goods are genuine, such as the invoice of your supplier.",
    ),
    "invalid_identifier": Reason(
        "Product code not valid",
        "A product code or part number in the listing is not valid. Copy it from the packaging; if the goods have "
        "none, leave the field empty.",
    ),
    "identifier_wrong": Reason(
        "Product code does not fit",
        "A product code or part number in the listing is not valid or does not belong to the brand. Copy it from the "
        "packaging; if the goods have none, leave the field empty.",
    ),
    "impossible_product": Reason(
        "Model or colour that does not exist",
        "The listing describes a model or a colour that the brand does not make. Check the description. If it is "
        "right, send us proof of where you bought the goods.",
    ),
    "brand_claim_conflict": Reason(
        "Title and brand field disagree",
        "The title and the brand field name different brands. Correct the one that is wrong. If the goods only fit "
        "products of a brand, say so: “compatible with ...”.",
    ),
    "known_tell": Reason(
        "Detail known from counterfeits",
        "The listing has a detail that the brand knows from counterfeit goods. If your goods are genuine, send us "
        "proof of where you bought them and ask for a review.",
    ),
    "high_score": Reason(
        "Several facts together",
        "Several facts, taken together, make it likely that the goods are counterfeit; they are listed with this "
        "decision. If your goods are genuine, correct what is wrong or send us proof of where you bought them.",
    ),
    "new_seller_low_price": Reason(
        "New account and low price",
        "A new account offers goods of a protected brand far below their usual price. Check the price. If it is "
        "right, send us the invoice of your supplier.",
    ),
    "screening_incomplete": Reason(
        "Check not complete",
        "The listing could not be checked in full, so a person looks at it before it is published. You need not do "
        "anything.",
    ),
    "empty_packaging": Reason(
        "Empty packaging in quantity",
        "Many empty packages of a protected brand are on offer, and such packages are often filled with fakes. Tell "
        "us what they are sold for.",
    ),
    "parallel_import": Reason(
        "Goods from another market",
        "The goods appear to come from outside the market in which the brand sells them, and the brand has not "
        "authorised the seller. Send us proof that they may be sold here.",
    ),
    "seller_authorised": Reason(
        "Authorised seller",
        "The brand has authorised you to sell its goods in this market.",
    ),
    "context_explained": Reason(
        "Not the brand's own goods",
        "The listing names the brand only to say what the goods fit, what they are about or what they are not.",
    ),
    "refurbished_goods": Reason(
        "Refurbished goods",
        "The goods are offered as refurbished, so they are not measured against new ones.",
    ),
    "second_hand_goods": Reason(
        "Second-hand goods",
        "The goods are offered as used, so they are not measured against new ones.",
    ),
}

LABELS: Final = {
    "decision": {
        "allow": "allowed",
        "review": "published, to be reviewed",
        "hold": "held until a person decides",
        "block": "refused",
    },
    "disguise": {
        "homoglyph": "letters replaced by look-alikes of another script",
        "zero_width": "invisible characters inside the name",
        "bidi_override": "letters put in order by invisible signs",
        "filler": "filler characters inside the name",
        "bopomofo": "written in Zhuyin (bopomofo)",
        "respelled": "spelled as it sounds",
        "misspelt": "several letters changed",
        "transliterated": "spelled in another alphabet",
        "hyphenated": "hyphens inside the name",
        "split_characters": "characters split into their parts",
        "similar_character": "a character that looks alike",
        "dropped_character": "a character left out",
        "sound_alike": "a character of the same sound",
        "upside_down": "letters turned upside down",
        "combining_marks": "marks added to the letters",
        "styled_letters": "letters in an unusual style",
        "leet": "letters replaced by digits or signs",
        "masked": "letters masked by signs",
        "punctuation": "signs between the letters",
        "spacing": "spaces between the letters",
        "mixed_script": "letters of several scripts mixed",
        "homophone": "characters that sound the same",
        "pinyin": "written in pinyin",
        "initials": "initials only",
        "reversed": "written backwards",
        "lookalike_letters": "letters replaced by similar ones",
        "repeated_letters": "letters repeated",
        "transposed_letters": "letters swapped",
        "scrambled_letters": "letters in another order",
        "rotated": "end and beginning changed places",
        "transposed_characters": "characters swapped",
        "dropped_letter": "a letter left out",
        "inserted_letter": "a letter added",
        "substituted_letter": "a letter replaced",
        "swapped_words": "words swapped",
        "glued": "words run together",
        "split_words": "name split up",
        "added_accent": "accents added",
        "full_width": "full-width letters",
        "vowels_removed": "vowels left out",
    },
    "disguise_default": {"": "unusual spelling"},
    "context": {
        "compatible": "compatible goods",
        "accessory": "accessory",
        "negated": "not of the brand",
        "comparison": "comparison",
        "second_hand": "used",
        "refurbished": "refurbished",
        "publication": "publication",
        "empty": "empty or packaging",
    },
    "gtin_range": {
        "in_store": "numbers for use inside a shop",
        "coupon": "coupons",
        "receipt": "refund receipts",
        "demonstration": "numbers for examples",
        "periodical": "magazines and newspapers",
        "book": "books",
        "unused": "a range that is not in use",
    },
    "gtin_status": {
        "absent": "no product code",
        "valid": "valid product code",
        "invalid": "product code not valid",
        "restricted": "product code from a special range",
    },
    "condition": {"new": "new", "used": "used", "refurbished": "refurbished", "unknown": "not stated"},
}
