package dev.postrider.api.job;

import java.time.Instant;

/**
 * How far a job has come: the last delivery or event that it has seen to, in the order of their times.
 *
 * @param id of the delivery or event
 */
record Place(Instant at, String id) {}
