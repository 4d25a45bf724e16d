"""Large score tensors must be reused, not handed back to the system after every step: page faults cost half the time."""
import os
import sys

# glibc reads these before main().
TUNED = {"MALLOC_TRIM_THRESHOLD_": "8000000000", "MALLOC_MMAP_THRESHOLD_": "8000000000",
         "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def restart_tuned():
    """Starts the program once more, with memory kept and one thread a process. Call it before numpy is imported."""
    if "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **TUNED})
