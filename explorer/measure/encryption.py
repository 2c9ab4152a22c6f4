"""The files that encryption needs: whether they are what they are given for."""

import ssl

from explorer import regular
from explorer.measure.hosts import LARGEST, ClusterError, Reach


def check(reach: Reach) -> None:
    """See that authority, certificate and key fit; raises ClusterError in one sentence.

    Otherwise connecting says it, in OpenSSL's words, or asks for a password on the terminal.
    """
    if reach.ca_file is None or reach.cert is None or reach.key is None:
        return
    for file in (reach.ca_file, reach.cert, reach.key):
        try:
            regular.content(file, LARGEST)
        except OSError as error:
            raise ClusterError(f"“{file}” cannot be read: {error.strerror or error}.") from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(reach.ca_file)
    except OSError as error:
        raise ClusterError(
            f"“{reach.ca_file}” holds no certificate of an authority, in PEM form."
        ) from error
    try:
        context.load_cert_chain(reach.cert, reach.key, password=_no_password)
    except (OSError, ValueError) as error:
        if getattr(error, "reason", "") == "KEY_VALUES_MISMATCH":
            told = f"“{reach.key}” is not the key of the certificate “{reach.cert}”."
        else:
            told = (
                f"“{reach.cert}” and “{reach.key}” are not a certificate and its key, in PEM form "
                "and without a password."
            )
        raise ClusterError(told) from error


def _no_password() -> str:
    return ""
