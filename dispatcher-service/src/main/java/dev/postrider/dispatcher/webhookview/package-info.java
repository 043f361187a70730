/**
 * The local copy of all webhooks, read from the compacted topic, and the index that matches event types. Written by one reader thread, read by fan-out and delivery; never asks a database.
 */
@NullMarked
package dev.postrider.dispatcher.webhookview;

import org.jspecify.annotations.NullMarked;
