/**
 * Spans of OpenTelemetry, where tracing is configured. Called by whoever publishes, fans out or makes attempts; knows no topic, and nothing of what it traces fails because of it.
 */
@NullMarked
package dev.postrider.trace;

import org.jspecify.annotations.NullMarked;
