"""Being connected to the cluster that is asked for on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from explorer.measure.hosts import Reach

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster


@contextmanager
def connected(options: argparse.Namespace, workers: int = 1) -> Iterator[Cluster]:
    """Be connected to the cluster; one that is started here has so many workers."""
    from explorer.measure.cluster import Cluster  # Dask takes 0.3 s to import

    cluster = Cluster(
        Reach(
            options.cluster,
            options.tls_ca_file,
            options.tls_cert,
            options.tls_key,
            options.insecure,
        ),
        workers,
    )
    with closing(cluster):
        yield cluster
