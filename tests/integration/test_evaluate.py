"""`countermark evaluate` from the command line to the report, on small data made here with fictional brands."""

import csv
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from countermark.cli.evaluate import evaluate
from countermark.scan.evaluate.catalogue import suites
from countermark.scan.evaluate.sources import amazon, matching, mercadolivre, taobao

APP = typer.Typer()
APP.command()(evaluate)
Measure = Callable[[str], tuple[Result, dict[str, Any]]]
MAKERS = ("velorasport", "kestrelcole", "nimbusport", "tandoria", "quillmarsh", "ferndale")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the layout of the real one."""
    root = tmp_path_factory.mktemp("data")
    write_matching(root)
    write_taobao(root)
    write_amazon(root)
    write_mercadolivre(root)
    return root


@pytest.fixture(scope="module")
def measured(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Measure:
    """Run a suite from the command line, once for all tests: what it printed, and its report."""
    folder = tmp_path_factory.mktemp("reports")

    @cache
    def measure(name: str) -> tuple[Result, dict[str, Any]]:
        result = run(name, "--data", data, "--json", folder / name)
        assert result.exit_code == 0, result.output
        return result, json.loads((folder / name).read_text("utf-8"))

    return measure


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write_matching(root: Path) -> None:
    for index, name in enumerate(matching.FILES):
        lines = []
        for number in range(6):
            maker = f"COL manufacturer VAL {MAKERS[number]} "
            left = f"COL title VAL {MAKERS[number]} wireless keyboard {index}{number} {maker}"
            right = f"COL title VAL leather case for tablet {index}{number} {maker}"
            lines.append(f"{left}\t{right}\t0\n")
        put(root, name, "".join(lines))


def write_taobao(root: Path) -> None:
    def tagged(text: str, brand: str) -> str:
        start = text.index(brand)
        tags = ["O"] * len(text)
        tags[start : start + len(brand)] = ["B-HPPX", *["I-HPPX"] * (len(brand) - 1)]
        return "".join(f"{char} {tag}\n" for char, tag in zip(text, tags, strict=True)) + "\n"

    texts = [(f"正品薇洛拉国运动鞋{n}", "薇洛拉国") for n in range(5)] + [
        (f"同款明佳联台灯{n}", "明佳联") for n in range(5)
    ]
    for name in taobao.FILES.values():
        put(root, name, "".join(tagged(*pair) for pair in texts))


def write_amazon(root: Path) -> None:
    header = (
        "asin seller_page_url seller_name title product_description about_item brand_name manufacturer breadcrumbs "
        "price_value list_price availability all_images default_variant/0 default_variant/1 default_variant/2 "
        "model_number"
    ).split()
    path = root / amazon.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        for number in range(12):
            brand = MAKERS[number % 6].capitalize()
            writer.writerow(
                {
                    "asin": f"B{number:09}",
                    "seller_name": "a shop",
                    "title": f"{brand} cotton shirt, pack of {number}",
                    "brand_name": f"{brand} Store",
                    "breadcrumbs": "Clothing \u203a Men",
                    "price_value": "19.99",
                }
            )


def write_mercadolivre(root: Path) -> None:
    products = [
        {"id": f"MLB{number}", "titulo": title, "preco": price, "vendedor": "Loja", "marca": "HP", "condicao": "Novo"}
        for number, (title, price) in enumerate(
            [
                ("Cartucho Hp 664 Preto Original | Frete grátis", "69.90"),
                ("Cartucho Hp 664 Preto Compatível | MercadoLivre", "19.90"),
                ("Cartucho Vazio Hp 664", "5.00"),
            ]
        )
    ]
    del products[1]["vendedor"]
    put(root, mercadolivre.CRAWL, json.dumps({"produtos": products}, ensure_ascii=False))
    scored = "id;title;condition;procuct_type;price;seller_name;created_at;part_number_detectado;classificacao\n"
    scored += (
        "1;Cartucho 664 Preto Remanufaturado;Recondicionado ;Original;47.95;Loja;2025-10-06 05:02:18;hp664;PIRATA\n"
    )
    put(root, mercadolivre.SCORED, scored)
    prices = "PN;Familia;Produto;Media de Paginas Impressas;Preco Sugerido\n"
    put(root, mercadolivre.PRICES, prices + "F6V29AB;HP 664;HP 664 Preto;120;69.90\n")


def test_the_list_names_every_suite() -> None:
    result = run("--list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(suites())


@pytest.mark.parametrize("name", list(suites()))
def test_every_suite_runs_and_prints_data_snapshot_and_interval(name: str, measured: Measure) -> None:
    result, report = measured(name)
    assert report["suite"] == name
    assert report["rows"] > 0
    assert report["figures"]
    for part in (report["data_hash"][:12], report["snapshot"][:12], "95% interval", "countermark 0."):
        assert part in result.stdout, part


def test_the_same_seed_and_data_give_the_same_report(data: Path, tmp_path: Path, measured: Measure) -> None:
    run("disguise", "--data", data, "--json", tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text("utf-8")) == measured("disguise")[1]


def test_the_sealed_pack_shows_totals_only(measured: Measure) -> None:
    assert measured("disguise-sealed")[1]["tables"] == []


def test_hp_prices_decides_every_listing(measured: Measure) -> None:
    figures = {item["name"]: item for item in measured("hp-prices")[1]["figures"]}
    assert (figures["listings with a decision"]["count"], figures["listings with a decision"]["total"]) == (4, 4)
    for kind in ("compatible", "empty", "refurbished"):
        assert figures[f"{kind} goods held or blocked"]["total"] == 1


def test_a_crawled_listing_without_its_seller_is_decided_all_the_same(measured: Measure) -> None:
    assert measured("hp-prices")[1]["tables"][0]["rows"][0][:2] == ["compatible", 1]


def test_taobao_brands_finds_the_brands_that_it_was_taught(measured: Measure) -> None:
    recall, _, precision, harmless = measured("taobao-brands")[1]["figures"]
    assert (recall["count"], recall["total"]) == (10, 10)
    assert precision["share"] == 1
    assert (harmless["count"], harmless["total"]) == (0, 20)


def test_a_missing_data_folder_is_one_clear_message(tmp_path: Path) -> None:
    result = run("hp-prices", "--data", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "nowhere: there is no such data folder" in result.stderr
    assert result.stdout == ""


def test_a_data_folder_without_the_files_of_a_suite_names_them(tmp_path: Path) -> None:
    result = run("amazon-apparel", "--data", tmp_path)
    assert result.exit_code == 1
    assert "listings/amazon_apparel.csv not found" in result.stderr


def test_a_suite_without_its_data_folder_says_what_is_missing() -> None:
    result = run("disguise")
    assert result.exit_code == 1
    assert "disguise needs --data" in result.stderr


def test_a_name_that_is_neither_suite_nor_file_lists_the_suites() -> None:
    result = run("disgiuse")
    assert result.exit_code == 1
    assert "disgiuse: is neither a file nor a suite" in result.stderr
    assert "hp-prices" in result.stderr


def test_nothing_named_points_to_the_list() -> None:
    result = run()
    assert result.exit_code == 1
    assert "--list" in result.stderr


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a labelled file, its mapping and a registry."""
    put(tmp_path, "registry/brands.csv", "brand_id,name\nvelora,Velora\n")
    put(tmp_path, "mapping.yaml", "format: csv\nfields:\n  listing_id: id\n  seller_id: seller\n  title: title\n")
    rows = [
        "1,a,Velora shoe,genuine",
        "2,b,V e l o r a shoe top replica 1:1 AAA,Fake",
        "3,c,plain shoe,genuine",
        "4,d,another plain shoe,",
        "5,e,,genuine",
    ]
    put(tmp_path, "labelled.csv", "id,seller,title,verdict\n" + "\n".join(rows) + "\n")
    return tmp_path


