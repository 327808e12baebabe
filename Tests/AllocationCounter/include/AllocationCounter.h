// Counts the heap allocations of a thread (glibc only).
#pragma once

/// How many times the calling thread has asked for memory since it started.
long allocation_count(void);
