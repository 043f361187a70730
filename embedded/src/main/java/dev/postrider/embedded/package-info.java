/**
 * A real Kafka broker and a real PostgreSQL that one process starts, owns and stops. Called by the standalone default,
 * which runs them for users, and by testkit, which runs them for tests. Knows nothing of Postrider's topics or tables,
 * never installs anything outside the folders it is given, never listens on anything but the loopback interface unless
 * told so, and never ends the process: whatever is wrong is an {@link dev.postrider.embedded.EmbeddedStartException}.
 */
@NullMarked
package dev.postrider.embedded;

import org.jspecify.annotations.NullMarked;
