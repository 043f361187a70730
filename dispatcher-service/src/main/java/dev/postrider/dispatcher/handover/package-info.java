/**
 * Hands results over to the broker: tiers, dead letters, the log. Its own thread calls the producers; an offset completes only after the broker's acknowledgement.
 */
@NullMarked
package dev.postrider.dispatcher.handover;

import org.jspecify.annotations.NullMarked;
