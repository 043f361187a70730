/**
 * Looking up names, and which addresses may be connected to: asked after the name is resolved and before anything is
 * connected, so that the address that was judged is the one connected to. Called by the exchange; never connects.
 */
@NullMarked
package dev.postrider.egress.address;

import org.jspecify.annotations.NullMarked;
