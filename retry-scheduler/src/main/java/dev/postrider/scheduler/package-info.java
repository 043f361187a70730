/**
 * The retry scheduler as a program: its start, its settings and its wiring. Started by its own {@code main} or by the
 * standalone program; knows nothing of webhooks or deliveries.
 */
@NullMarked
package dev.postrider.scheduler;

import org.jspecify.annotations.NullMarked;
