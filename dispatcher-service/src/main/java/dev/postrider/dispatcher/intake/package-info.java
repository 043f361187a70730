/**
 * The delivery stage's intake: one thread receives deliveries, admits them to lanes, and commits the exact frontier. Called by the service's start-up; it never sends and never waits for a result.
 */
@NullMarked
package dev.postrider.dispatcher.intake;

import org.jspecify.annotations.NullMarked;
