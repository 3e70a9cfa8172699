"""Whys and branches as texts, and the fishbone that is drawn of them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.cause import Branch, branches, empty_branches, fishbone, steps_of


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([], ()),
        (["Method: no recall"], (Branch("Method", ("no recall",)),)),
        (
            ["Method: a", "Machine: b", "Method: c: d"],
            (Branch("Method", ("a", "c: d")), Branch("Machine", ("b",))),
        ),
        (["Own branch:"], (Branch("Own branch"),)),
        (["no colon"], (Branch("…", ("no colon",)),)),
    ],
)
def test_steps_make_branches_in_their_order(steps: list[str], found: tuple[Branch, ...]) -> None:
    assert branches(steps) == found


def test_six_branches_are_offered_and_empty_ones_are_no_steps() -> None:
    text = empty_branches()
    assert [bone.name for bone in branches(text.splitlines())] == [
        "Method", "Machine", "Material", "People", "Measurement", "Environment",
    ]  # fmt: skip
    assert steps_of(text, True) == []
    assert steps_of("\n first \n\n second:\n", False) == ["first", "second:"]


BONES = st.lists(
    st.builds(
        Branch,
        st.text(min_size=1, max_size=20),
        st.lists(st.text(min_size=1, max_size=90), max_size=5).map(tuple),
    ),
    max_size=9,
)


@given(BONES, st.text(max_size=120), st.floats(160, 1200))
def test_every_text_lies_on_the_drawing_and_no_causes_overlap(
    bones: list[Branch], head: str, width: float
) -> None:
    drawn = fishbone(head, bones, width, width / 45, width / 110)
    causes = [text for text in drawn.texts if text.kind == "cause"]
    assert len(causes) == sum(len(bone.causes) for bone in bones)
    for text in drawn.texts:
        assert text.x >= -0.01 * width and text.x + text.width <= width * 1.01
        if text.kind != "head":
            assert text.y >= -0.01 and text.y + text.height <= drawn.height + 0.01
    for one, other in combinations(causes, 2):
        beside = one.x + one.width <= other.x + 0.01 or other.x + other.width <= one.x + 0.01
        below = one.y + one.height <= other.y + 0.01 or other.y + other.height <= one.y + 0.01
        assert beside or below
