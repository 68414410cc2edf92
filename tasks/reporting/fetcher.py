"""The only door through which the renderer reads: named files of ours, nothing else, failing loudly."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

CONTENT_TYPES: Mapping[str, str] = {".otf": "font/otf", ".ttf": "font/ttf"}


class OwnFilesOnly(URLFetcher):  # type: ignore[misc] # the renderer ships no types
    """Serves the given files by their file: address and the given data: addresses; any other stops the rendering.

    The renderer's own fetcher would read any local file and go out to the network, so a narrative that became
    markup could pull in whatever it names. Symbolic links are resolved before the comparison.
    """

    def __init__(self, files: Iterable[Path], images: Iterable[str] = ()) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
        self._files = frozenset(path.resolve() for path in files)
        self._images = frozenset(images)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url in self._images:
            return super().fetch(url, headers)
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve() if parts.scheme == "file" and not parts.netloc else None
        if path is None or path not in self._files or path.suffix not in CONTENT_TYPES:
            raise FatalURLFetchingError(f"{url[:200]} is not a file of this report")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": CONTENT_TYPES[path.suffix]})
