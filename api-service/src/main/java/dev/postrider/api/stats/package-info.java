/**
 * Statistics: what became of deliveries, by the hour. The delivery log's writer adds to them in the transaction that writes what
 * they count; the routes only add up hours, they never look at deliveries.
 */
@NullMarked
package dev.postrider.api.stats;

import org.jspecify.annotations.NullMarked;
