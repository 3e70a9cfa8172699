"""Timestamps that an authority gave elsewhere (RFC 3161), verified here without a network.

A token says that a digest existed at a moment. It counts where the signature is that of a
certificate for timestamping (RFC 3161, 2.3) under a root that the reader trusts, valid at that
moment. Whether it was revoked later is not looked at: that takes a network.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_MOST = 256 * 1024
"""Bytes of a token with its certificates, or of the roots, at most."""
_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
"""By their object identifiers."""
_GRANTED = bytes.fromhex("3003020100")
"""The status with which a response begins (RFC 3161, 2.4.2): granted."""
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""How the content of a token by itself begins: the type signedData (RFC 5652, 5.1)."""


class TimeStamp(NamedTuple):
    """What a token says: the moment (UTC), who gave it, and of which text."""

    at: datetime
    authority: str
    text: str


def read_stamp(token: Path, roots: Path, texts: Iterable[str]) -> TimeStamp | None:
    """What the token says of the first text that it was given for; None where it is of none.

    texts: each as it was stamped, in UTF-8. token: a response (.tsr) or the token by itself, in
    DER. roots: certificates in PEM or DER. Refusal where they are none, or do not vouch for it.
    """
    import rfc3161_client as tsp

    data, anchors = _bytes(token), _certificates(roots)
    try:
        response = tsp.decode_timestamp_response(_response(data))
        info = response.tst_info
        algorithm = info.message_imprint.hash_algorithm.dotted_string
        at, imprint = info.gen_time, info.message_imprint.message
    except ValueError as error:
        raise Refusal(
            _(
                "{name} is no timestamp that was granted: give the answer of the authority as it"
                " came, a file *.tsr."
            ).format(name=token.name)
        ) from error
    make = _DIGESTS.get(algorithm)
    if make is None:
        raise Refusal(
            _(
                "{name} stamps a digest that proves nothing today: ask the authority for SHA-256,"
                " SHA-384 or SHA-512."
            ).format(name=token.name)
        )
    try:
        tsp.VerifierBuilder(roots=anchors).build().verify(response, imprint)
    except (tsp.VerificationError, ValueError) as error:
        raise Refusal(
            _(
                "No certificate in {roots} vouches for {name}: it was altered, or another"
                " authority gave it. Take the root from the authority itself."
            ).format(name=token.name, roots=roots.name)
        ) from error
    for text in texts:
        if make(text.encode()).digest() == imprint:
            return TimeStamp(at, _authority(response), text)
    return None


def _response(data: bytes) -> bytes:
    """The response that a token by itself came in; a response as it is."""
    if _SIGNED_DATA not in data[:16]:
        return data
    size = len(_GRANTED) + len(data)
    length = size.to_bytes(-(-size.bit_length() // 8), "big")
    return bytes([0x30, 0x80 | len(length)]) + length + _GRANTED + data


def _authority(response: "TimeStampResponse") -> str:
    """The name in the certificate that signed (RFC 5652, 5.3: by issuer and serial number)."""
    from cryptography.x509 import load_der_x509_certificate

    (signer,) = response.signed_data.signer_infos
    for data in response.signed_data.certificates:
        each = load_der_x509_certificate(data)
        if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number):
            return each.subject.rfc4514_string()
    raise RuntimeError("a verified token names its certificate")


def _certificates(roots: Path) -> "list[Certificate]":
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    data = _bytes(roots)
    try:
        if data.startswith(b"0"):
            return [load_der_x509_certificate(data)]
        return load_pem_x509_certificates(data)
    except ValueError as error:
        raise Refusal(
            _("{name} holds no certificate: give the root of the authority, a file *.pem.").format(
                name=roots.name
            )
        ) from error


def _bytes(path: Path) -> bytes:
    data = contents(path, _MOST + 1)
    if len(data) > _MOST:
        raise Refusal(
            _("{name} is too large for a timestamp or a certificate.").format(name=path.name)
        )
    return data
