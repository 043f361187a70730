/**
 * The one producer of this service. Called by whoever hands something to a topic; knows no record format.
 */
@NullMarked
package dev.postrider.api.kafka;

import org.jspecify.annotations.NullMarked;
