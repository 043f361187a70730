/** Tests of the exchange, against a receiver that misbehaves on request. */
@NullMarked
package dev.postrider.egress.exchange;

import org.jspecify.annotations.NullMarked;
