/**
 * The delivery log: its writer, which copies {@code events} and {@code attempts} into PostgreSQL, and the REST that reads
 * them back. Called by the router and by Spring's lifecycle; nothing on the way of a delivery may ever call it or wait for it.
 *
 * <p>The writer has one thread, which owns its {@code KafkaConsumer} and waits, always with a deadline, for the transactions
 * it starts; everything that serves HTTP is reactive and never waits. It is a poll loop of its own rather than a
 * spring-kafka container because three things meet here that a container keeps apart: positions come from the database on
 * every assignment, before the first fetch; a batch whose offsets another writer has already advanced is dropped and read
 * again from where the database says; and while the database is down the batch stays in hand, with the partitions paused
 * and the membership kept, for as long as it takes.
 */
@NullMarked
package dev.postrider.api.deliverylog;

import org.jspecify.annotations.NullMarked;
