/** Tests of what needs no network. */
@NullMarked
package dev.postrider.egress.connection;

import org.jspecify.annotations.NullMarked;
