/**
 * Reads of the shelf and of where lanes stand, on threads of their own with consumers of their own. Called by the intake; never decides what becomes of a delivery, and never writes.
 */
@NullMarked
package dev.postrider.dispatcher.shelf;

import org.jspecify.annotations.NullMarked;
