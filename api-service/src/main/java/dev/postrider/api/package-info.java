/**
 * The API service: where it starts and what all its features share. Called by {@code main} and by the standalone process; holds no feature of its own.
 *
 * <p>One concurrency model: reactive end to end. Whatever blocks (migrations, Kafka clients) runs on threads of its own.
 */
@NullMarked
package dev.postrider.api;

import org.jspecify.annotations.NullMarked;
