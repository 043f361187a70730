/**
 * Events: what producers publish, how it is read from the topic, and the body that receivers get. Called by publish and fan-out; never serializes {@code data} again.
 */
@NullMarked
package dev.postrider.common.event;

import org.jspecify.annotations.NullMarked;
