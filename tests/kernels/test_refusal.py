from pathlib import Path

from explorer.kernels.refusal import explain


def test_a_message_with_half_a_character_can_be_written_to_a_file():
    why = explain(ValueError("bad \udc80 byte"), Path("made.py"))
    assert why.sentence == "ValueError: bad ? byte"
    why.full.encode("utf-8")


def test_a_message_without_measure_is_cut_and_one_that_cannot_be_had_does_no_harm():
    why = explain(ValueError("x" * 5_000_000 + "\nlast words"), Path("made.py"))
    assert len(why.sentence) < 400
    assert len(why.full) < 41_000
    assert why.full.endswith("last words")

    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert explain(MuteError(), Path("made.py")).sentence == "MuteError"
