"""A challenger on real requests, beside the champion."""
