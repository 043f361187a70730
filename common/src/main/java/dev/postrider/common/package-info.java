/**
 * The language of the system, shared by every service: records, topic contracts and codecs, ids, signing and retry
 * arithmetic. Called by all modules; never does I/O, never reads a clock, never depends on Spring or Reactor.
 */
@NullMarked
package dev.postrider.common;

import org.jspecify.annotations.NullMarked;
