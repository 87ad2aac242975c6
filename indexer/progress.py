"""What a run of `regesta index` has done so far, told while it goes on."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Progress:
    """Documents so far. read = added + updated + unchanged + duplicates + len(failed), failures of whole files included."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)  # (path or path:line, reason)
    ahead: int = 0  # of which only the lines were looked at so far, before the first was read
    judged: int = 0  # again, by what repeats, when all were read; of documents read before this run too
    built: int = 0  # into a new generation of the index, at the end of a large run
    to_build: int = 0
    new_bytes: int = 0  # of those added and updated
    all_bytes: int = 0  # of all files, unpacked; an estimate

    @property
    def share(self) -> float | None:
        """How much of the run is done, 0..1, by the bytes; None where most of it is not new, of which no bytes are counted."""
        if not self.new_bytes or self.unchanged > self.added + self.updated:
            return None
        return min(1.0, self.new_bytes / max(self.all_bytes, 1))

    @property
    def stored(self) -> int:
        """Documents of this run that the archive holds: what `committed N` counts."""
        return self.added + self.updated + self.unchanged
