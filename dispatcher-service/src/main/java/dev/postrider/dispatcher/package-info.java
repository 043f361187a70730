/**
 * The dispatcher: Kafka in, HTTP out. Fan-out runs on one spring-kafka container thread; delivery on one owner thread with a
 * mailbox, the sender's event loops and the hand-over's thread; the view of webhooks on a reader thread of its own. No thread
 * touches another's state. Started by {@link dev.postrider.dispatcher.DispatcherApplication}; no database is ever asked.
 */
@NullMarked
package dev.postrider.dispatcher;

import org.jspecify.annotations.NullMarked;
