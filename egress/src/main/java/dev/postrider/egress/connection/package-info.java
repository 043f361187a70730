/**
 * Pooled connections: one pool per event loop, keyed by TLS identity and checked address, so that a call started on a loop
 * stays on its thread. HTTP/1.1, and HTTP/2 where ALPN finds it. Called by the exchange; knows no deadline of a call, never
 * sends one twice, and lets none wait for a connection that is busy.
 */
@NullMarked
package dev.postrider.egress.connection;

import org.jspecify.annotations.NullMarked;
