"""How quiet the machine is now, what slows its cores down, and how long that makes calls wait."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import psutil

from explorer.measure.groups import quota_cores, text
from explorer.measure.machine import usable_cores
from explorer.units import percent, significant

BUSY_CORES = 0.3
"""Cores' worth of other programs' work from which on timings suffer."""
STEAL = 0.02
"""Share of the time that the hypervisor may take without a word."""
_FREQUENCY = Path("/sys/devices/system/cpu/cpu0/cpufreq")
_OWN_GOVERNORS = ("intel_pstate", "amd-pstate-epp")
"""Drivers whose “powersave” is the usual setting and raises the clock under load."""


@dataclass(frozen=True)
class Quiet:
    """What was seen during the last look's span.

    `others_cores` is how many cores' worth of time other programs used, `stolen` the share that
    the hypervisor took; None where the platform does not tell.
    """

    cores: int
    others_cores: float
    stolen: float | None = None
    governor: str | None = None
    driver: str | None = None
    on_battery: bool = False
    quota: float | None = None

    def concerns(self, threads: int) -> str:
        """Say in a short sentence what matters to calls with so many threads; else nothing."""
        if self.others_cores >= BUSY_CORES and self.others_cores + threads > self.cores:
            return f"{_busy(self.others_cores, self.cores)}: {_noisy(threads)} will be noisy."
        if self.stolen is not None and self.stolen > STEAL:
            return f"The hypervisor takes {percent(self.stolen)} of the time away."
        if self.quota is not None and self.quota < threads:
            return (
                f"A quota allows {significant(self.quota, 2)} cores’ time: "
                f"with {threads} threads, timings stall."
            )
        if self.governor == "powersave" and self.driver not in _OWN_GOVERNORS:
            return "The CPU governor is “powersave”: cores stay slow."
        return "On battery: clock rates may be lowered." if self.on_battery else ""

    def disturbs(self, threads: int) -> str:
        """Say that other programs had a part in what was measured with so many threads."""
        if self.others_cores < BUSY_CORES or self.others_cores + threads <= self.cores:
            return ""
        return f"Other programs used {self.taken} meanwhile, so the times may be theirs in part."

    def delays(self, threads: int) -> str:
        """Say, as a clause, that other programs may be why threads came to nothing."""
        if threads == 1 or not self.disturbs(threads):
            return ""
        return f", while other programs used {self.taken}"

    @property
    def in_short(self) -> str:
        """How quiet it is, in a few words."""
        return f"others use {self.taken}" if self.taken else "quiet now"

    @property
    def taken(self) -> str:
        """How many of the cores other programs take, in words; empty where that is harmless."""
        if self.others_cores < BUSY_CORES:
            return ""
        return f"{significant(min(self.others_cores, float(self.cores)), 2)} of {self.cores} cores"


def _busy(taken: float, cores: int) -> str:
    if taken > cores - 0.5:
        whole = {1: "your only core", 2: "both of your cores"}.get(cores, f"all {cores} cores")
        return f"Other programs are using {whole}"
    if taken < 1.25:
        return f"Another program is using {'one' if taken > 0.75 else 'part'} of your {cores} cores"
    return f"Other programs are using {significant(taken, 2)} of your {cores} cores"


def _noisy(threads: int) -> str:
    return "timings" if threads == 1 else "parallel timings"


class Observer:
    """Looks at the machine again and again; each look covers the time since the one before.

    The process `root`, this one unless it is given, and all that it started are our own.
    """

    def __init__(self, root: int | None = None) -> None:
        self._root = psutil.Process(root)
        self._before = self._times()

    def look(self) -> Quiet:
        """Return what happened since the last look; at least 0.1 s should lie between."""
        now = self._times()
        span, busy, own, stolen = (b - a for a, b in zip(self._before, now, strict=True))
        self._before = now
        span = max(span, 1e-3)
        cores = usable_cores()
        return Quiet(
            cores=cores,
            others_cores=max(0.0, busy - own) / span,
            stolen=max(0.0, stolen) / span / cores,
            governor=text(_FREQUENCY / "scaling_governor") or None,
            driver=text(_FREQUENCY / "scaling_driver") or None,
            on_battery=_on_battery(),
            quota=quota_cores(),
        )

    def _times(self) -> tuple[float, float, float, float]:
        """Seconds now: of the clock, of all cores being busy, of our own work, stolen."""
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        guest = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
        stolen = getattr(times, "steal", 0.0)
        busy = sum(times) - idle - guest - stolen
        own = 0.0
        for process in self._family():
            try:
                used = process.cpu_times()
            except psutil.Error:
                continue
            own += used.user + used.system
            own += getattr(used, "children_user", 0.0) + getattr(used, "children_system", 0.0)
        return monotonic(), busy, own, stolen

    def _family(self) -> list[psutil.Process]:
        with suppress(psutil.Error):  # it is over
            return [self._root, *self._root.children(recursive=True)]
        return []


def _on_battery() -> bool:
    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError):  # a platform, or a container, that does not tell
        return False
    return battery is not None and not battery.power_plugged


MOST = 4.0
"""So many limits a call is waited for that gets little of a core beside other programs."""


class Patience:
    """Waiting for one thing that a process does; begun when it begins."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._since, self._worked_s = monotonic(), _worked_s(process)
        self._observer: Observer | None = None
        self.delayed_by = ""

    def is_over(self, limit_s: float, threads: int) -> bool:
        """Whether it took too long; `delayed_by` then says what others had to do with it.

        One thread that other programs leave no core has until it has worked so long itself. Several
        threads may work without getting anywhere: they wait for one another.
        """
        waited_s = monotonic() - self._since
        if self._observer is None and waited_s > limit_s / 2:
            with suppress(psutil.Error):  # it ended just now
                self._observer = Observer(self._process)
        if waited_s <= limit_s:
            return False
        quiet = self._observer.look() if self._observer is not None else None
        if quiet is None:
            return True
        self.delayed_by = quiet.delays(threads)
        if threads > 1 or waited_s > MOST * limit_s or not quiet.disturbs(threads):
            return True
        return _worked_s(self._process) - self._worked_s >= limit_s


def _worked_s(process: int) -> float:
    """Seconds that a process has worked; none where it is over."""
    try:
        times = psutil.Process(process).cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system
