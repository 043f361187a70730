/**
 * What a user asks of one delivery: to be tried again, or not to be sent. Called over REST; changes no row of the log itself,
 * but tells dispatchers and the log by their topics.
 */
@NullMarked
package dev.postrider.api.control;

import org.jspecify.annotations.NullMarked;
