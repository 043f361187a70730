/**
 * The dispatcher: Kafka in, HTTP out. Fan-out runs on one thread; delivery on one owner thread with a mailbox, the sender's
 * event loops and the hand-over's thread; the views of webhooks and of controls, the shelf and what is known of lanes are read on threads of
 * their own. No thread touches another's state. Started by {@link dev.postrider.dispatcher.DispatcherApplication}; no database is ever asked.
 */
@NullMarked
package dev.postrider.dispatcher;

import org.jspecify.annotations.NullMarked;
