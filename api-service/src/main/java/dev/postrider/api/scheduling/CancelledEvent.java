package dev.postrider.api.scheduling;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;

/**
 * A scheduled event that is not to be sent.
 *
 * @param deliverAt when it would have been due
 */
record CancelledEvent(OrganizationId organization, EventId event, Instant deliverAt, Instant cancelledAt) {}
