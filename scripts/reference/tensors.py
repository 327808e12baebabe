"""Safetensors files whose bytes depend on their content alone: the library's writer shuffles the metadata."""

import json

import numpy as np

TYPES = {np.dtype("<f4"): "F32", np.dtype("<f8"): "F64"}


def save(path, tensors, metadata):
    """Writes arrays of single and double precision, and texts."""
    header, body = {"__metadata__": metadata}, b""
    # Doubles first, so that every array is aligned.
    for name, array in sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0])):
        data = array.tobytes()
        header[name] = dict(
            dtype=TYPES[array.dtype], shape=list(array.shape), data_offsets=[len(body), len(body) + len(data)])
        body += data
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
