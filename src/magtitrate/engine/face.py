"""What does the kernel's face (`kernel/kernel.h`) look like from Python?

The structs, the codes and the way to open a library: everything that needs neither arrays
nor the model. A program that only runs the kernel needs no more than this.
"""

from __future__ import annotations

import ctypes
import sys

__all__ = [
    "ABI",
    "ADAPTIVE",
    "BEST_LEVEL",
    "MESH",
    "MESH_FLOAT",
    "TROUBLE",
    "Problem",
    "Results",
    "Settings",
    "Settling",
    "library_name",
    "opened",
]

ABI = 2
"""The version of `kernel.h` that this file mirrors."""

ADAPTIVE, MESH, MESH_FLOAT = 0, 1, 2
BEST_LEVEL = -1

TROUBLE = {
    1: "the kernel has another interface",
    2: "an array is longer or shorter than the others demand",
    3: "an index points outside of its table",
    4: "times do not ascend",
    5: "a setting is not a number, or outside of its range",
    6: "there is not enough memory",
    7: "this processor cannot run the level",
}

_i64, _f64, _ptr = ctypes.c_int64, ctypes.c_double, ctypes.c_void_p


class Problem(ctypes.Structure):
    """What happens, to whom, and when."""

    _fields_ = (
        ("lanes", _i64),
        ("stretches", _i64),
        ("theta", _ptr),
        ("theta_count", _i64),
        ("start", _ptr),
        ("start_count", _i64),
        ("own", _ptr),
        ("own_count", _i64),
        ("common", _ptr),
        ("common_count", _i64),
        ("edge_row", _ptr),
        ("edge_shift", _ptr),
        ("edge_count", _i64),
        ("jump_begin", _ptr),
        ("jump_begin_count", _i64),
        ("jump_state", _ptr),
        ("jump_row", _ptr),
        ("jump_count", _i64),
        ("input_row", _ptr),
        ("input_count", _i64),
    )


class Settings(ctypes.Structure):
    """How to solve it."""

    _fields_ = (
        ("rtol", _f64),
        ("floor", _f64),
        ("ledger_floor", _f64),
        ("first_step_h", _f64),
        ("smallest_step_h", _f64),
        ("largest_step_h", _f64),
        ("steps_per_day", _f64),
        ("negative_mmol", _f64),
        ("mode", _i64),
        ("threads", _i64),
        ("level", _i64),
        ("mesh_begin", _ptr),
        ("mesh_begin_count", _i64),
        ("mesh_share", _ptr),
        ("mesh_count", _i64),
        ("splits", _i64),
    )


class Results(ctypes.Structure):
    """What is wanted."""

    _fields_ = (
        ("time_h", _ptr),
        ("times", _i64),
        ("states", _ptr),
        ("states_count", _i64),
        ("last", _ptr),
        ("last_count", _i64),
        ("outcome", _ptr),
        ("outcome_count", _i64),
        ("steps", _ptr),
        ("window_begin", _ptr),
        ("window_begin_count", _i64),
        ("watch_state", _ptr),
        ("watch_low", _ptr),
        ("watch_high", _ptr),
        ("watches", _i64),
        ("trough", _ptr),
        ("peak", _ptr),
        ("area", _ptr),
        ("hours_below", _ptr),
        ("hours_above", _ptr),
        ("watch_count", _i64),
        ("gain_weight", _ptr),
        ("gains", _i64),
        ("gained", _ptr),
        ("gained_count", _i64),
        ("mesh_begin", _ptr),
        ("mesh_begin_count", _i64),
        ("mesh_share", _ptr),
        ("mesh_share_count", _i64),
        ("mesh_room", _i64),
    )


class Settling(ctypes.Structure):
    """Where a life of the same period leads to."""

    _fields_ = (
        ("tolerance", _f64),
        ("limit", _i64),
        ("size_floor", _f64),
        ("state", _ptr),
        ("state_count", _i64),
        ("outcome", _ptr),
        ("outcome_count", _i64),
        ("periods", _ptr),
        ("push", _ptr),
        ("push_count", _i64),
        ("slow", _ptr),
        ("slow_count", _i64),
    )


def library_name() -> str:
    """The file name of the kernel on this system."""
    return {"win32": "kernel.dll", "darwin": "kernel.dylib"}.get(sys.platform, "kernel.so")


def opened(path: str) -> ctypes.CDLL:
    """The library, with its calls typed.

    Raises:
        OSError: it does not load, or has another interface.
        AttributeError: it is another library.
    """
    library = ctypes.CDLL(path)
    library.magtitrate_abi.restype = ctypes.c_int
    if library.magtitrate_abi() != ABI:
        raise OSError("it was built from other sources; build it again")
    for text in ("model_key", "built", "levels"):
        getattr(library, f"magtitrate_{text}").restype = ctypes.c_char_p
    for call, structs in (
        ("run", (Problem, Settings, Results)),
        ("settle", (Problem, Settings, Settling)),
    ):
        function = getattr(library, f"magtitrate_{call}")
        function.restype = ctypes.c_int
        function.argtypes = tuple(ctypes.POINTER(struct) for struct in structs)
    library.magtitrate_slope.restype = ctypes.c_int
    library.magtitrate_slope.argtypes = (_f64, _ptr, _ptr, _ptr, _ptr)
    return library
