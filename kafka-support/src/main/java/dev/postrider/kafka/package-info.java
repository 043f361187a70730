/**
 * How services reach Kafka: settings, clients with safe defaults, topics that are made or checked at start, obligation
 * topics trimmed below what is done. Called by every service's start-up; knows nothing of what the records mean.
 */
@NullMarked
package dev.postrider.kafka;

import org.jspecify.annotations.NullMarked;
