/**
 * Event types: the catalogue of types that ships with Postrider. Called by whoever chooses what to subscribe to; refuses no type.
 */
@NullMarked
package dev.postrider.api.eventtype;

import org.jspecify.annotations.NullMarked;
