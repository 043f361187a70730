/**
 * The embedded default: a real broker, a real database and the three services in one JVM, started and stopped in order.
 * Called by the {@code postrider} script; holds no logic of delivery. What it prints is for a person at a terminal.
 */
@NullMarked
package dev.postrider.standalone;

import org.jspecify.annotations.NullMarked;
