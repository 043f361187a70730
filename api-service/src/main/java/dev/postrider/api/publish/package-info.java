/**
 * Publishing over REST: events go to their topic as their producer wrote them. Called by producers; never asks the database and never serializes {@code data} again.
 */
@NullMarked
package dev.postrider.api.publish;

import org.jspecify.annotations.NullMarked;
