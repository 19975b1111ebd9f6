"""`portal analyse`: files in, figures out, faults named."""

import json

import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.cli.analyses import METHODS
from tests.question_bank.analysis.published_data import LSAT6, MOODLE_ITEMS, MOODLE_MARKS


@pytest.fixture
def analyse(tmp_path):
    """Runs a method on the text of a file."""

    def run(method, text, *options):
        path = tmp_path / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(main, ["analyse", method, str(path), *options])

    return run


@pytest.fixture
def answer(analyse):
    """The JSON of a file that is all right."""

    def run(method, text):
        result = analyse(method, text, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run


def sheet(header, rows):
    return "\n".join([header, *(",".join(f"{cell:g}" for cell in row) for row in rows)])


def column(found, name):
    return [item[name] for item in found["items"]]


def test_lsat6_comes_out_as_published(answer):
    found = answer("items", sheet("item1,item2,item3,item4,item5", LSAT6))

    assert list(found)[:3] == ["items", "alpha", "alpha_interval"]
    assert column(found, "item") == ["item1", "item2", "item3", "item4", "item5"]
    assert column(found, "facility") == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    assert column(found, "n") == [1000] * 5
    assert (found["n"], found["alpha"]) == (1000, pytest.approx(0.2949972, abs=5e-8))
    assert found["sem"] == pytest.approx(0.869067, abs=1e-6)
    assert (found["maxima"], found["left_out"]) == ("seen", [])


def test_moodles_quiz_comes_out_as_fractions(answer):
    found = answer("items", sheet("a,b,c,d,e,f,g", MOODLE_MARKS))

    theirs = [each / 100 for each in MOODLE_ITEMS["discrimination_index"]]
    assert column(found, "discrimination") == pytest.approx(theirs, abs=1e-6)
    assert found["alpha"] == pytest.approx(-0.8722309, abs=1e-6)


NAMED = "person,q1,q2,q3\nmax,2,2,5\nLin,2,0,5\nWang,1,,4\n"


@pytest.mark.parametrize(
    "text",
    [
        NAMED,
        "q1,q2,q3\nmax,2,2,5\n2,0,5\n1,,4\n",
        "姓名;q1;q2;q3\nMAX;2;2;5\n林;2;0;5\n\n王;1;;4\n".encode("gb18030"),
        b"\xef\xbb\xbf" + NAMED.replace(",", "\t").replace("\n", "\r\n").encode(),
    ],
    ids=["names", "no names", "gb18030 semicolons", "bom tabs"],
)
def test_sheets_as_people_keep_them_are_understood(answer, text):
    found = answer("items", text)

    assert column(found, "item") == ["q1", "q2", "q3"]
    assert column(found, "n") == [2, 1, 2]
    assert (found["maximum"], found["maxima"]) == (9, "given")


def test_running_numbers_and_totals_are_no_questions(answer):
    rows = [[n + 1, *marks, sum(marks)] for n, marks in enumerate(MOODLE_MARKS.tolist())]

    found = answer("items", sheet("attempt no,a,b,c,d,e,f,g,sum", rows))

    assert column(found, "item") == list("abcdefg")
    assert found["left_out"] == ["sum"]


def test_marks_without_greatest_marks_are_measured_by_the_highest_seen(answer):
    found = answer("items", sheet("q1,q2", [[4, 1], [2, 0]] * 10))

    assert column(found, "facility") == pytest.approx([0.75, 0.5])
    assert found["maximum"] == 5


def test_what_too_few_people_cannot_say_is_null_with_its_reason(answer):
    found = answer("items", NAMED)

    assert (found["alpha"], found["n"]) == (None, 2)
    assert column(found, "facility") == [None] * 3
    assert found["items"][0]["silent"]["facility"] == "too_few"
    assert found["items"][0]["remarks"][0]["code"] == "too_few"


def test_two_shares_are_compared_as_published(answer):
    found = answer("proportions", "x1,n1,x2,n2\n56,70,48,80\n")

    # Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
    assert found["difference"] == pytest.approx(0.2)
    assert found["interval"] == pytest.approx([0.0524, 0.3339], abs=6e-5)
    assert found["p"] == pytest.approx(0.00805, abs=5e-6)


def test_several_rows_give_rows(answer):
    found = answer("proportions", "X1,N1,X2,N2\n56,70,48,80\n5,56,0,29\n")

    assert found["rows"][1]["interval"] == pytest.approx([-0.0381, 0.1926], abs=6e-5)


def test_scores_and_their_counts_give_the_same_nps(answer):
    scores = "\n".join(["score", *["9"] * 5, *["8"] * 3, *["2"] * 2])

    counted = answer("nps", "promoters,passives,detractors\n5,3,2")

    assert answer("nps", scores) == counted
    assert (counted["n"], counted["nps"]) == (10, 30)
    assert counted["interval"][0] < 30 < counted["interval"][1]


def test_sample_sizes_are_krejcie_and_morgans(answer):
    # Krejcie & Morgan 1970, table 1: 297 of 1,300. Without a population it is the well-known 385.
    found = answer("sample-size", "population,margin,confidence\n1300,0.05,0.95\n,0.05,0.95\n")

    assert found == {"rows": [{"n": 297}, {"n": 385}]}


@pytest.mark.parametrize(
    ("method", "text", "said"),
    [
        ("proportions", "a,b\n1,2\n", "needs the columns x1,n1,x2,n2, but the file has a,b"),
        ("proportions", "x1,n1,x2,n2\n5,4,1,2\n", "line 2: x1 must lie between 0 and n1"),
        ("proportions", "x1,n1,x2,n2\n0,0,1,2\n", "line 2: x1 must lie"),
        ("proportions", "x1,n1,x2,n2\n1,2,1,2,9\n", "line 2: 5 cells, but 4 columns"),
        ("proportions", "x1,n1,x2,n2\n1.5,2,1,2\n", "line 2: “1.5” in column x1 is not a count"),
        ("nps", "score\n5\n11\n", "line 3: A score runs from 0 to 10"),
        (
            "sample-size",
            "population,margin,confidence\n100,5,95\n",
            "line 2: margin and confidence are fractions",
        ),
        ("sample-size", "population,margin,confidence\n0,0.05,0.95\n", "line 2: The population holds"),
        ("items", "q1,q2\n1,x\n", "line 2: “x” in column q2 is not a number"),
        ("items", "q1,q2\n1,nan\n", "line 2: “nan” in column q2 is not a number"),
        ("items", "person,q1\nmax,1\nLin,2\n", "line 3: 2 marks in column q1, but 1 is the most"),
        ("items", "person,q1\nmax,0\nLin,0\n", "line 2: The greatest mark"),
        ("items", "person,q1\nmax,1\n", "There is no row of marks"),
        ("items", "q1,q1\n1,0\n", "line 1: Every question needs a column"),
        ("items", "q1,q2\n1,0,1\n", "line 2: 3 marks, but 2 questions"),
        ("items", "q1,q2\n", "at least one line below"),
        ("items", "", "at least one line below"),
        ("items", 'q1,q2\n"1,0\n', "not a CSV file"),
        ("items", b"PK\x03\x04\0\0", "not a text file"),
        ("items", b"q1,q2\n\xff\xff,1\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_fault_is_a_sentence_with_its_line_and_an_example(analyse, method, text, said):
    result = analyse(method, text, "--json")

    (problem,) = json.loads(result.stdout)["problems"]
    assert result.exit_code == 1
    assert said in result.stderr
    assert problem["message"] in said or problem["message"] in result.stderr
    assert METHODS[method].example in result.stderr


def test_the_list_names_every_method_with_its_columns():
    plain = CliRunner().invoke(main, ["analyse", "--list"])
    listed = json.loads(CliRunner().invoke(main, ["analyse", "--list", "--json"]).stdout)

    assert [each["method"] for each in listed] == list(METHODS)
    assert listed[0]["example"].startswith("person,q1")
    assert all(f"{name}: " in plain.stdout for name in METHODS)


@pytest.mark.parametrize("name", METHODS)
def test_every_example_can_be_analysed(analyse, name):
    result = analyse(name, METHODS[name].example)

    assert result.exit_code == 0
    assert "n: " in result.stdout or "difference: " in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "METHOD is one of: items"),
        (["horoscope"], "METHOD is one of: items"),
        (["items"], "Name the FILE"),
        (["items", "missing.csv"], "does not exist"),
    ],
)
def test_wrong_usage_has_status_2(words, said):
    result = CliRunner().invoke(main, ["analyse", *words])

    assert result.exit_code == 2
    assert said in result.stderr
