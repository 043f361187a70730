/**
 * What a run is made of: topics of its own, webhooks, deliveries and events, preloaded or sent at a steady rate. Writes with the codecs that the services use.
 */
@NullMarked
package dev.postrider.bench.load;

import org.jspecify.annotations.NullMarked;
