"""`portal items check|convert`: the same findings without the web."""

import json

from click.testing import CliRunner

from portal.cli import main


def run(*arguments):
    return CliRunner().invoke(main, ["items", *map(str, arguments)])


def test_check_reports_and_fails_on_errors(tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("1.甲？\nA.一\nB.二\n答案：A", "utf-8")
    bad.write_text("1.甲？\nA.一\nB.二\n答案：C", "utf-8")

    fine, wrong = run("check", good, "--json"), run("check", bad, "--json")

    assert fine.exit_code == 0
    expected = {"format": "chinese_text", "items": 1, "by_type": {"single": 1}, "problems": []}
    assert json.loads(fine.stdout) == expected
    assert wrong.exit_code == 1
    assert json.loads(wrong.stdout)["problems"][0]["line"] == 1


def test_convert_writes_by_the_ending_and_tells_what_is_lost(tmp_path):
    source = tmp_path / "bank.txt"
    source.write_text("1.甲？\nA.一\nB.二\n答案：A\n难度：3", "utf-8")

    done = run("convert", source, tmp_path / "bank.gift")

    assert done.exit_code == 0
    assert "difficulty" in done.stderr
    assert "=一" in (tmp_path / "bank.gift").read_text("utf-8")


def test_an_unknown_ending_is_wrong_usage(tmp_path):
    source = tmp_path / "bank.txt"
    source.write_text("1.甲？\n答案：对", "utf-8")

    assert run("convert", source, tmp_path / "bank.xyz").exit_code == 2
