/**
 * The migration at start, without a service around it.
 */
@NullMarked
package dev.postrider.api.database;

import org.jspecify.annotations.NullMarked;
