/**
 * Event types: the catalogue that ships with Postrider, those that organizations register, and judging events by them without the
 * database. Called by whoever chooses what to subscribe to and by whatever takes events; delivers nothing.
 */
@NullMarked
package dev.postrider.api.eventtype;

import org.jspecify.annotations.NullMarked;