def own_arguments(own: Path, *more: str | Path) -> list[str | Path]:
    files: list[str | Path] = [
        "--mapping",
        own / "mapping.yaml",
        "--registry",
        own / "registry",
        "--as-of",
        "2026-01-01",
    ]
    return [own / "labelled.csv", *files, "--label-column", "verdict", "--positive", "fake,replica", *more]


def test_an_own_file_gives_the_table_of_decision_by_label_and_both_sides(own: Path) -> None:
    result = run(*own_arguments(own, "--json", own / "report.json"))
    assert result.exit_code == 0, result.output
    report = json.loads((own / "report.json").read_text("utf-8"))
    by_label = {row[0]: row[1] for row in report["tables"][0]["rows"]}
    assert by_label == {"genuine": 2, "Fake": 1}
    totals = {item["name"].split(" (")[-1]: item["total"] for item in report["figures"]}
    assert totals["recall)"] == 1
    assert totals["false alarms)"] == 2
    assert report["tables"][2]["rows"][0][0] == 5  # the row without a title is named, not lost
    assert report["rows"] == 5


def test_a_label_for_counterfeit_that_no_listing_has_is_named(own: Path) -> None:
    result = run(*own_arguments(own, "--positive", "Fakes"))
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "no listing has the label 'Fakes', which was to mean counterfeit; did you mean 'Fake'?" in said


def test_the_label_never_reaches_a_signal(own: Path) -> None:
    """A label such as `replica 1:1` would be slang if it were read as part of the listing."""
    rows = "1,a,Velora shoe,replica 1:1 AAA Velora\n"
    put(own, "labelled.csv", "id,seller,title,verdict\n" + rows)
    run(*own_arguments(own, "--json", own / "with.json"))
    put(own, "labelled.csv", "id,seller,title,verdict\n1,a,Velora shoe,x\n")
    run(*own_arguments(own, "--json", own / "without.json"))
    one, other = (
        json.loads((own / name).read_text("utf-8"))["tables"][0]["rows"][0][1:]
        for name in ("with.json", "without.json")
    )
    assert one == other


def test_a_label_column_that_is_not_there_is_named(own: Path) -> None:
    arguments = own_arguments(own)
    arguments[arguments.index("verdict")] = "verdit"
    result = run(*arguments)
    assert result.exit_code == 1
    assert "verdit" in result.stderr


def test_an_own_file_without_its_options_says_which_are_missing(own: Path) -> None:
    result = run(own / "labelled.csv", "--mapping", own / "mapping.yaml")
    assert result.exit_code == 1
    assert "needs --registry, --label-column" in result.stderr


def test_a_registry_or_policy_that_cannot_be_read_is_named(own: Path) -> None:
    result = run(*own_arguments(own, "--policy", own / "no-policy.yaml"))
    assert result.exit_code == 1
    assert "no-policy.yaml: cannot be read" in result.stderr


def test_a_json_file_that_cannot_be_written_is_named(own: Path) -> None:
    result = run(*own_arguments(own, "--json", own / "no-folder" / "report.json"))
    assert result.exit_code == 1
    assert "report.json: cannot be written" in result.stderr


def test_every_suite_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "evaluate.md").read_text("utf-8")
    assert [name for name in suites() if f"`{name}`" not in page] == []
