"""What is signed cannot be read in two ways."""

from __future__ import annotations

from review.sign.dsse import PAYLOAD_TYPE, pae


def test_the_encoding_is_that_of_the_specification():
    # the example of https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md
    assert pae(b"hello world", "http://example.com/HelloWorld") == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_an_event_is_signed_with_its_type():
    assert pae(b"{}") == b"DSSEv1 %d %b 2 {}" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode())


def test_lengths_count_bytes_and_payloads_are_taken_as_they_are():
    assert pae("先审\n".encode(), "类型") == "DSSEv1 6 类型 7 先审\n".encode()


def test_moving_a_byte_between_type_and_payload_changes_the_encoding():
    assert pae(b"b c", "a") != pae(b"c", "a b")
    assert pae(b"", "a 0 ") != pae(b"0 ", "a")
