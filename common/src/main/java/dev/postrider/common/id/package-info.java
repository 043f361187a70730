/**
 * The identities of the system: typed ids and how they are derived. Called by everyone; never random but where it says so.
 */
@NullMarked
package dev.postrider.common.id;

import org.jspecify.annotations.NullMarked;
