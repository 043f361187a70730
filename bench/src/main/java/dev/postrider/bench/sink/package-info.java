/**
 * The receiver: answers as cheaply as it can, counts, and misbehaves where it is told to. Called over HTTP only; it must never be what limits a run.
 */
@NullMarked
package dev.postrider.bench.sink;

import org.jspecify.annotations.NullMarked;
