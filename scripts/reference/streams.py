"""Random streams in NumPy, written from Sources/Randomness/README.md: Philox4x32-10, names as keys, uniform and normal
numbers. Integers and uniform numbers are the project's to the last bit; normals are computed in double precision."""

import numpy as np

NAME, INDEX, NORMAL, UNIFORM, PRECISE_UNIFORM = range(5)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def philox(counters, key):
    """Philox4x32-10: four words [..., 4] for counters [..., 4] of 32 bits, under a key of 64."""
    c = [np.asarray(word, dtype=np.uint64) & LOW for word in np.moveaxis(np.asarray(counters, np.uint64), -1, 0)]
    low, high = key & 0xFFFFFFFF, key >> 32
    for _ in range(10):
        first, second = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [
            (second >> HALF) ^ c[1] ^ np.uint64(low), second & LOW,
            (first >> HALF) ^ c[3] ^ np.uint64(high), first & LOW,
        ]
        low, high = (low + 0x9E3779B9) & 0xFFFFFFFF, (high + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack(c, axis=-1)


def fnv1a(text):
    """The 64-bit FNV-1a hash of a text's UTF-8 bytes."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


class Stream:
    """A named stream: a key without state."""

    def __init__(self, key):
        self.key = key

    def words(self, blocks, rows, purpose):
        """The four words [N, 4] of counters (block, row's low half, row's high half, purpose)."""
        blocks, rows = np.broadcast_arrays(np.asarray(blocks, np.uint64), np.asarray(rows, np.uint64))
        return philox(np.stack([blocks, rows & LOW, rows >> HALF, np.full_like(rows, purpose)], -1), self.key)

    def derived(self, purpose, value):
        words = self.words(0, value, purpose)
        return Stream(int(words[1]) << 32 | int(words[0]))

    def stream(self, name, index=None):
        """The child of a name, or of a name and an index."""
        child = self.derived(NAME, fnv1a(name))
        return child if index is None else child.derived(INDEX, index)

    # Addresses: positions 0, 1, … of a row, or an endless sequence of the first 64 positions of every row.

    def _at(self, rows, positions, purpose):
        """The word of every position in a row."""
        positions = np.asarray(positions, np.uint64)
        within = positions % np.uint64(64)
        blocks = np.uint64(16) * (positions // np.uint64(64)) + within % np.uint64(16)
        words = self.words(blocks, rows, purpose)
        return np.take_along_axis(words, (within // np.uint64(16))[..., None].astype(int), -1)[..., 0]

    def _uniform(self, rows, positions, lower, upper):
        lower, upper = np.float32(lower), np.float32(upper)
        u = (self._at(rows, positions, UNIFORM) >> np.uint64(8)).astype(np.float32) * np.float32(2**-24)
        value = lower + (upper - lower) * u
        return np.where(value >= upper, np.nextafter(upper, np.float32(-np.inf)), value)

    def _normal(self, rows, positions):
        """Position i < 32 of a group of 64 is r·cos φ, position 32 + i is r·sin φ: r from word i, φ from 32 + i."""
        positions = np.asarray(positions, np.uint64)
        pair = positions - positions % np.uint64(64) + positions % np.uint64(32)
        half = (self._at(rows, pair, NORMAL) >> np.uint64(1)).astype(np.float32)
        u = ((half + np.float32(0.5)) * np.float32(2**-31)).astype(float)
        turns = (self._at(rows, pair + np.uint64(32), NORMAL).astype(float) + 0.5) * 2**-32
        is_cosine = positions % np.uint64(64) < np.uint64(32)
        angle = 2 * np.pi * turns
        return np.sqrt(-2 * np.log(u)) * np.where(is_cosine, np.cos(angle), np.sin(angle))

    def uniforms(self, count, first, lower=0.0, upper=1.0):
        """Single-precision uniforms of the endless sequence."""
        p = np.arange(first, first + count, dtype=np.uint64)
        return self._uniform(p // np.uint64(64), p % np.uint64(64), lower, upper)

    def normals(self, count, first):
        """Standard normals of the endless sequence."""
        p = np.arange(first, first + count, dtype=np.uint64)
        return self._normal(p // np.uint64(64), p % np.uint64(64))

    def row_normals(self, rows, count):
        """The first standard normals of rows, [rows, count]."""
        return self._normal(np.asarray(rows, np.uint64)[:, None], np.arange(count, dtype=np.uint64)[None, :])

    def row_uniforms(self, row, count):
        """The first double-precision uniforms of a row: multiples of 2⁻⁵³."""
        p = np.arange(count, dtype=np.uint64)
        words = self.words(p // np.uint64(2), row, PRECISE_UNIFORM)
        odd = p % np.uint64(2) == 1
        high, low = np.where(odd, words[:, 2], words[:, 0]), np.where(odd, words[:, 3], words[:, 1])
        return (((high << HALF) | low) >> np.uint64(11)).astype(float) * 2**-53
