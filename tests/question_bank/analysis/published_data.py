"""Small published tables and the numbers printed for them."""

import numpy as np

# Law School Admission Test, sections 6 and 7 (Bock & Lieberman 1970, Psychometrika 35:179-197): how many of
# 1,000 people gave each pattern of five answers, from 00000 to 11111 with the last item changing fastest.
_SECTION_6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"
_SECTION_7 = "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308"
PATTERNS = np.array([[int(bit) for bit in f"{number:05b}"] for number in range(32)], dtype=float)
LSAT6_COUNTS = np.array([int(count) for count in _SECTION_6.split()])
LSAT7_COUNTS = np.array([int(count) for count in _SECTION_7.split()])
LSAT6 = np.repeat(PATTERNS, LSAT6_COUNTS, axis=0)
LSAT7 = np.repeat(PATTERNS, LSAT7_COUNTS, axis=0)

# Marks of 25 attempts at a quiz of seven positions, and what Moodle's own tests expect of its statistics
# (mod/quiz/report/statistics, "stats from steps walkthrough", quiz 00). One line a position.
_THIRD = 0.3333333
MOODLE_MARKS = np.array(
    [
        [1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0.8, 1, 1, 1, 0, 1, 0.8, 1, 1, 0, 1, 1, 1, 0, 0],
        [1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0],
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, _THIRD, 1, 1, 1, 1],
        [1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1],
        [1, *[0.5] * 2, 1, 0, *[0.5] * 3, 1, *[0.5] * 4, 1, 0, *[0.5] * 2, 0, *[0.5] * 4, 0, 0.5, 1],
        [0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1],
        [1, 0, 1, 0, *[0.5] * 4, 1, *[0.5] * 2, 1, *[0.5] * 2, *[1] * 3, *[0.5] * 2, 0, *[0.5] * 3, 1, 1],
    ]
).T
MOODLE_ITEMS = {
    "facility": [0.704, 0.48, 0.973333332, 0.68, 0.52, 0.64, 0.62],
    "deviation": [
        0.4513682901,
        0.5099019514,
        0.13333334,
        0.4760952286,
        0.3055050463,
        0.4898979486,
        0.331662479,
    ],
    "effective_weight": [
        21.2922742344,
        18.8979800309,
        4.443012573,
        18.9347251357,
        11.1450138688,
        9.8081339177,
        15.4788602394,
    ],
    "discrimination_index": [
        -7.0650767526,
        -28.8982125772,
        -9.1230674268,
        -22.6306444113,
        -17.6997047674,
        -45.3785178421,
        -5.6543166602,
    ],
    "discriminative_efficiency": [
        -9.4550536967,
        -36.7834118938,
        -21.6545012165,
        -31.4411395613,
        -21.1794802584,
        -56.9365974439,
        -6.5043742058,
    ],
    "covariance": [
        -0.022555556,
        -0.1172777785,
        -0.0098888894,
        -0.0833888893,
        -0.0436944444,
        -0.2015555547,
        -0.0142499998,
    ],
    "greatest_covariance": [
        0.2385555565,
        0.318833334,
        0.045666669,
        0.2652222232,
        0.2063055556,
        0.3539999995,
        0.2190833335,
    ],
}
# Rows of those to whom the numerical question was drawn at position 1; of those with variant 8 at position 2.
MOODLE_NUMERICAL = [0, 2, 4, 5, 6, 7, 9, 12, 14, 18, 23, 24]
MOODLE_VARIANT_8 = [11, 12, 18, 20, 24]

# Right and wrong answers of nine people to eleven items, with the alpha printed for them in the documentation
# of pingouin (cronbach_wide_missing without people who have gaps), checked there against the R package psych.
PINGOUIN = np.array(
    [
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0],
        [1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0],
        [1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0],
        [1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0],
        [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
        [0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0],
        [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    ],
    dtype=float,
)
PINGOUIN_ALPHA = 0.801694915254237
# Its intervals with those people and without: both for 12 people and 11 items, since it counts people before
# it leaves some out.
PINGOUIN_INTERVALS = [(0.732660835214447, 0.435, 0.909), (PINGOUIN_ALPHA, 0.581, 0.933)]
