/**
 * The HTTP server of the API before any feature: what a request may take of it, and the headers that every answer has.
 * Called by the framework; knows no route.
 */
@NullMarked
package dev.postrider.api.server;

import org.jspecify.annotations.NullMarked;
