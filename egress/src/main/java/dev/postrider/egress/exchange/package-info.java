/**
 * One HTTP exchange under one deadline, from the name's resolution to the body's end, and the words for what went wrong. Runs
 * on its own event loops, on which nothing may block. Called through {@link dev.postrider.egress.Sender}; never sends a request
 * twice.
 */
@NullMarked
package dev.postrider.egress.exchange;

import org.jspecify.annotations.NullMarked;
