"""What is in the picture? Collect, learn, predict."""

import os

# The backbone keeps several threads busy. Where other programs want the processor too, more
# threads spend their time waiting for each other: that can cost minutes.
os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // 2)))
