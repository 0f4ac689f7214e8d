"""One question to a server, and its answer or the reason why there is none."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

import requests
import urllib3

from ankunft import __version__
from ankunft.update.failures import DownloadError, TransientError
from ankunft.update.retry import Patience, retry_after

USER_AGENT = (
    f"ankunft/{__version__} (Atlas der Ankunftsquartiere; Python {platform.python_version()})"
)
REDIRECTS = 5
USABLE = (200, 206, 304, 416)
AGAIN = (403, 408, 425, 429)
"""Statuses worth another try besides 5xx: official servers answer 403 to strangers at times."""

INVALID = "Diese Adresse, ihre Weiterleitung oder die des Proxy-Servers ist ungültig."

REASONS = {
    401: "verlangt eine Anmeldung",
    403: "verweigert den Zugriff",
    404: "kennt diese Datei nicht",
    410: "bietet diese Datei nicht mehr an",
    429: "nimmt gerade keine weiteren Anfragen an",
    503: "ist gerade nicht bereit",
}


def session() -> requests.Session:
    """Proxies and certificates come from the environment: HTTPS_PROXY, REQUESTS_CA_BUNDLE …"""
    made = requests.Session()
    made.max_redirects = REDIRECTS
    # lengths and ranges are to be those of the file, not of a packed copy
    made.headers.update({"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"})
    return made


def host(address: str) -> str:
    """The host of an address, with its port where one is named."""
    return urlsplit(address).netloc.rpartition("@")[2]


@contextmanager
def answer(
    asking: requests.Session,
    method: Literal["GET", "HEAD"],
    address: str,
    headers: Mapping[str, str],
    patience: Patience,
) -> Iterator[requests.Response]:
    """The answer with a status of :data:`USABLE`; its body is read inside the block.

    Raises
    ------
    TransientError
        The connection could not be made or broke, also inside the block, or the server is busy.
    DownloadError
        Another try would not help.
    """
    try:
        with _asked(asking, method, address, headers, patience) as response:
            _check_way(response, address)
            _check_status(response, address)
            yield response
    except requests.TooManyRedirects as error:
        raise DownloadError(address, "Der Server leitet zu oft weiter.") from error
    except (requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema) as error:
        raise DownloadError(
            address, "Nur Adressen mit http:// oder https:// werden abgerufen."
        ) from error
    except requests.exceptions.InvalidURL as error:
        raise DownloadError(address, INVALID) from error
    except (requests.exceptions.SSLError, urllib3.exceptions.SSLError) as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise DownloadError(
                address,
                "Das Zertifikat des Servers ist nicht vertrauenswürdig; eigene Zertifikate nennt "
                "REQUESTS_CA_BUNDLE.",
            ) from error
        raise TransientError("Die verschlüsselte Verbindung kam nicht zustande") from error
    except requests.exceptions.ProxyError as error:
        raise TransientError("Der Proxy-Server lässt keine Verbindung zu") from error
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise TransientError("Der Server antwortet nicht mehr") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise TransientError(_broken(error)) from error


def _asked(
    asking: requests.Session,
    method: str,
    address: str,
    headers: Mapping[str, str],
    patience: Patience,
) -> requests.Response:
    try:
        return asking.request(
            method,
            address,
            headers=dict(headers),
            stream=True,
            allow_redirects=True,
            timeout=(patience.connect, patience.stall),
        )
    except requests.RequestException:
        raise
    except ValueError as error:  # some redirects that cannot be parsed
        raise DownloadError(address, INVALID) from error
    except OSError as error:  # a bundle of certificates that is not there
        raise DownloadError(
            address, f"Die eigenen Zertifikate lassen sich nicht lesen ({error})."
        ) from error


def _broken(error: Exception) -> str:
    if "NameResolutionError" in repr(error):
        return "Der Server ist nicht zu finden; besteht eine Verbindung zum Internet?"
    return "Die Verbindung wurde unterbrochen oder kam nicht zustande"


def _check_way(response: requests.Response, address: str) -> None:
    """Once the way is encrypted it stays so: else anybody could put another file in its place."""
    way = [urlsplit(hop.url).scheme for hop in (*response.history, response)]
    if "https" in way and "http" in way[way.index("https") :]:
        raise DownloadError(address, "Der Server leitet auf eine unverschlüsselte Adresse weiter.")


def _check_status(response: requests.Response, address: str) -> None:
    status = response.status_code
    if status in USABLE:
        return
    what = REASONS.get(status, "nennt einen Fehler")
    reason = f"Der Server {what} (Status {status})"
    if status in AGAIN or status >= 500:
        asked = retry_after(response.headers.get("Retry-After"))
        raise TransientError(reason, asked=asked, status=status)
    raise DownloadError(address, f"{reason}.", status)
